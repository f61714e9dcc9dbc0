import type { LookupFunction } from 'node:net';
import { Agent, fetch as undiciFetch } from 'undici';

/** A fetch that trusts one authority, and connects to 127.0.0.1 for the given domains and names below them. */
export function worldFetch(caPem: string, domains: readonly string[]): { fetch: typeof fetch; close(): Promise<void> } {
  const isOurs = (host: string): boolean => domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  const lookup: LookupFunction = (hostname, options, callback) => {
    if (!isOurs(hostname)) {
      callback(Object.assign(new Error(`not a host of this world: ${hostname}`), { code: 'ENOTFOUND' }), '');
    } else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };
  const agent = new Agent({ connect: { ca: caPem, lookup }, connections: 64 });
  const withAgent = (input: unknown, init?: object) =>
    undiciFetch(input as Parameters<typeof undiciFetch>[0], { ...init, dispatcher: agent });
  // Node's own fetch is undici's too; only the identity of the types differs.
  return { fetch: withAgent as unknown as typeof fetch, close: () => agent.destroy() };
}
