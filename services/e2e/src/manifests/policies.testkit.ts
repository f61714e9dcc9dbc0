/** Rules that no schema knows. Each returns what is wrong, in words. */
import { loadConfig } from '@iimp/platform/config/load';
import type { ServiceName } from '@iimp/platform/config/setting';
import { unknownVariables } from '../deploy/variables.testkit.js';
import type { Container, PodSpec, Resource, Subject } from './manifests.testkit.js';

export const SERVICES = ['api', 'federation', 'delivery', 'discovery', 'attachments', 'admin'] as const;

interface Workload {
  name: string;
  kind: string;
  labels: Record<string, string>;
  pod: PodSpec;
}

export function workloads(resources: readonly Resource[]): Workload[] {
  return resources.flatMap(({ kind, metadata, spec }) =>
    spec?.template && (kind === 'Deployment' || kind === 'Job')
      ? [{ kind, name: metadata.name, labels: spec.template.metadata.labels, pod: spec.template.spec }]
      : [],
  );
}

const containersOf = (pod: PodSpec): Container[] => [...(pod.initContainers ?? []), ...pod.containers];

/** The "restricted" Pod Security Standard, a read-only file system, and no token of the Kubernetes API. */
export function privileges(resources: readonly Resource[]): string[] {
  return workloads(resources).flatMap(({ name, pod }) => {
    const ofPod = (pod['securityContext'] ?? {}) as {
      runAsNonRoot?: boolean;
      runAsUser?: number;
      seccompProfile?: { type: string };
    };
    const problems: string[] = [];
    const need = (holds: boolean, what: string): void => void (holds || problems.push(`${name}: ${what}`));
    need(ofPod.runAsNonRoot === true && (ofPod.runAsUser ?? 0) > 0, 'may run as root');
    need(ofPod.seccompProfile?.type === 'RuntimeDefault', 'no seccomp profile');
    need(pod['automountServiceAccountToken'] === false, 'has a token of the Kubernetes API');
    for (const part of ['hostNetwork', 'hostPID', 'hostIPC']) need(pod[part] === undefined, part);
    for (const volume of (pod['volumes'] ?? []) as object[]) need(!('hostPath' in volume), 'a folder of the node');
    for (const container of containersOf(pod)) {
      const own = (container['securityContext'] ?? {}) as Record<string, unknown> & {
        capabilities?: { drop?: string[]; add?: string[] };
      };
      need(own['allowPrivilegeEscalation'] === false && own['privileged'] !== true, 'may gain privileges');
      need(own['readOnlyRootFilesystem'] === true, 'may write to its image');
      need(own.capabilities?.drop?.includes('ALL') === true && own.capabilities.add === undefined, 'has capabilities');
      need(own['runAsNonRoot'] !== false && own['runAsUser'] !== 0, 'may run as root');
    }
    return problems;
  });
}

/** Requests and limits of CPU and memory, probes on the health listener, a fixed version. */
export function bounds(resources: readonly Resource[]): string[] {
  return workloads(resources).flatMap(({ name, kind, pod }) =>
    containersOf(pod).flatMap((container) => {
      const { requests, limits } = (container['resources'] ?? {}) as Record<string, Record<string, string> | undefined>;
      const missing = ['cpu', 'memory'].filter((part) => !requests?.[part] || !limits?.[part]);
      const problems = missing.map((part) => `${name}: no bound of ${part}`);
      if (!/:[0-9]+\.[0-9]+\.[0-9]+$/.test(container.image))
        problems.push(`${name}: no fixed version of ${container.image}`);
      if (kind !== 'Deployment') return problems;
      const expected = {
        startupProbe: '/health/ready',
        readinessProbe: '/health/ready',
        livenessProbe: '/health/live',
      };
      for (const [probe, path] of Object.entries(expected)) {
        const { httpGet } = (container[probe] ?? {}) as { httpGet?: { path: string; port: string } };
        const port = container.ports?.find((each) => each.name === httpGet?.port)?.containerPort;
        if (httpGet?.path !== path || port !== 8080) problems.push(`${name}: ${probe} does not ask ${path}`);
      }
      return problems;
    }),
  );
}

const includes = (labels: Record<string, string>, wanted: Record<string, string>): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

