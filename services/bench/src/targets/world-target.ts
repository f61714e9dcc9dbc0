import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hash } from '@node-rs/argon2';
import { Database } from '@iimp/storage/database';
import { Users } from '@iimp/storage/users';
import { sharedBroker } from '@iimp/testbed/broker';
import { startClusterWorld } from '@iimp/testbed/cluster-world';
import { repositoryRoot } from '@iimp/testbed/repository';
import { sharedS3 } from '@iimp/testbed/s3';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import type { ServiceName, World, WorldOptions } from '@iimp/testbed/world';
import type { Account } from '../driver/plan.js';
import { type Ledger, ledgerOf } from '../measure/books.js';
import { limitCpu } from '../measure/cpu-limit.js';
import { allProcesses } from '../measure/proc.js';
import { type Kinds, postgresProcesses, processesAt } from '../measure/processes.js';
import type { Needs, Shape, Target } from './target.js';

export interface WorldTargetOptions {
  shape: Exclude<Shape, 'floor'>;
  needs: Needs;
  /** Folder for CPU profiles of all server processes. */
  profileDir?: string;
  onProgress?: (what: string) => void;
}

const LOGINS_AT_ONCE = 8;

/** Starts organizations as they are deployed, with defaults that a user would have, except for the length of a session. */
export async function startWorldTarget(options: WorldTargetOptions): Promise<Target> {
  const { shape, needs, profileDir, onProgress } = options;
  const profile = profileDir === undefined ? {} : profiling(profileDir);
  const worldOptions: WorldOptions = {
    domains: [...needs.domains],
    env: (domain) => ({
      IIMP_ACCESS_TOKEN_TTL: '12h',
      // Clients come as from a gateway, which has their TLS; domains speak HTTPS with each other.
      IIMP_API_TLS: 'off',
      ...telemetryOf(process.env),
      ...profile,
      ...needs.env,
      ...needs.envOf?.(domain),
    }),
    ...(onProgress && { onProgress }),
  };
  const world =
    shape === 'standalone'
      ? await startStandaloneWorld(worldOptions)
      : await startClusterWorld({
          ...worldOptions,
          ...(needs.ownPostgres && { ownPostgres: true }),
          replicas: replicasOf(shape, needs),
        });
  const password = randomBytes(18).toString('base64url');
  return new WorldTarget(shape, world, needs.domains, password, await hash(password), profileDir !== undefined);
}

/** With two, of those that carry messages. */
function replicasOf(shape: 'cluster' | 'cluster-2', { deliveries }: Needs): Partial<Record<ServiceName, number>> {
  const count = shape === 'cluster' ? 1 : 2;
  return { api: count, federation: count, delivery: deliveries ?? count };
}

const plain = (url: string): string => url.replace(/^https:/, 'http:');

/** What telemetry costs is measured by giving its variables to the bench. */
function telemetryOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const given = Object.entries(env).filter(([name]) => /^(OTEL_.*|IIMP_METRICS|IIMP_HEALTH_LISTEN)$/.test(name));
  return Object.fromEntries(given) as Record<string, string>;
}

function profiling(folder: string): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  process.env['IIMP_UNBUNDLED'] = '1';
  const preload = pathToFileURL(join(repositoryRoot(), 'services/bench/dist/profile/preload.js')).href;
  return { NODE_OPTIONS: `--import ${preload}`, IIMP_BENCH_PROFILES: resolve(folder) };
}

class WorldTarget implements Target {
  private readonly known = new Map<string, Account>();

  constructor(
    readonly shape: Shape,
    private readonly world: World,
    readonly domains: readonly string[],
    private readonly password: string,
    private readonly passwordHash: string,
    private readonly isProfiled: boolean,
  ) {}

  databaseUrl(domain: string): string {
    return this.world.org(domain).databaseUrl();
  }

  apiUrls(domain: string): string[] {
    return this.world.org(domain).apiUrls().map(plain);
  }

