import { FEDERATION } from '@iimp/platform/config/tables/federation';
import type { Environment } from '@iimp/platform/config/load';
import { SrvResolver } from '@iimp/peer/dns';
import { AddressGuard } from '@iimp/peer/guard';
import type { ConnectTarget } from '@iimp/peer/endpoint';
import { PeerClient } from '@iimp/peer/peer-client';
import { peerClientOptions, type PeerSettings, staticPeersOf } from '@iimp/peer/peer-settings';
import type { StaticPeers } from '@iimp/peer/resolve';
import { UsageError } from '../usage-error.js';

/** The options of the command line; each wins over its variable. */
export interface DoctorOptions {
  dns?: string;
  ca?: string;
  allowCidr?: string;
  peer?: string;
  from?: string;
  keyId?: string;
  keysDir?: string;
  timeout?: string;
}

/** What a domain is looked at with. */
export interface Instruments {
  readonly client: PeerClient;
  readonly resolver: SrvResolver;
  readonly staticPeers: StaticPeers;
  readonly guard: AddressGuard;
  readonly trusted: readonly ConnectTarget[];
  readonly extraCa: string | undefined;
  /** For one connection, ms. */
  readonly connectTimeoutMs: number;
  /** Where `https://host` without a port is: 443, unless a test cannot have that. */
  readonly defaultPort: number;
  readonly now: () => number;
}

/** For one connection, and for one answer of DNS. */
const SHORT_MS = 5_000;
const DNS_MS = 2_000;

/** Makes the instruments; the caller closes the client. Throws UsageError for what cannot be used. */
export function instruments(
  domain: string,
  options: DoctorOptions,
  env: Environment,
  overrides: { defaultPort?: number; now?: () => number } = {},
): Instruments {
  const settings = peerSettings(domain, options, env);
  const timeoutMs = seconds(options.timeout ?? '10') * 1_000;
  const defaultPort = overrides.defaultPort ?? 443;
  const now = overrides.now ?? Date.now;
  return orUsage('--ca, IIMP_EXTRA_CA_FILE', () => {
    const from = peerClientOptions(settings);
    const resolver = new SrvResolver({ servers: from.dnsServers, timeoutMs: Math.min(timeoutMs, DNS_MS) });
    const connectTimeoutMs = Math.min(timeoutMs, SHORT_MS);
    return {
      client: new PeerClient({ ...from, resolver, connectTimeoutMs, timeoutMs, defaultPort }),
      resolver,
      staticPeers: staticPeersOf(settings),
      guard: new AddressGuard(from.allowedCidrs ?? []),
      trusted: from.trustedTargets ?? [],
      extraCa: from.extraCa,
      connectTimeoutMs,
      defaultPort,
      now,
    };
  });
}

function peerSettings(domain: string, options: DoctorOptions, env: Environment): PeerSettings {
  const { dnsServers, allowedCidrs, staticPeers, extraCaFile } = FEDERATION;
  const peers = new Map(read(staticPeers, '--peer', undefined, env));
  if (options.peer !== undefined)
    for (const [name, target] of read(staticPeers, '--peer', `${domain}=${options.peer}`, env)) peers.set(name, target);
  return {
    dnsServers: read(dnsServers, '--dns', options.dns, env),
    allowedCidrs: read(allowedCidrs, '--allow-cidr', options.allowCidr, env),
    staticPeers: peers,
    extraCaFile: options.ca ?? (env[extraCaFile.name] || undefined),
  };
}

/** The option's text, or the variable's, as the services read it. */
function read<T>(
  row: { name: string; default: string; read: (text: string) => T },
  option: string,
  given: string | undefined,
  env: Environment,
): T {
  return orUsage(given === undefined ? row.name : option, () => row.read(given ?? env[row.name] ?? row.default));
}

function seconds(text: string): number {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (value < 1) throw new UsageError('--timeout: 1 to 999 seconds');
  return value;
}

function orUsage<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UsageError(`${what}: ${(error as Error).message}`, { cause: error });
  }
}
