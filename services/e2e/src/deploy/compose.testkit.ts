/**
 * docker-compose.yml without containers: what its images hold, with the same variables, configuration files and jobs, on ports of
 * this machine, over its Postgres, RabbitMQ and S3 service.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, fetch as undiciFetch } from 'undici';
import { parse } from 'yaml';
import { sharedBroker } from '@iimp/testbed/broker';
import { Cleanup } from '@iimp/testbed/cleanup';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { createDatabase, sharedPostgres } from '@iimp/testbed/postgres';
import { ManagedProcess } from '@iimp/testbed/processes';
import { repositoryRoot } from '@iimp/testbed/repository';
import { createBucket, sharedS3 } from '@iimp/testbed/s3';
import { until } from '@iimp/testbed/until';
import { imageOf } from './dockerfile.testkit.js';
import type { Command, ComposeService, Images } from './compose-service.testkit.js';
import { startGateway } from './gateway.testkit.js';
import { PackedImages } from './packed.testkit.js';

interface ComposeNetwork {
  ipam?: { config: { subnet: string; gateway?: string; ip_range?: string }[] };
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  networks: Record<string, ComposeNetwork | null>;
  volumes: Record<string, unknown>;
}

/** The file with none of the variables given that it takes from whoever starts it: `${NAME:-default}`. */
export function readComposeFile(): ComposeFile {
  const text = readFileSync(join(repositoryRoot(), 'docker-compose.yml'), 'utf8');
  return parse(text.replace(/(?<!\$)\$\{[A-Z_]+:-([^}]*)\}/g, '$1'), { merge: true }) as ComposeFile;
}

export const DOMAINS = ['org1.test', 'org2.test'] as const;
export type Domain = (typeof DOMAINS)[number];
const SERVICES = ['api', 'federation', 'delivery', 'discovery', 'attachments', 'admin'] as const;

export class ComposeWorld {
  private readonly cleanup = new Cleanup();
  private readonly folder = mkdtempSync(join(tmpdir(), 'iimp-compose-'));
  /** `host:port` of the file and where it is here. */
  private readonly places = new Map<string, number>();
  private readonly stores = new Map<string, Record<string, string>>();
  private readonly file = readComposeFile();
  fetch!: typeof globalThis.fetch;

  private readonly images: Images;

  private constructor(images?: Images) {
    this.images = images ?? new PackedImages(join(this.folder, 'images'));
  }

  /** @param images where programs come from; without them, from folders packed for this world */
  static async start(images?: Images): Promise<ComposeWorld> {
    const world = new ComposeWorld(images);
    try {
      await world.run();
      return world;
    } catch (error) {
      await world.close().catch(() => undefined);
      throw error;
    }
  }

  get ca(): string {
    return readFileSync(join(this.folder, 'authority/ca.pem'), 'utf8');
  }

  gatewayPort(domain: Domain): number {
    return this.places.get(domain) as number;
  }

  apiUrl(domain: Domain): string {
    return `https://${domain}:${this.gatewayPort(domain)}`;
  }

  /** Of the administration API, as it is published on this machine. */
  adminUrl(domain: Domain): string {
    return `https://localhost:${this.places.get(`${domain.split('.')[0]}-admin:8450`)}`;
  }

  accessLog(domain: Domain): string {
    return readFileSync(join(this.folder, `gateway-${domain}`, 'access.log'), 'utf8');
  }

  /** Makes a user by the tools' container. @returns the password */
  async addUser(address: `${string}@${Domain}`): Promise<string> {
    const org = address.split('@')[1]?.split('.')[0] as string;
    const password = randomBytes(12).toString('base64url');
    await this.job(`${org}-iimpctl`, ['user', 'add', address], `${password}\n${password}\n`);
    return password;
  }

  /** Runs the tools' container. @returns what it prints, as JSON */
  tool(domain: Domain, ...args: string[]): Promise<string> {
    return this.job(`${domain.split('.')[0]}-iimpctl`, ['--json', ...args]);
  }

  close(): Promise<void> {
    return this.cleanup.close();
  }

  private async run(): Promise<void> {
    this.cleanup.add('folder', () => rmSync(this.folder, { recursive: true, force: true }));
    const hosts = DOMAINS.flatMap((domain) => {
      const org = domain.split('.')[0];
      return [domain, `${org}-api:8443`, `${org}-federation:8448`, `${org}-admin:8450`];
    });
    for (const host of hosts) {
      const port = await reservePort();
      this.places.set(host, port);
      this.cleanup.add(`port ${port}`, () => releasePort(port));
    }
    await Promise.all(DOMAINS.map((domain) => this.openStores(domain.split('.')[0] as string)));
    await this.job('authority');
    this.fetch = this.trustingFetch();
    await Promise.all(DOMAINS.map((domain) => this.startOrganization(domain)));
  }

