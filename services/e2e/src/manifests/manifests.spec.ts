/** k8s/: every overlay fits the real schemas and the rules of policies.testkit.ts, which refuse what is broken on purpose. */
import {
  changed,
  changeIn,
  findIn,
  OVERLAYS,
  type Overlay,
  renderAll,
  renderEdited,
  type Resource,
  validate,
} from './manifests.testkit.js';
import { type Actor, flows, halves } from './network.testkit.js';
import { bounds, privileges, references, SERVICES, variables, workloads } from './policies.testkit.js';

jest.setTimeout(120_000);

let rendered: Record<Overlay, Resource[]>;
beforeAll(async () => {
  rendered = await renderAll();
}, 600_000);

const find = (kind: string, name?: string, overlay: Overlay = 'production'): Resource =>
  findIn(rendered[overlay], kind, name);
/** An overlay, mostly production, with one member of one resource changed. */
const withChange = (
  kind: string,
  name: string | undefined,
  path: string,
  value: unknown,
  overlay: Overlay = 'production',
): Resource[] => changeIn(rendered[overlay], kind, name, path, value);

const labels = (name: string) => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'iimp' });
const own = [...SERVICES, 'migrate'].map((name): Actor => ({ name, namespace: 'iimp', labels: labels(name) }));
const stores: Actor[] = [
  { name: 'postgres', namespace: 'iimp', labels: { 'cnpg.io/cluster': 'iimp-postgres' } },
  { name: 'rabbitmq', namespace: 'iimp', labels: { 'app.kubernetes.io/name': 'iimp-rabbitmq' } },
];

describe('schemas', () => {
  it('are kept by every overlay, and refuse a broken manifest of each kind', () => {
    const all = Object.values(rendered).flat();
    const kinds = [...new Set(all.map(({ kind }) => kind))];
    expect(kinds).toHaveLength(24);
    const samples = kinds.map((kind) => all.find((each) => each.kind === kind) as Resource);
    const broken = [
      ...samples.map((each) => changed(each, 'specs', {})),
      ...samples.filter(({ spec }) => spec).map((each) => changed(each, 'spec.replicaz', 3)),
      changed(find('Deployment', 'api'), 'spec.replicas', 'two'),
      changed(find('Deployment', 'api'), 'spec.template.spec.containers.0.resource', {}),
      changed(find('Job'), 'spec.template.spec.restartPolicy', 'Sometimes'),
      changed(find('Service', 'api'), 'spec.ports', [{ name: 'http' }]),
      changed(find('HTTPRoute', 'api'), 'spec.hostnames', ['not a host!']),
      changed(find('ScaledObject'), 'spec.triggers', undefined),
      changed(find('Certificate'), 'spec.secretName', 7),
      changed(find('ExternalSecret'), 'spec.data', [{ secretKey: 'A' }]),
      changed(find('NetworkPolicy'), 'spec.policyTypes', 'Ingress'),
      changed(find('HorizontalPodAutoscaler'), 'spec.maxReplicas', undefined),
      changed(find('Cluster'), 'spec.instances', 0),
      changed(find('Cluster'), 'spec.backup', { retentionPolicy: '30d' }),
      changed(find('Cluster'), 'spec.plugins.0.parameters', {}),
      changed(find('ObjectStore'), 'spec.configuration.endpointCA', 'ca.crt'),
      changed(find('Cluster', 'iimp-postgres', 'small'), 'spec.enablePDB', 'no'),
      changed(find('Role', 'iimp-tokens', 'airgapped'), 'rules.0.verbs', 'create'),
      changed(find('RoleBinding', 'iimp-tokens', 'airgapped'), 'roleRef', undefined),
      changed(find('ScheduledBackup'), 'spec.schedule', 'nightly'),
      changed(find('ScheduledBackup'), 'spec.method', undefined),
      changed(find('PodMonitor'), 'spec.podMetricsEndpoints.0.intervall', '15s'),
      changed(find('PrometheusRule'), 'spec.groups.0.rules.0.expr', undefined),
      changed(find('RabbitmqCluster'), 'spec.persistence.storage', 'much'),
      { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'x' } },
    ];
    const [small, production, airgapped, ...answers] = validate([
      ...OVERLAYS.map((overlay) => rendered[overlay]),
      ...broken.map((each) => [each]),
    ]);
    expect({ small, production, airgapped }).toEqual({ small: [], production: [], airgapped: [] });
    const unseen = broken.filter((_, n) => answers[n]?.length === 0).map(({ kind }) => kind);
    expect(unseen).toEqual([]);
  });
});

