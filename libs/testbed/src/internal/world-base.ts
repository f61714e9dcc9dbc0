/** What both forms of a world have in common: folder, authority, addresses, discovery, users, the operator's tool. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createCa, type WorldCa } from '../ca.js';
import { Cleanup } from '../cleanup.js';
import { type DnsServer, startDns } from '../dns.js';
import { type Login, Logins } from '../logins.js';
import { isAbandoned, uniqueName } from '../local-scripts.js';
import { releasePort, reservePort } from '../ports.js';
import { builtMain } from '../repository.js';
import type { WorldOptions } from '../world.js';
import { worldFetch } from './world-fetch.js';

/** Patience of a world: people and tests wait for it. Limits of rates are tested on purpose and would only be in the way elsewhere. */
const DEFAULT_ENV = {
  IIMP_RETRY_BASE: '500ms',
  IIMP_RETRY_CAP: '5s',
  IIMP_RATE_IP: 'off',
  IIMP_RATE_USER: 'off',
  IIMP_RATE_DOMAIN: 'off',
  IIMP_RATE_LOGIN_IP: 'off',
  IIMP_RATE_LOGIN_USER: 'off',
};

/** The address of one organization, the same over all its starts. */
export interface Addresses {
  apiPort: number;
  federationPort: number;
  adminPort: number;
  apiUrl: string;
  federationUrl: string;
  adminUrl: string;
}

export class WorldBase {
  readonly say: (what: string) => void;

  private constructor(
    readonly folder: string,
    readonly domains: readonly string[],
    readonly ca: WorldCa,
    readonly addresses: ReadonlyMap<string, Addresses>,
    readonly fetch: typeof globalThis.fetch,
    readonly logins: Logins,
    readonly cleanup: Cleanup,
    readonly dns: DnsServer | undefined,
    private readonly options: WorldOptions,
  ) {
    this.say = options.onProgress ?? (() => undefined);
  }

  static async create(options: WorldOptions): Promise<WorldBase> {
    const cleanup = new Cleanup();
    try {
      const domains = options.domains ?? ['org1.test', 'org2.test'];
      // Processes of a world run in another folder than this one.
      const folder = resolve(options.folder ?? temporaryFolder());
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (!options.folder) cleanup.add('folder', () => rmSync(folder, { recursive: true, force: true }));
      const ca = await createCa(join(folder, 'ca'));
      const addresses = await reserveAddresses(folder, domains, cleanup);
      const { fetch, close } = worldFetch(ca.pem, domains);
      cleanup.add('connections', close);
      const dns = options.discovery === 'dns' ? await startDns(recordsOf(addresses), join(folder, 'dns')) : undefined;
      if (dns) cleanup.add('DNS server', () => dns.stop());
      const logins = new Logins(join(folder, 'logins.json'));
      return new WorldBase(folder, domains, ca, addresses, fetch, logins, cleanup, dns, options);
    } catch (error) {
      await cleanup.close().catch(() => undefined);
      throw error;
    }
  }

  addressesOf(domain: string): Addresses {
    const addresses = this.addresses.get(domain);
    if (!addresses) throw new Error(`this world has no ${domain}`);
    return addresses;
  }

  /** Variables of every process of a domain, whatever the form. */
  async environment(domain: string): Promise<Record<string, string>> {
    const { apiUrl, federationPort } = this.addressesOf(domain);
    const hosts = [domain, `api.${domain}`, 'localhost', '127.0.0.1'];
    const { certFile, keyFile } = await this.ca.issue(domain, hosts);
    const peers = [...this.addresses].filter(([other]) => other !== domain);
    const { env } = this.options;
    return {
      ...DEFAULT_ENV,
      IIMP_TLS_CERT_FILE: certFile,
      IIMP_TLS_KEY_FILE: keyFile,
      IIMP_EXTRA_CA_FILE: this.ca.file,
      IIMP_ALLOWED_CIDRS: '127.0.0.0/8',
      IIMP_API_URL: apiUrl,
      IIMP_FEDERATION_URL: `https://{domain}:${federationPort}`,
      ...(this.dns
        ? { IIMP_DNS_SERVERS: this.dns.address }
        : { IIMP_STATIC_PEERS: peers.map(([other, at]) => `${other}=127.0.0.1:${at.federationPort}`).join(',') }),
      ...(typeof env === 'function' ? env(domain) : env),
    };
  }

  /** The login of a user, who is created by `iimpctl` if this world has not done so before. */
  async addUser(domain: string, localPart: string, iimpctl: (...args: string[]) => Promise<string>): Promise<Login> {
    const address = `${localPart}@${domain}`;
    const known = this.logins.find(address);
    if (known) return known;
    const login = this.logins.make(address);
    const file = join(this.folder, `${address}.password`);
    writeFileSync(file, login.password, { mode: 0o600 });
    try {
      await iimpctl('user', 'add', address, '--password-file', file);
    } finally {
      rmSync(file, { force: true });
    }
    this.logins.save(login);
    return login;
  }
}

/** Runs `iimpctl`. @returns what it prints; throws with what it says when it fails */
export async function runIimpctl(
  args: readonly string[],
  env: Record<string, string> = {},
  checkout?: string,
): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  try {
    const options = { timeout: 60_000, maxBuffer: 64 * 1024 * 1024, env: { PATH, HOME, ...env } };
    return (await promisify(execFile)(process.execPath, [builtMain('cli', checkout), ...args], options)).stdout;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`iimpctl ${args.join(' ')}: ${stderr?.trim() || message}`, { cause: error });
  }
}

/** A folder that nobody has yet; those of killed processes are removed. */
function temporaryFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    if (isAbandoned(name)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  return join(tmpdir(), uniqueName('world'));
}

/** Ports are kept in the folder: other organizations remember where they found this one. */
async function reserveAddresses(
  folder: string,
  domains: readonly string[],
  cleanup: Cleanup,
): Promise<Map<string, Addresses>> {
  const file = join(folder, 'ports.json');
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>) : {};
  const ports: Record<string, number> = {};
  const reserve = async (name: string): Promise<number> => {
    const port = await reservePort(before[name]);
    ports[name] = port;
    cleanup.add(`port ${port}`, () => releasePort(port));
    return port;
  };
  const addresses = new Map<string, Addresses>();
  for (const domain of domains) {
    const apiPort = await reserve(`${domain} api`);
    const federationPort = await reserve(`${domain} federation`);
    const adminPort = await reserve(`${domain} admin`);
    const urls = {
      apiUrl: `https://127.0.0.1:${apiPort}`,
      federationUrl: `https://${domain}:${federationPort}`,
      adminUrl: `https://127.0.0.1:${adminPort}`,
    };
    addresses.set(domain, { apiPort, federationPort, adminPort, ...urls });
  }
  writeFileSync(file, JSON.stringify(ports, null, 2));
  return addresses;
}

function recordsOf(addresses: ReadonlyMap<string, Addresses>) {
  const domains = [...addresses];
  return {
    srv: domains.map(([domain, { federationPort }]) => ({
      name: `_iimp._tcp.${domain}`,
      target: `iimp.${domain}`,
      port: federationPort,
    })),
    addresses: Object.fromEntries(
      domains.flatMap(([domain]) => [
        [domain, '127.0.0.1'],
        [`iimp.${domain}`, '127.0.0.1'],
      ]),
    ),
  };
}

/** Like Promise.all, but waits for all before it throws: nothing goes on in the background while what failed is cleaned up. */
export async function allDone<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
