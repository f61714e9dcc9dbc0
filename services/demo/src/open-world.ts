import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startClusterWorld } from '@iimp/testbed/cluster-world';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import type { World } from '@iimp/testbed/world';

export interface WorldChoice {
  cluster?: boolean;
  replicas?: string;
  data?: string;
}

/** Two organizations, in the form and on the folder that was asked for. */
export async function openWorld(choice: WorldChoice, say: (text: string) => void): Promise<World> {
  const folder = choice.data === undefined ? {} : { folder: choice.data };
  const options = { ...folder, onProgress: (what: string) => say(`  ${what}`) };
  if (!choice.cluster) return startStandaloneWorld(options);
  const replicas = Number(choice.replicas ?? 1);
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 8)
    throw new Error('--replicas takes a number from 1 to 8');
  return startClusterWorld({ ...options, replicas });
}

/** Addresses and logins, for trying by hand. */
export function describeWorld(world: World): string {
  const logins = JSON.parse(readFileSync(join(world.folder, 'logins.json'), 'utf8')) as Record<string, string>;
  return [
    ...world.organizations.map(
      ({ domain, apiUrl, federationUrl }) => `${domain}: client API ${apiUrl}, federation ${federationUrl}`,
    ),
    ...Object.entries(logins).map(([address, password]) => `${address}  password ${password}`),
    `CA certificate: ${world.ca.file}`,
    `logs: ${world.organizations.flatMap((one) => one.logFiles()).join(' ')}`,
  ].join('\n');
}
