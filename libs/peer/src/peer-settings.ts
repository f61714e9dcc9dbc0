/** From what the operator configured to the options of this library. */
import { readFileSync } from 'node:fs';
import type { ConnectTarget } from './endpoint.js';
import type { PeerClientOptions } from './peer-client.js';
import type { StaticPeers } from './resolve.js';

/** The variables of platform's configuration that decide how other domains are reached. */
export interface PeerSettings {
  readonly dnsServers: readonly ConnectTarget[];
  readonly allowedCidrs: readonly { address: string; prefix: number }[];
  readonly staticPeers: ReadonlyMap<string, ConnectTarget>;
  readonly extraCaFile?: string | undefined;
}

/** Options of PeerClient; of the same form for every service. Reads the file of extra authorities. */
export function peerClientOptions(settings: PeerSettings): PeerClientOptions & { dnsServers: string[] } {
  const { dnsServers, allowedCidrs, staticPeers, extraCaFile } = settings;
  return {
    dnsServers: dnsServers.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)),
    allowedCidrs: allowedCidrs.map(({ address, prefix }) => `${address}/${prefix}`),
    trustedTargets: [...staticPeers.values()],
    ...(extraCaFile === undefined ? {} : { extraCa: readFileSync(extraCaFile, 'utf8') }),
  };
}

/** The operator's table of peers, as discovery takes it. */
export function staticPeersOf({ staticPeers }: Pick<PeerSettings, 'staticPeers'>): StaticPeers {
  return new Map([...staticPeers].map(([domain, target]) => [domain, [target]]));
}
