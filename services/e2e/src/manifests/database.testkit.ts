/** Rules about Postgres that no schema knows. Each returns what is wrong, in words. */
import { loadConfig } from '@iimp/platform/config/load';
import type { ServiceName } from '@iimp/platform/config/setting';
import type { Container, Resource } from './manifests.testkit.js';
import { environmentOf, workloads } from './policies.testkit.js';

/** Connections for psql, iimpctl, the migration and the operator of Postgres. */
const OTHER_CONNECTIONS = 20;

/** Postgres has a connection for every one that the pools may open, also during a rollout, which adds a process of each kind. */
export function connections(resources: readonly Resource[]): string[] {
  const scaled = (name: string): number | undefined => {
    const scaler = resources.find(
      ({ spec }) => (spec?.['scaleTargetRef'] as { name: string } | undefined)?.name === name,
    );
    return (scaler?.spec?.['maxReplicas'] ?? scaler?.spec?.['maxReplicaCount']) as number | undefined;
  };
  let most = OTHER_CONNECTIONS;
  for (const { kind, name, pod } of workloads(resources)) {
    if (kind !== 'Deployment') continue;
    const { spec } = resources.find((each) => each.kind === kind && each.metadata.name === name) as Resource;
    const { replicas = 1, strategy } = spec as { replicas?: number; strategy: { rollingUpdate: { maxSurge: number } } };
    const { databasePool } = loadConfig(environmentOf(pod.containers[0] as Container, resources), name as ServiceName);
    most += ((scaled(name) ?? replicas) + strategy.rollingUpdate.maxSurge) * databasePool;
  }
  return clusters(resources)
    .map(({ postgresql }) => Number(postgresql.parameters['max_connections']))
    .filter((allowed) => allowed < most)
    .map((allowed) => `Postgres takes ${allowed} connections, the services may open ${most}`);
}

/** What was acknowledged is not lost with a machine, and no instance becomes primary that may lack it. */
export function durability(resources: readonly Resource[]): string[] {
  return clusters(resources).flatMap(({ instances, postgresql: { synchronous } }) => {
    if (instances === 1) return synchronous ? ['a single instance waits for another one'] : [];
    const problems: string[] = [];
    if (synchronous?.dataDurability !== 'required') problems.push('commits may be on one machine only');
    if (synchronous?.failoverQuorum !== true) problems.push('a stale instance may become primary');
    return problems;
  });
}

/** Parameters of statements are what users write, and to whom: the log has other readers than the database. */
export function discretion(resources: readonly Resource[]): string[] {
  const settings = ['log_parameter_max_length', 'log_parameter_max_length_on_error'];
  return clusters(resources).flatMap(({ postgresql: { parameters } }) =>
    settings
      .filter((name) => parameters[name] !== '0')
      .map((name) => `the log of Postgres may hold messages: ${name} is ${parameters[name] ?? 'not set'}`),
  );
}

/** The key that opens the backups is given to nothing that speaks to the outside, or to anybody. */
export function backupKeys(resources: readonly Resource[]): string[] {
  const stores = resources.filter(({ kind }) => kind === 'ObjectStore');
  const secrets = new Set(
    stores.flatMap(({ spec }) => {
      const { s3Credentials } = spec?.['configuration'] as { s3Credentials: Record<string, { name: string }> };
      return Object.values(s3Credentials).map(({ name }) => name);
    }),
  );
  return workloads(resources).flatMap(({ name, pod }) =>
    [...secrets]
      .filter((secret) => JSON.stringify(pod).includes(`"${secret}"`))
      .map((secret) => `${name} has the key of the backups (${secret})`),
  );
}

const DAY_MS = 86_400_000;

/** A restored row has its object: objects stay for as long as backups, and a day for the pause between two of them. */
export function restoreWindow(resources: readonly Resource[]): string[] {
  const kept = resources
    .filter(({ kind }) => kind === 'ObjectStore')
    .map(({ spec }) => Number(/^(\d+)d$/.exec(String(spec?.['retentionPolicy']))?.[1]));
  return workloads(resources).flatMap(({ kind, name, pod }) => {
    if (kind !== 'Deployment') return [];
    const { restoreWindowMs } = loadConfig(
      environmentOf(pod.containers[0] as Container, resources),
      name as ServiceName,
    );
    return kept
      .filter((days) => !(restoreWindowMs > days * DAY_MS + DAY_MS))
      .map((days) => `${name} removes objects after ${restoreWindowMs / DAY_MS} days, backups are kept for ${days}`);
  });
}

interface DatabaseCluster {
  instances: number;
  postgresql: {
    parameters: Record<string, string>;
    synchronous?: { dataDurability?: string; failoverQuorum?: boolean };
  };
}

const clusters = (resources: readonly Resource[]): DatabaseCluster[] =>
  resources.filter(({ kind }) => kind === 'Cluster').map(({ spec }) => spec as unknown as DatabaseCluster);
