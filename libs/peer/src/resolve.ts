/** First step of discovery: does DNS, or the operator's table, say where a domain takes federation? (spec §3 step 1, profile §2) */
import type { SrvAnswer, SrvRecord } from './dns.js';
import type { ConnectTarget } from './endpoint.js';

export type Resolution =
  /** Go to these targets. The TTL is absent where the operator's table says so: it does not age. */
  | { kind: 'srv'; records: SrvRecord[]; ttlSeconds?: number }
  /** No SRV record: ask `https://<domain>/.well-known/iimp`. */
  | { kind: 'well-known' }
  /** A single target `.`: the domain does not federate, permanently. */
  | { kind: 'none' };

/** Domains and where they are, for networks without DNS: each stands for an SRV answer. */
export type StaticPeers = ReadonlyMap<string, readonly ConnectTarget[]>;

export interface ResolveDeps {
  readonly resolver: { srv(name: string): Promise<SrvAnswer> };
  readonly staticPeers?: StaticPeers;
}

/** Throws PeerError `dns` when DNS cannot say: that is not "no record". */
export async function resolveDomain(domain: string, { resolver, staticPeers }: ResolveDeps): Promise<Resolution> {
  const listed = staticPeers?.get(domain);
  if (listed && listed.length > 0) {
    const records = listed.map(({ host, port }, priority) => ({ target: host, port, priority, weight: 0 }));
    return { kind: 'srv', records };
  }
  const answer = await resolver.srv(`_iimp._tcp.${domain}`);
  if (!answer.found) return { kind: 'well-known' };
  // Beside real targets "." says nothing; alone it says no.
  const records = answer.records.filter((record) => record.target !== '');
  if (records.length === 0) return { kind: 'none' };
  return { kind: 'srv', records, ttlSeconds: answer.ttlSeconds };
}
