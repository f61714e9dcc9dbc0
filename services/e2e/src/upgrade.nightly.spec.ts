/**
 * A zero-downtime upgrade under load: the version before this one runs, the migrations of this one are done beside it, and its processes are
 * replaced one after the other. The version before is the commit before the last one that changed the schema, or UPGRADE_FROM; it is
 * taken from the history of this checkout and built.
 */
import { repositoryRoot } from '@iimp/testbed/repository';
import { startClusterWorld } from '@iimp/testbed/cluster-world';
import { query } from '@iimp/testbed/postgres';
import { SERVICES, type World } from '@iimp/testbed/world';
import { begin } from './stream.testkit.js';
import { buildCheckout, versionBefore } from './old-version.testkit.js';
import { restartUnderLoad } from './rolling.testkit.js';

jest.setTimeout(1_800_000);

const REPLICAS = 2;

let world: World | undefined;
let old: { folder: string; remove(): void } | undefined;
afterAll(async () => {
  await world?.close();
  old?.remove();
});

const schemaOf = async (domain: string): Promise<number> =>
  (await query<{ version: number }>(world!.org(domain).databaseUrl(), 'select version from schema_meta'))[0]?.version ??
  0;

it('replaces the version before by this one under load', async () => {
  old = buildCheckout(versionBefore());
  world = await startClusterWorld({ replicas: REPLICAS, checkout: old.folder });
  const { organizations } = world;
  const story = await begin(world);
  const before = await schemaOf('org1.test');

  const migrated = await restartUnderLoad(story, async () => {
    for (const organization of organizations) {
      organization.use(repositoryRoot());
      await organization.iimpctl('migrate');
    }
  });
  expect(await schemaOf('org1.test')).toBeGreaterThan(before);
  // No process was touched: not even a connection was closed.
  expect(migrated.repeated).toBe(0);

  // One replica of everything after the other: in between, each message may meet the old and the new.
  for (let replica = 0; replica < REPLICAS; replica++) {
    await restartUnderLoad(story, async () => {
      for (const organization of organizations)
        for (const service of SERVICES) await organization.restart(service, replica);
    });
  }
});