/** Services, budgets, autoscalers, routes, monitors, bindings and secrets point at something that is there. */
export function references(resources: readonly Resource[]): string[] {
  const all = workloads(resources);
  const named = (kind: string, name: string): Resource | undefined =>
    resources.find((resource) => resource.kind === kind && resource.metadata.name === name);
  return resources.flatMap(({ kind, metadata, spec = {} }) => {
    const title = `${kind} ${metadata.name}`;
    if (kind === 'Service') {
      const { selector, ports } = spec as { selector: Record<string, string>; ports: { targetPort: string }[] };
      const targets = all.filter(({ labels }) => includes(labels, selector));
      if (targets.length === 0) return [`${title} selects nothing`];
      const has = (port: string): boolean =>
        targets.every(({ pod }) => pod.containers.some((each) => each.ports?.some((own) => own.name === port)));
      return ports
        .filter(({ targetPort }) => !has(targetPort))
        .map(({ targetPort }) => `${title} has no port ${targetPort}`);
    }
    if (kind === 'PodDisruptionBudget') {
      const { matchLabels } = (spec as { selector: { matchLabels: Record<string, string> } }).selector;
      return all.some(({ labels }) => includes(labels, matchLabels)) ? [] : [`${title} selects nothing`];
    }
    if (kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject') {
      const target = (spec as { scaleTargetRef: { kind: string; name: string } }).scaleTargetRef;
      const scaled = named(target.kind, target.name);
      if (!scaled) return [`${title} scales nothing`];
      return scaled.spec?.['replicas'] === undefined ? [] : [`${title} scales ${target.name}, which has replicas`];
    }
    if (kind === 'PodMonitor') {
      const { selector, podMetricsEndpoints } = spec as {
        selector: {
          matchLabels?: Record<string, string>;
          matchExpressions: { key: string; values: string[] }[];
        };
        podMetricsEndpoints: { port: string }[];
      };
      // The pods of an operator: it names their port.
      const cluster = selector.matchLabels?.['cnpg.io/cluster'];
      if (cluster !== undefined)
        return named('Cluster', cluster) && podMetricsEndpoints.every(({ port }) => port === 'metrics')
          ? []
          : [`${title} finds nothing`];
      const targets = all.filter(({ labels }) =>
        selector.matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? '')),
      );
      if (targets.length < SERVICES.length) return [`${title} does not select every service`];
      const has = (port: string): boolean =>
        targets.every(({ pod }) => pod.containers.some((each) => each.ports?.some((own) => own.name === port)));
      return podMetricsEndpoints.filter(({ port }) => !has(port)).map(({ port }) => `${title} has no port ${port}`);
    }
    if (kind === 'Cluster') {
      const { plugins = [], externalClusters = [], bootstrap } = spec as unknown as BackedUpCluster;
      const folders = plugins.map(({ parameters }) => folderOf(parameters, metadata.name));
      const source = externalClusters.find(({ name }) => name === bootstrap.recovery?.source);
      const problems = [...plugins, ...externalClusters.map(({ plugin }) => plugin)]
        .map(({ parameters }) => parameters.barmanObjectName)
        .filter((name) => !named('ObjectStore', name))
        .map((name) => `${title} has no store ${name}`);
      if (bootstrap.recovery && !source) problems.push(`${title} has no source ${bootstrap.recovery.source}`);
      if (source && folders.includes(folderOf(source.plugin.parameters, source.name)))
        problems.push(`${title} writes its log where it is made from`);
      return problems;
    }
    if (kind === 'ScheduledBackup') {
      const { cluster, pluginConfiguration } = spec as unknown as BackupSchedule;
      const { plugins = [] } = (named('Cluster', cluster.name)?.spec ?? {}) as { plugins?: { name: string }[] };
      return plugins.some(({ name }) => name === pluginConfiguration.name)
        ? []
        : [`${title} has no ${pluginConfiguration.name} at ${cluster.name}`];
    }
    if (kind === 'ObjectStore') {
      const { endpointCA, s3Credentials } = spec['configuration'] as BackupStore;
      const wanted = [...(endpointCA ? [endpointCA] : []), ...Object.values(s3Credentials)];
      const made = secretKeys(resources);
      return wanted
        .filter(({ name, key }) => !made.get(name)?.includes(key))
        .map(({ name, key }) => `${title} has no secret ${name} ${key}`);
    }
    if (kind === 'Issuer') {
      const account = (spec as unknown as VaultIssuer).vault?.auth.kubernetes.serviceAccountRef.name;
      return account === undefined || tokensFor(resources, 'cert-manager').includes(account)
        ? []
        : [`${title} gets no token of ${account}`];
    }
    if (kind === 'HTTPRoute') {
      const { rules } = spec as { rules: { backendRefs?: { name: string; port: number }[] }[] };
      return rules.flatMap(({ backendRefs = [] }) =>
        backendRefs.flatMap(({ name, port }) => {
          const ports = (named('Service', name)?.spec as { ports: { port: number }[] } | undefined)?.ports;
          return ports?.some((each) => each.port === port) ? [] : [`${title} leads nowhere`];
        }),
      );
    }
    return [];
  });
}

