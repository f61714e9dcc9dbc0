import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Balancer } from './balancer.js';
import { allDone, runIimpctl, type WorldBase } from './internal/world-base.js';
import { releasePort, reservePort } from './ports.js';
import { ManagedProcess } from './processes.js';
import { serverArgs } from './repository.js';
import type { S3Service } from './s3.js';
import { until } from './until.js';
import { type Organization, SERVICES, type ServiceName } from './world.js';

/** What one organization has to itself. */
export interface Stores {
  databaseUrl: string;
  brokerUrl: string;
  bucket: string;
  s3: S3Service;
}

export interface ClusterOrganizationOptions {
  stores: Stores;
  /** Processes of a service. */
  replicas: (service: ServiceName) => number;
  env: Record<string, string>;
  checkout?: string | undefined;
  /** With the administration service, once. */
  admin: boolean;
}

/** One process and where it listens. */
interface Replica {
  service: ServiceName | 'admin';
  index: number;
  /** Of the API, federation or administration listener; undefined for services without one. */
  port: number | undefined;
  healthPort: number;
  logFile: string;
  process: ManagedProcess | undefined;
}

const START_MS = 120_000;
const STOP_MS = 40_000;

/** One organization as a cluster: five services, some replicas of each, a balancer before those of the two that others connect to. */
export class ClusterOrganization implements Organization {
  readonly apiUrl: string;
  readonly federationUrl: string;
  readonly adminUrl: string;
  private readonly balancers: Balancer[] = [];

  private constructor(
    private readonly base: WorldBase,
    readonly domain: string,
    private readonly stores: Stores,
    private readonly env: Record<string, string>,
    private readonly replicas: readonly Replica[],
    private checkout: string | undefined,
  ) {
    ({ apiUrl: this.apiUrl, federationUrl: this.federationUrl, adminUrl: this.adminUrl } = base.addressesOf(domain));
  }

  /** Prepares the database, the domain's key and the balancers; starts no service yet. */
  static async create(
    base: WorldBase,
    domain: string,
    { stores, replicas, env, checkout, admin }: ClusterOrganizationOptions,
  ): Promise<ClusterOrganization> {
    const variables = {
      ...env,
      ...(await base.environment(domain)),
      IIMP_DATABASE_URL: stores.databaseUrl,
      IIMP_BROKER_URL: stores.brokerUrl,
      IIMP_BLOBS_URL: `s3://${stores.bucket}`,
      IIMP_S3_ENDPOINT: stores.s3.endpoint,
      IIMP_S3_REGION: stores.s3.region,
      IIMP_S3_ACCESS_KEY: stores.s3.accessKey,
      IIMP_S3_SECRET_KEY: stores.s3.secretKey,
      IIMP_DOMAIN_KEYS_DIR: join(base.folder, domain, 'keys'),
      IIMP_TOKEN_SECRET: randomBytes(32).toString('hex'),
    };
    const list = await Promise.all([
      ...SERVICES.flatMap((service) =>
        Array.from({ length: replicas(service) }, (_, index) =>
          makeReplica(base, domain, { service, index, isAlone: replicas(service) === 1 }),
        ),
      ),
      ...(admin ? [makeReplica(base, domain, { service: 'admin', index: 0, isAlone: true })] : []),
    ]);
    const organization = new ClusterOrganization(base, domain, stores, variables, list, checkout);
    base.cleanup.add(domain, () => organization.close());
    await organization.iimpctl('migrate');
    await organization.iimpctl('domain', 'add', domain);
    await organization.balance();
    return organization;
  }

  databaseUrl(): string {
    return this.stores.databaseUrl;
  }

  apiUrls(): string[] {
    return this.replicas.flatMap(({ service, port }) => (service === 'api' ? [`https://127.0.0.1:${port}`] : []));
  }

  addUser(localPart: string) {
    return this.base.addUser(this.domain, localPart, (...args) => this.iimpctl(...args));
  }

  iimpctl(...args: string[]): Promise<string> {
    return runIimpctl(args, this.env, this.checkout);
  }

  async start(): Promise<void> {
    const resting = this.replicas.filter((replica) => !replica.process?.isRunning);
    await allDone(resting.map((replica) => this.launch(replica)));
    this.base.say(`${this.domain} is ready: ${this.replicas.length} processes`);
  }

  async stop(): Promise<void> {
    await allDone(this.replicas.map((replica) => stopReplica(replica)));
    this.base.say(`${this.domain} is stopped`);
  }

