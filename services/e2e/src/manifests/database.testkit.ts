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

interface DatabaseCluster {
  instances: number;
  postgresql: {
    parameters: Record<string, string>;
    synchronous?: { dataDurability?: string; failoverQuorum?: boolean };
  };
}

const clusters = (resources: readonly Resource[]): DatabaseCluster[] =>
  resources.filter(({ kind }) => kind === 'Cluster').map(({ spec }) => spec as unknown as DatabaseCluster);