describe.each(OVERLAYS)('the overlay %s', (overlay) => {
  it('runs the six services and the migration', () => {
    expect(
      workloads(rendered[overlay])
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...SERVICES, 'migrate'].sort());
  });
  it('runs nothing as root or with privileges', () => expect(privileges(rendered[overlay])).toEqual([]));
  it('bounds and probes everything', () => expect(bounds(rendered[overlay])).toEqual([]));
  it('refers only to what is there', () => expect(references(rendered[overlay])).toEqual([]));
  it('replaces its pods when a setting is changed', async () => {
    const file = 'base/configuration.env';
    const edited = await renderEdited(overlay, [[file, 'IIMP_LOG_LEVEL=info', 'IIMP_LOG_LEVEL=debug']]);
    const before = new Set(rendered[overlay].map((resource) => JSON.stringify(resource)));
    expect(edited.filter((resource) => !before.has(JSON.stringify(resource))).map(({ kind }) => kind)).toEqual([
      'ConfigMap',
      ...SERVICES.map(() => 'Deployment'),
    ]);
    expect(variables(edited)).toEqual([]);
  });
  it('gives every service the variables that it needs, and no unknown one', () =>
    expect(variables(rendered[overlay])).toEqual([]));
  it('lets everything that is drained or killed leave a replica, or has but one', () => {
    const budgets = rendered[overlay]
      .filter(({ kind }) => kind === 'PodDisruptionBudget')
      .map(({ metadata }) => metadata.name);
    expect(budgets.sort()).toEqual([...SERVICES].sort());
    // CloudNativePG's own, which a single instance could not be drained with.
    const { instances, enablePDB = true } = find('Cluster', 'iimp-postgres', overlay).spec as {
      instances: number;
      enablePDB?: boolean;
    };
    expect(enablePDB).toBe(instances > 1);
  });

  it('lets in what it lets out', () => expect(halves(rendered[overlay], [...own, ...stores])).toEqual([]));

  it('allows the flows of the architecture and no other', () => {
    const isAirgapped = overlay === 'airgapped';
    const targets: Actor[] = [
      ...own,
      ...stores,
      { name: 'store', namespace: 'iimp-minio' },
      { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
      { name: 'other pod', namespace: 'default' },
      { name: 'domain', ip: isAirgapped ? '10.65.1.1' : '93.184.216.34' },
      { name: 'beyond', ip: isAirgapped ? '93.184.216.34' : '10.65.1.1' },
      { name: 'metadata', ip: '169.254.169.254' },
    ];
    const sources: Actor[] = [
      ...own,
      { name: 'gateway', namespace: 'iimp-gateway' },
      { name: 'operators', namespace: 'iimp-operators' },
      { name: 'prometheus', namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } },
      { name: 'neighbour of prometheus', namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'grafana' } },
      { name: 'other pod', namespace: 'default' },
    ];
    const ports = [22, 53, 80, 443, 5432, 5672, 8000, 8080, 8443, 8448, 8450, 9000, 9187, 15672];
    const everywhere = ['dns:53', 'dns:53/udp', 'postgres:5432'];
    const abroad = ports.filter((port) => port === 443 || port > 1024).map((port) => `domain:${port}`);
    const expected: Record<string, string[]> = {
      api: [...everywhere, 'rabbitmq:5672', 'store:9000'],
      federation: [...everywhere, 'rabbitmq:5672', 'store:9000'],
      delivery: [...everywhere, 'rabbitmq:5672', ...abroad],
      discovery: [...everywhere, 'rabbitmq:5672', ...abroad],
      attachments: [...everywhere, 'rabbitmq:5672', 'store:9000', ...abroad],
      admin: [...everywhere, 'rabbitmq:5672', 'store:9000'],
      migrate: everywhere,
      gateway: ['api:8443', 'federation:8448'],
      operators: ['admin:8450'],
      // `small` does without: it has no operator of Prometheus.
      prometheus: overlay === 'small' ? [] : ['postgres:9187', ...SERVICES.map((name) => `${name}:8080`)],
    };
    // What is outside of the namespace is not ours to judge among itself.
    const judged = (flow: string): boolean =>
      !/^(gateway|operators|prometheus|neighbour of prometheus|other pod) → (store|dns|other pod|domain|beyond|metadata):/.test(
        flow,
      );
    const wanted = Object.entries(expected).flatMap(([source, list]) => list.map((target) => `${source} → ${target}`));
    expect(flows(rendered[overlay], sources, targets, ports).filter(judged)).toEqual(wanted.sort());
  });
});