  async restart(service: ServiceName, index: number): Promise<void> {
    const replica = this.replicas.find((each) => each.service === service && each.index === index);
    if (!replica) throw new Error(`${this.domain} has no ${service} ${index}`);
    await stopReplica(replica);
    await this.launch(replica);
  }

  use(checkout: string): void {
    this.checkout = checkout;
  }

  async kill(service: ServiceName, replica?: number): Promise<void> {
    await Promise.all(this.select(service, replica).map((running) => running.kill()));
  }

  async pause(service: ServiceName, replica?: number): Promise<void> {
    await Promise.all(this.select(service, replica).map((running) => running.pause()));
  }

  async resume(service: ServiceName, replica?: number): Promise<void> {
    await Promise.all(this.select(service, replica).map((running) => running.resume()));
  }

  async pids(): Promise<Record<string, number>> {
    const running = this.replicas.filter((replica) => replica.process?.isRunning);
    const entries = running.map(async ({ service, index, process: child }) => [
      `${service}-${index}`,
      await (child as ManagedProcess).pid,
    ]);
    return Object.fromEntries(await Promise.all(entries)) as Record<string, number>;
  }

  healthUrls(): Record<string, string> {
    const entries = this.replicas.map(({ service, index, healthPort }) => [
      `${service}-${index}`,
      `http://127.0.0.1:${healthPort}`,
    ]);
    return Object.fromEntries(entries) as Record<string, string>;
  }

  logFiles(): string[] {
    return this.replicas.map(({ logFile }) => logFile);
  }

  /** Stops the services, then the balancers before them. */
  async close(): Promise<void> {
    try {
      await this.stop();
    } finally {
      await Promise.all(this.balancers.map((balancer) => balancer.close()));
    }
  }

  private async launch(replica: Replica): Promise<void> {
    const { service, index, port, healthPort, logFile } = replica;
    const listen = port === undefined ? {} : { [`IIMP_${service.toUpperCase()}_LISTEN`]: `127.0.0.1:${port}` };
    const child = ManagedProcess.spawn({
      name: `${service} ${index} of ${this.domain}`,
      command: process.execPath,
      args: serverArgs(service, this.checkout),
      env: { ...this.env, ...listen, IIMP_HEALTH_LISTEN: `127.0.0.1:${healthPort}` },
      logFile,
    });
    replica.process = child;
    const healthy = until(
      `${service} of ${this.domain} is ready`,
      async () => {
        if (!child.isRunning) return true;
        const signal = AbortSignal.timeout(2_000);
        return (await fetch(`http://127.0.0.1:${healthPort}/health/ready`, { signal })).ok;
      },
      { deadlineMs: START_MS },
    );
    // Not `healthy` first: a process that ended is the reason, not the time-out.
    await child.ready(
      healthy.then(() => (child.isRunning ? undefined : new Promise(() => undefined))),
      START_MS + 1_000,
    );
  }

  private select(service: ServiceName, index?: number): ManagedProcess[] {
    const chosen = this.replicas.filter((each) => each.service === service && (index ?? each.index) === each.index);
    return chosen.flatMap(({ process: child }) => (child?.isRunning ? [child] : []));
  }

  private async balance(): Promise<void> {
    const { apiPort, federationPort } = this.base.addressesOf(this.domain);
    for (const [service, port] of [
      ['api', apiPort],
      ['federation', federationPort],
    ] as const) {
      const backends = this.replicas.filter((each) => each.service === service).map((each) => each.port as number);
      if (backends.length > 1) this.balancers.push(await Balancer.start(port, backends));
    }
  }
}

async function stopReplica({ process: running, service, index }: Replica): Promise<void> {
  if (!running?.isRunning) return;
  const { code } = await running.stop(STOP_MS);
  if (code !== 0) throw new Error(`${service} ${index} stopped with code ${code}\n${running.tail()}`);
}

/** One that stands alone listens at the organization's address itself; several have ports of their own behind a balancer. */
async function makeReplica(
  base: WorldBase,
  domain: string,
  { service, index, isAlone }: Pick<Replica, 'service' | 'index'> & { isAlone: boolean },
): Promise<Replica> {
  const reserve = async (): Promise<number> => {
    const port = await reservePort();
    base.cleanup.add(`port ${port}`, () => releasePort(port));
    return port;
  };
  const { apiPort: api, federationPort: federation, adminPort: admin } = base.addressesOf(domain);
  const port = { api, federation, admin, delivery: undefined, discovery: undefined, attachments: undefined }[service];
  return {
    ...{ service, index, process: undefined },
    port: port === undefined || isAlone ? port : await reserve(),
    healthPort: await reserve(),
    logFile: join(base.folder, domain, `${service}-${index}.log`),
  };
}
