import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allDone, runIimpctl, WorldBase } from './internal/world-base.js';
import { ManagedProcess } from './processes.js';
import { serverArgs } from './repository.js';
import type { Organization, World, WorldOptions } from './world.js';

/** Starts a world in which each organization is one process: the standalone, with its embedded Postgres. */
export async function startStandaloneWorld(options: WorldOptions = {}): Promise<World> {
  const base = await WorldBase.create(options);
  try {
    const organizations = base.domains.map((domain) => new StandaloneOrganization(base, domain, options.checkout));
    for (const organization of organizations) {
      base.cleanup.add(organization.domain, () => organization.stop());
    }
    await allDone(organizations.map((organization) => organization.start()));
    return {
      form: 'standalone',
      folder: base.folder,
      ca: base.ca,
      organizations,
      org: (domain) => find(organizations, domain),
      fetch: base.fetch,
      ...(base.dns && { dns: base.dns }),
      close: () => base.cleanup.close(),
    };
  } catch (error) {
    await base.cleanup.close().catch(() => undefined);
    throw error;
  }
}

/** The organization of a domain. */
export function find(organizations: readonly Organization[], domain: string): Organization {
  const found = organizations.find((organization) => organization.domain === domain);
  if (!found) throw new Error(`this world has no ${domain}`);
  return found;
}

class StandaloneOrganization implements Organization {
  readonly apiUrl: string;
  readonly federationUrl: string;
  readonly adminUrl: string;
  private readonly data: string;
  private readonly logFile: string;
  private process: ManagedProcess | undefined;
  private checkout: string | undefined;
  private healthListen: string | undefined;

  constructor(
    private readonly base: WorldBase,
    readonly domain: string,
    checkout?: string,
  ) {
    this.checkout = checkout;
    ({ apiUrl: this.apiUrl, federationUrl: this.federationUrl, adminUrl: this.adminUrl } = base.addressesOf(domain));
    this.data = join(base.folder, domain);
    this.logFile = join(base.folder, `${domain}.log`);
  }

  databaseUrl(): string {
    const runtime = JSON.parse(readFileSync(join(this.data, 'runtime.json'), 'utf8')) as { database_url: string };
    return runtime.database_url;
  }

  apiUrls(): string[] {
    return [this.apiUrl];
  }

  addUser(localPart: string) {
    return this.base.addUser(this.domain, localPart, (...args) => this.iimpctl(...args));
  }

  iimpctl(...args: string[]): Promise<string> {
    return runIimpctl(['--data', this.data, ...args], {}, this.checkout);
  }

  async start(): Promise<void> {
    if (this.process?.isRunning) return;
    const { apiPort, federationPort, adminPort } = this.base.addressesOf(this.domain);
    const env = await this.base.environment(this.domain);
    this.healthListen = env['IIMP_HEALTH_LISTEN'];
    let tellReady: (line: string) => void = () => undefined;
    const isReady = new Promise<string>((resolve) => (tellReady = resolve));
    this.process = ManagedProcess.spawn({
      name: `standalone ${this.domain}`,
      command: process.execPath,
      args: [...serverArgs('standalone', this.checkout), '--domain', this.domain, '--data', this.data],
      env: {
        IIMP_API_LISTEN: `127.0.0.1:${apiPort}`,
        IIMP_FEDERATION_LISTEN: `127.0.0.1:${federationPort}`,
        IIMP_ADMIN_LISTEN: `127.0.0.1:${adminPort}`,
        ...env,
      },
      logFile: this.logFile,
      onLine: (line) => {
        if (line.startsWith('{"event":"ready"')) tellReady(line);
      },
    });
    await this.process.ready(isReady, 120_000);
    this.base.say(`${this.domain} is ready`);
  }

  async stop(): Promise<void> {
    if (!this.process?.isRunning) return;
    const { code } = await this.process.stop(40_000);
    if (code !== 0) throw new Error(`standalone ${this.domain} stopped with code ${code}\n${this.process.tail()}`);
    this.base.say(`${this.domain} is stopped`);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  use(checkout: string): void {
    this.checkout = checkout;
  }

  async kill(): Promise<void> {
    await this.process?.kill();
  }

  async pause(): Promise<void> {
    await this.process?.pause();
  }

  async resume(): Promise<void> {
    await this.process?.resume();
  }

  async pids(): Promise<Record<string, number>> {
    return this.process ? { standalone: await this.process.pid } : {};
  }

  healthUrls(): Record<string, string> {
    return this.healthListen === undefined ? {} : { standalone: `http://${this.healthListen}` };
  }

  logFiles(): string[] {
    return [this.logFile];
  }
}
