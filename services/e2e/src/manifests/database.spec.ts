/** k8s/: what Postgres must hold, and how it is made again out of its backups. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@iimp/testbed/repository';
import { backupKeys, connections, discretion, durability, restoreWindow } from './database.testkit.js';
import {
  changed,
  changeIn,
  type Edit,
  findIn,
  OVERLAYS,
  type Overlay,
  renderAll,
  renderEdited,
  type Resource,
  validate,
} from './manifests.testkit.js';
import { references, SERVICES } from './policies.testkit.js';

jest.setTimeout(120_000);

/** What deploy/lifecycle.md tells to do for a restore. */
const RESTORE: Edit = [
  'overlays/production/kustomization.yaml',
  '../../components/backup]',
  '../../components/backup, ../../components/restore]',
];
const restoreTo = (target: string): Edit => [
  'components/restore/cluster.yaml',
  `# recoveryTarget: { ${target}`,
  `recoveryTarget: { ${target}`,
];

let rendered: Record<Overlay, Resource[]>;
let restored: Resource[];
beforeAll(async () => {
  rendered = await renderAll();
  restored = await renderEdited('production', [RESTORE]);
}, 600_000);

/** Production with one member of one resource changed. */
const withChange = (kind: string, name: string | undefined, path: string, value: unknown): Resource[] =>
  changeIn(rendered.production, kind, name, path, value);

describe.each(OVERLAYS)('the overlay %s', (overlay) => {
  it('opens no more connections than Postgres takes', () => expect(connections(rendered[overlay])).toEqual([]));
  it('loses no commit with a machine', () => expect(durability(rendered[overlay])).toEqual([]));
  it('writes no parameters of statements into the log', () => expect(discretion(rendered[overlay])).toEqual([]));
  it('keeps objects for as long as backups', () => expect(restoreWindow(rendered[overlay])).toEqual([]));
  it('keeps the key of the backups from the services', () => expect(backupKeys(rendered[overlay])).toEqual([]));
});

describe('the rules', () => {
  it('find pools that Postgres cannot serve', () => {
    const most = (value: string) =>
      connections(withChange('Cluster', undefined, 'spec.postgresql.parameters.max_connections', value));
    expect(most('1350')).toEqual([]);
    expect(most('1300')).toEqual(['Postgres takes 1300 connections, the services may open 1350']);
    expect(connections(withChange('ScaledObject', 'delivery', 'spec.maxReplicaCount', 60))).toHaveLength(1);
    expect(connections(withChange('ConfigMap', undefined, 'data.IIMP_DATABASE_POOL', '20'))).toHaveLength(1);
  });

  it.each([
    ['dataDurability', 'preferred', 'commits may be on one machine only'],
    ['failoverQuorum', undefined, 'a stale instance may become primary'],
  ])('find a commit that can be lost: %s %s', (name, value, problem) => {
    expect(durability(withChange('Cluster', undefined, `spec.postgresql.synchronous.${name}`, value))).toEqual([
      problem,
    ]);
  });

  it('find a log that holds messages', () => {
    const logged = (value: unknown) =>
      discretion(withChange('Cluster', undefined, 'spec.postgresql.parameters.log_parameter_max_length', value));
    const problem = 'the log of Postgres may hold messages: log_parameter_max_length is';
    expect([...logged(undefined), ...logged('-1')]).toEqual([`${problem} not set`, `${problem} -1`]);
  });

  it('find a service that could read and remove the backups', () => {
    const shared = { name: 'iimp-object-store', key: 'IIMP_S3_ACCESS_KEY' };
    const path = 'spec.configuration.s3Credentials.accessKeyId';
    expect(backupKeys(withChange('ObjectStore', undefined, path, shared))).toEqual(
      expect.arrayContaining(
        ['admin', 'api', 'attachments', 'federation'].map(
          (name) => `${name} has the key of the backups (iimp-object-store)`,
        ),
      ),
    );
  });

  it('find objects that are gone while a backup still names them', () => {
    const problem = (name: string): string => `${name} removes objects after 14 days, backups are kept for 30`;
    expect(restoreWindow(withChange('ConfigMap', undefined, 'data.IIMP_RESTORE_WINDOW', undefined)).sort()).toEqual(
      [...SERVICES].map(problem).sort(),
    );
    for (const policy of ['60d', undefined])
      expect(restoreWindow(withChange('ObjectStore', undefined, 'spec.retentionPolicy', policy))).toHaveLength(6);
  });

  it('find a single instance that waits for another one', () => {
    const synchronous = { method: 'any', number: 1 };
    const alone = changeIn(rendered.small, 'Cluster', undefined, 'spec.postgresql.synchronous', synchronous);
    expect(durability(alone)).toEqual(['a single instance waits for another one']);
  });

  it('are kept with one copy of Postgres in each zone', () => {
    expect(findIn(rendered.production, 'Cluster').spec?.['affinity']).toEqual({
      enablePodAntiAffinity: true,
      topologyKey: 'topology.kubernetes.io/zone',
      podAntiAffinityType: 'required',
    });
  });
});