interface BackupParameters {
  barmanObjectName: string;
  serverName?: string;
}

interface BackedUpCluster {
  bootstrap: { recovery?: { source: string } };
  externalClusters?: { name: string; plugin: { parameters: BackupParameters } }[];
  plugins?: { parameters: BackupParameters }[];
}

/** Where in which store; a folder has the name of its cluster, unless it is given another. */
const folderOf = ({ barmanObjectName, serverName }: BackupParameters, cluster: string): string =>
  `${barmanObjectName}/${serverName ?? cluster}`;

interface BackupStore {
  endpointCA?: { name: string; key: string };
  s3Credentials: Record<string, { name: string; key: string }>;
}

interface BackupSchedule {
  cluster: { name: string };
  pluginConfiguration: { name: string };
}

interface VaultIssuer {
  vault?: { auth: { kubernetes: { serviceAccountRef: { name: string } } } };
}

/** The accounts whose tokens an operator (an account and namespace of this name) may make. */
function tokensFor(resources: readonly Resource[], operator: string): string[] {
  const roles = resources
    .filter(({ kind, subjects }) => {
      const isIt = (each: Subject): boolean =>
        each.kind === 'ServiceAccount' && each.name === operator && each.namespace === operator;
      return kind === 'RoleBinding' && subjects?.some(isIt);
    })
    .map(({ roleRef }) => roleRef?.name);
  return resources
    .filter(({ kind, metadata }) => kind === 'Role' && roles.includes(metadata.name))
    .flatMap(({ rules = [] }) => rules)
    .filter(({ resources: what, verbs }) => what.includes('serviceaccounts/token') && verbs.includes('create'))
    .flatMap(({ resourceNames = [] }) => resourceNames)
    .filter((name) => resources.some(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === name));
}

/** Names of the keys that secrets will have, from what makes them. */
function secretKeys(resources: readonly Resource[]): Map<string, string[]> {
  return new Map(
    resources
      .filter(({ kind }) => kind === 'ExternalSecret')
      .map(({ spec }) => {
        const { target, data } = spec as unknown as { target: { name: string }; data: { secretKey: string }[] };
        return [target.name, data.map(({ secretKey }) => secretKey)];
      }),
  );
}

const EXAMPLES: Record<string, string> = {
  IIMP_DATABASE_URL: 'postgres://iimp@postgres/iimp',
  IIMP_BROKER_URL: 'amqp://rabbitmq',
  IIMP_S3_ENDPOINT: 'https://s3.example.org',
};

/** The environment of a container; values of secrets are made up. */
export function environmentOf(container: Container, resources: readonly Resource[]): Record<string, string> {
  const secrets = secretKeys(resources);
  const made = (key: string): [string, string] => [key, EXAMPLES[key] ?? 'x'.repeat(32)];
  const all = (container.envFrom ?? []).flatMap(({ configMapRef, secretRef }) => {
    if (secretRef) return (secrets.get(secretRef.name) ?? []).map(made);
    const map = resources.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef?.name);
    return Object.entries(map?.data ?? {});
  });
  const own = (container.env ?? []).flatMap(({ name, value, valueFrom }): [string, string][] => {
    const from = valueFrom?.secretKeyRef;
    if (!from) return [[name, value ?? '']];
    return secrets.get(from.name)?.includes(from.key) ? [made(name)] : [];
  });
  return Object.fromEntries([...all, ...own]);
}

/** Every variable exists, and each service has all that it needs, with values that it can read. */
export function variables(resources: readonly Resource[]): string[] {
  return workloads(resources).flatMap(({ name, pod }) =>
    pod.containers.flatMap((container) => {
      const environment = environmentOf(container, resources);
      const problems = unknownVariables(environment).map((variable) => `${name}: there is no ${variable}`);
      try {
        loadConfig(environment, (name === 'migrate' ? 'cli' : name) as ServiceName);
      } catch (error) {
        problems.push(`${name}: ${(error as Error).message}`);
      }
      return problems;
    }),
  );
}