  /** What `postgres`, `rabbitmq`, `minio` and `bucket` are in the file. */
  private async openStores(org: string): Promise<void> {
    const [database, broker, s3] = await Promise.all([
      sharedPostgres().then(createDatabase),
      sharedBroker().then((shared) => shared.createVhost()),
      sharedS3(),
    ]);
    this.cleanup.add('database', () => database.drop());
    this.cleanup.add('vhost', () => broker.remove());
    const bucket = await createBucket(s3);
    this.cleanup.add('bucket', () => bucket.remove());
    this.stores.set(org, {
      IIMP_DATABASE_URL: database.url,
      IIMP_BROKER_URL: broker.url,
      IIMP_BLOBS_URL: `s3://${bucket.name}`,
      IIMP_S3_ENDPOINT: s3.endpoint,
      IIMP_S3_REGION: s3.region,
      IIMP_S3_ACCESS_KEY: s3.accessKey,
      IIMP_S3_SECRET_KEY: s3.secretKey,
    });
  }

  private async startOrganization(domain: Domain): Promise<void> {
    const org = domain.split('.')[0] as string;
    await this.job(`${org}-migrate`);
    await this.job(`${org}-domain`);
    await Promise.all(SERVICES.map((service) => this.startService(`${org}-${service}`)));
    const { environment = {} } = this.file.services[`${org}-gateway`] as ComposeService;
    const variables = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [
        name,
        this.translate(value, org).replace('/var/lib/iimp/authority', join(this.folder, 'authority')),
      ]),
    );
    variables['GATEWAY_LISTEN'] = String(this.gatewayPort(domain));
    const gateway = await startGateway({ folder: join(this.folder, `gateway-${domain}`), variables });
    this.cleanup.add('gateway', () => gateway.stop());
  }

  private async startService(name: string): Promise<void> {
    const health = await reservePort();
    this.cleanup.add(`port ${health}`, () => releasePort(health));
    const child = ManagedProcess.spawn({
      name,
      ...(await this.commandOf(name, [], { IIMP_HEALTH_LISTEN: `127.0.0.1:${health}` })),
      logFile: join(this.folder, `${name}.log`),
    });
    this.cleanup.add(name, () => child.stop());
    const isReady = async (): Promise<boolean> => {
      const signal = AbortSignal.timeout(2_000);
      return (await fetch(`http://127.0.0.1:${health}/health/ready`, { signal })).ok;
    };
    await child.ready(until(`${name} is ready`, isReady, { deadlineMs: 60_000 }), 61_000);
  }

  /** Runs a container that ends by itself. @returns what it prints */
  private async job(name: string, command?: string[], input = ''): Promise<string> {
    const service = this.file.services[name] as ComposeService;
    const args = (command ?? service.command ?? []).map((arg) => this.translate(arg, name.split('-')[0] as string));
    const { env, ...program } = await this.commandOf(name, args);
    const running = promisify(execFile)(program.command, program.args, {
      env: { PATH: process.env['PATH'] ?? '', HOME: this.folder, ...env },
      timeout: 60_000,
    });
    running.child.stdin?.end(input);
    return (await running).stdout;
  }

  private async commandOf(name: string, args: string[], more: Record<string, string> = {}): Promise<Command> {
    const service = this.file.services[name] as ComposeService;
    const env = { ...this.environmentOf(name, service), ...more };
    const folderOf = (volume: string): string => join(this.folder, volume);
    return this.images.command({ service, args, env, folderOf });
  }

  private environmentOf(name: string, { build, environment = {} }: ComposeService): Record<string, string> {
    const org = name.split('-')[0] as string;
    const ofImage = imageOf(build?.target as string).environment;
    const all = Object.entries({ ...ofImage, ...environment }).filter(([key]) => key.startsWith('IIMP_'));
    const stores = this.stores.get(org) ?? {};
    return Object.fromEntries([
      ...all.map(([key, value]) => [key, stores[key] ?? this.translate(value, org)]),
      ...('IIMP_BLOBS_URL' in environment ? [['IIMP_S3_REGION', stores['IIMP_S3_REGION']]] : []),
    ]) as Record<string, string>;
  }

  private translate(value: string, org: string): string {
    const port = (host: string): number => this.places.get(host) as number;
    return value
      .replace(/\b(org[12]-(?:api|federation):\d+)/g, (host) => `127.0.0.1:${port(host)}`)
      .replace(/=(org[12]\.test):\d+/g, (_, host: string) => `=127.0.0.1:${port(host)}`)
      .replace(/(https:\/\/org[12]\.test):\d+/g, (_, url: string) => `${url}:${port(url.slice(8))}`)
      .replace(/(https:\/\/\{domain\}):\d+/, `$1:${port(`${org}.test`)}`)
      .replace(/^0\.0\.0\.0:8443$/, `127.0.0.1:${port(`${org}-api:8443`)}`)
      .replace(/^0\.0\.0\.0:8450$/, `127.0.0.1:${port(`${org}-admin:8450`)}`)
      .replace(/^0\.0\.0\.0:8448$/, `127.0.0.1:${port(`${org}-federation:8448`)}`)
      .replace(/^172\.30\.\d\.2\/32$/, '127.0.0.1/32');
  }

  private trustingFetch(): typeof globalThis.fetch {
    const lookup: LookupFunction = (_, options, callback) => {
      if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    };
    const dispatcher = new Agent({ connect: { ca: this.ca, lookup } });
    this.cleanup.add('connections', () => dispatcher.destroy());
    const trusting = (input: unknown, init?: object) =>
      undiciFetch(input as Parameters<typeof undiciFetch>[0], { ...init, dispatcher });
    return trusting as unknown as typeof fetch;
  }
}