interface Recovery {
  recovery: object;
}

describe('production with the component `restore`', () => {
  it('makes the database out of the backups, and writes its log into another folder', () => {
    const { spec } = findIn(restored, 'Cluster');
    const parameters = { barmanObjectName: 'iimp-postgres-backup', serverName: 'iimp-postgres' };
    expect(spec).toMatchObject({
      bootstrap: { recovery: { source: 'backup', database: 'iimp', owner: 'iimp' } },
      externalClusters: [{ name: 'backup', plugin: { parameters } }],
      plugins: [{ parameters: { ...parameters, serverName: 'iimp-postgres-2' } }],
    });
    expect(findIn(rendered.production, 'Cluster').spec).toMatchObject({ plugins: [{ parameters }] });
    const others = (resources: readonly Resource[]) => resources.filter(({ kind }) => kind !== 'Cluster');
    expect(others(restored)).toEqual(others(rendered.production));
  });

  it('fits the schemas and refers to what is there, to the end, to a time and to a point', async () => {
    const all = [
      restored,
      await renderEdited('production', [RESTORE, restoreTo('targetTime')]),
      await renderEdited('production', [RESTORE, restoreTo('targetName')]),
    ];
    expect(validate(all)).toEqual([[], [], []]);
    expect(all.flatMap(references)).toEqual([]);
    expect(all.map((each) => Object.keys((findIn(each, 'Cluster').spec?.['bootstrap'] as Recovery).recovery))).toEqual([
      ['database', 'owner', 'source'],
      ['database', 'owner', 'recoveryTarget', 'source'],
      ['database', 'owner', 'recoveryTarget', 'source'],
    ]);
  });

  it('is not rendered without the component `backup`, or before it', async () => {
    const [file, from] = RESTORE;
    for (const to of ['../../components/restore]', '../../components/restore, ../../components/backup]'])
      await expect(renderEdited('production', [[file, from, to]])).rejects.toThrow('plugins');
  });

  it('is found wrong where it reads nothing, or writes where it reads', () => {
    const cluster = (path: string, value: unknown) => references(changeIn(restored, 'Cluster', undefined, path, value));
    expect(cluster('spec.bootstrap.recovery.source', 'other')).toEqual(['Cluster iimp-postgres has no source other']);
    expect(cluster('spec.externalClusters.0.plugin.parameters.barmanObjectName', 'other')).toEqual([
      'Cluster iimp-postgres has no store other',
    ]);
    // Without a name, the folder is the cluster's.
    for (const name of ['iimp-postgres', undefined])
      expect(cluster('spec.plugins.0.parameters.serverName', name)).toEqual([
        'Cluster iimp-postgres writes its log where it is made from',
      ]);
  });

  it('can be applied without the services, by the selector that the document names', () => {
    const selector = "-l 'app.kubernetes.io/part-of!=iimp'";
    expect(readFileSync(join(repositoryRoot(), 'deploy/lifecycle.md'), 'utf8').includes(selector)).toBe(true);
    const left = restored.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] === 'iimp');
    expect(left.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual(
      SERVICES.map((name) => `Deployment ${name}`).sort(),
    );
  });

  it('is refused by the schema where it is half a restore, or two things at once', () => {
    const cluster = (path: string, value: unknown) => [changed(findIn(restored, 'Cluster'), `spec.${path}`, value)];
    const broken = [
      cluster('bootstrap', {}),
      cluster('bootstrap.initdb', { database: 'iimp' }),
      cluster('bootstrap.recovery.source', undefined),
      cluster('bootstrap.recovery.recoveryTarget', { targetTime: 'yesterday' }),
      cluster('bootstrap.recovery.recoveryTarget', { targetName: 'drill' }),
      cluster('externalClusters.0.plugin.parameters', { serverName: 'x' }),
      cluster('postgresql.synchronous.dataDurability', 'wanted'),
      cluster('postgresql.synchronous.failoverQuorum', 'yes'),
    ];
    expect(validate(broken).filter((problems) => problems.length === 0)).toEqual([]);
  });
});