  healthUrls(): string[] {
    return this.world.organizations.flatMap((organization) => Object.values(organization.healthUrls()));
  }

  issue(name: string, hosts: string[]): Promise<{ certFile: string; keyFile: string }> {
    return this.world.ca.issue(name, hosts);
  }

  ledger(domain: string): Promise<Ledger> {
    return ledgerOf(this.databaseUrl(domain));
  }

  async accounts(domain: string, prefix: string, count: number): Promise<Account[]> {
    const addresses = Array.from({ length: count }, (_, turn) => `${prefix}${turn}@${domain}`);
    const unknown = addresses.filter((address) => !this.known.has(address));
    await this.createUsers(domain, unknown);
    const queue = [...unknown];
    const worker = async (): Promise<void> => {
      for (let address = queue.shift(); address; address = queue.shift()) {
        this.known.set(address, await this.logIn(domain, address));
      }
    };
    await Promise.all(Array.from({ length: LOGINS_AT_ONCE }, worker));
    return addresses.map((address) => this.known.get(address) as Account);
  }

  async servers(): Promise<() => Kinds> {
    const fixed = new Map<string, number[]>();
    const add = (kind: string, pids: readonly number[]): void =>
      void fixed.set(kind, [...(fixed.get(kind) ?? []), ...pids]);
    for (const organization of this.world.organizations) {
      for (const [name, pid] of Object.entries(await organization.pids())) add(name.replace(/-\d+$/, ''), [pid]);
    }
    if (this.world.form === 'cluster') {
      add('broker', processesAt((await sharedBroker()).url, 5672));
      add('s3', processesAt((await sharedS3()).endpoint, 80));
    }
    const urls = this.domains.map((domain) => this.databaseUrl(domain));
    return () => {
      const all = allProcesses();
      const postgres = urls.flatMap((url) => postgresProcesses(url, all));
      return new Map([...fixed, ['postgres', [...new Set(postgres)]]]);
    };
  }

  async toggleProfile(): Promise<void> {
    if (!this.isProfiled) return;
    const all = await Promise.all(this.world.organizations.map((organization) => organization.pids()));
    for (const pid of all.flatMap((pids) => Object.values(pids))) process.kill(pid, 'SIGUSR2');
  }

  stop(domain: string): Promise<void> {
    return this.world.org(domain).stop();
  }

  start(domain: string): Promise<void> {
    return this.world.org(domain).start();
  }

  holdDelivery(domain: string): Promise<void> {
    return this.world.org(domain).pause('delivery');
  }

  releaseDelivery(domain: string): Promise<void> {
    return this.world.org(domain).resume('delivery');
  }

  async limitDelivery(domain: string, cores: number): Promise<() => void> {
    const all = Object.entries(await this.world.org(domain).pids());
    return limitCpu(
      all.filter(([name]) => name.startsWith('delivery')).map(([, pid]) => pid),
      cores,
    );
  }

  close(): Promise<void> {
    return this.world.close();
  }

  /** Not by the operator's tool, which takes a process and a password hash for each. */
  private async createUsers(domain: string, addresses: readonly string[]): Promise<void> {
    if (addresses.length === 0) return;
    const db = new Database({ url: this.databaseUrl(domain), max: 1, applicationName: 'iimp-bench' });
    try {
      const users = new Users(db);
      for (const address of addresses) {
        await users.create({ address, passwordHash: this.passwordHash, now: Date.now() });
      }
    } finally {
      await db.close();
    }
  }

  private async logIn(domain: string, address: string): Promise<Account> {
    const apiUrl = plain(this.world.org(domain).apiUrl);
    const response = await this.world.fetch(`${apiUrl}/api/v1/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: address, password: this.password }),
    });
    if (!response.ok) throw new Error(`log-in of ${address}: ${response.status} ${await response.text()}`);
    const { access_token: token } = (await response.json()) as { access_token: string };
    return { address, apiUrl, token };
  }
}