describe('the rules', () => {
  const container = 'spec.template.spec.containers.0';

  it.each([
    [`${container}.securityContext.runAsUser`, 0],
    [`${container}.securityContext.privileged`, true],
    [`${container}.securityContext.readOnlyRootFilesystem`, false],
    [`${container}.securityContext.capabilities.add`, ['NET_ADMIN']],
    ['spec.template.spec.securityContext.runAsNonRoot', undefined],
    ['spec.template.spec.securityContext.seccompProfile', undefined],
    ['spec.template.spec.hostNetwork', true],
    ['spec.template.spec.automountServiceAccountToken', true],
  ])('find %s: %j', (path, value) => {
    expect(privileges(withChange('Deployment', 'api', path, value))).toHaveLength(1);
  });

  it.each([
    [`${container}.resources.limits.memory`, undefined, 'no bound of memory'],
    [`${container}.readinessProbe`, undefined, 'readinessProbe does not ask /health/ready'],
    [`${container}.livenessProbe.httpGet.path`, '/health/ready', 'livenessProbe does not ask /health/live'],
    [`${container}.image`, 'iimp/delivery:latest', 'no fixed version of iimp/delivery:latest'],
  ])('find %s: %j', (path, value, problem) => {
    expect(bounds(withChange('Deployment', 'delivery', path, value))).toEqual([`delivery: ${problem}`]);
  });

  it('find what points at nothing', () => {
    const nobody = { 'app.kubernetes.io/name': 'apii' };
    expect(references(withChange('Service', 'api', 'spec.selector', nobody))).toEqual(['Service api selects nothing']);
    expect(references(withChange('PodDisruptionBudget', 'api', 'spec.selector.matchLabels', nobody))).toEqual([
      'PodDisruptionBudget api selects nothing',
    ]);
    expect(references(withChange('ScaledObject', 'delivery', 'spec.scaleTargetRef.name', 'deliver'))).toEqual([
      'ScaledObject delivery scales nothing',
    ]);
    expect(references(withChange('Service', 'federation', 'spec.ports.0.port', 80))).toEqual([
      'HTTPRoute federation leads nowhere',
    ]);
    const monitor = (port: string) => withChange('PodMonitor', 'iimp', 'spec.podMetricsEndpoints.0.port', port);
    expect(references(monitor('health'))).toEqual([]);
    expect(references(monitor('metrics'))).toEqual(['PodMonitor iimp has no port metrics']);
    const cluster = { 'cnpg.io/cluster': 'postgres' };
    expect(references(withChange('PodMonitor', 'iimp-postgres', 'spec.selector.matchLabels', cluster))).toEqual([
      'PodMonitor iimp-postgres finds nothing',
    ]);
    const authority = { name: 'iimp-object-store', key: 'ca.crt' };
    const store = 'iimp-postgres-backup';
    expect(references(withChange('ObjectStore', store, 'spec.configuration.endpointCA', authority))).toEqual([
      'ObjectStore iimp-postgres-backup has no secret iimp-object-store ca.crt',
    ]);
    const archive = (name: string) =>
      withChange('Cluster', 'iimp-postgres', 'spec.plugins.0.parameters.barmanObjectName', name);
    expect(references(archive(store))).toEqual([]);
    expect(references(archive('other'))).toEqual(['Cluster iimp-postgres has no store other']);
    expect(references(withChange('Cluster', 'iimp-postgres', 'spec.plugins', undefined))).toEqual([
      'ScheduledBackup iimp-postgres-daily has no barman-cloud.cloudnative-pg.io at iimp-postgres',
    ]);
  });

  it('find an autoscaler that is not alone', () => {
    expect(references(withChange('Deployment', 'delivery', 'spec.replicas', 2))).toEqual([
      'ScaledObject delivery scales delivery, which has replicas',
    ]);
  });

  it.each([
    ['Role', 'rules.0.resourceNames', ['other']],
    ['Role', 'rules.0.resources', ['serviceaccounts']],
    ['RoleBinding', 'subjects.0.namespace', 'iimp'],
    ['RoleBinding', 'roleRef.name', 'other'],
  ])('find an issuer that cannot log in: %s %s', (kind, path, value) => {
    expect(references(withChange(kind, 'iimp-tokens', path, value, 'airgapped'))).toEqual([
      'Issuer iimp gets no token of iimp',
    ]);
  });

  it('find variables that do not exist, are missing, or cannot be read', () => {
    const problems = (name: string, value: unknown) =>
      variables(withChange('ConfigMap', undefined, `data.${name}`, value)).join('\n');
    expect(problems('IIMP_API_ULR', 'https://x.test')).toContain('api: there is no IIMP_API_ULR');
    expect(problems('IIMP_API_URL', undefined)).toMatch(/^federation: .*\n.*IIMP_API_URL: must be given/);
    expect(problems('IIMP_LOG_LEVEL', 'loud')).toMatch(/IIMP_LOG_LEVEL/);
  });

  it('find a flow too many', () => {
    const open = withChange('NetworkPolicy', 'gateway-to-api', 'spec.ingress', [{}]);
    const sources = [{ name: 'other pod', namespace: 'default' }];
    expect(flows(open, sources, [{ name: 'api', namespace: 'iimp', labels: labels('api') }], [8080])).toEqual([
      'other pod → api:8080',
    ]);
  });

  it('find half a flow', () => {
    const without = (name: string, rule: number): string[] =>
      halves(withChange('NetworkPolicy', name, `spec.ingress.${rule}.ports`, [{ protocol: 'TCP', port: 22 }]), [
        ...own,
        ...stores,
      ]);
    expect(without('postgres-cluster', 1)).toEqual(['postgres → postgres:8000']);
    expect(without('rabbitmq-cluster', 1)).toEqual(['rabbitmq → rabbitmq:4369', 'rabbitmq → rabbitmq:25672']);
    expect(without('rabbitmq-cluster', 0)).toHaveLength(SERVICES.length);
  });
});
