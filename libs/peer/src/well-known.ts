/** Reading what a domain publishes under `/.well-known/iimp`: the document and its users' keys. */
import { MAX_DISCOVERY_BYTES, MAX_DISCOVERY_REDIRECTS } from '@iimp/protocol/limits';
import type { PeerEndpoint } from './endpoint.js';
import type { PeerClient, PeerResponse } from './peer-client.js';
import { PeerError } from './peer-error.js';

/** As RFC 9111 §1.2.2 has it. */
const LONGEST_SECONDS = 2 ** 31;

const REDIRECTS = [301, 302, 303, 307, 308];

export interface WellKnownRequest {
  readonly domain: string;
  readonly endpoint: PeerEndpoint;
  readonly path: string;
  /** Of the copy at hand: the answer may be 304. */
  readonly etag?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * GETs a published document of at most 64 KiB, over at most two redirects, HTTPS only; each hop is guarded and checked like the
 * first (profile §2). Gives any other status as it is.
 */
export async function getWellKnown(client: PeerClient, request: WellKnownRequest): Promise<PeerResponse> {
  const { domain, etag, signal } = request;
  let { endpoint, path } = request;
  let query = '';
  for (let redirects = 0; ; redirects++) {
    const response = await client.request({
      domain,
      endpoint,
      method: 'GET',
      path,
      query,
      headers: {
        accept: 'application/json',
        // Who asks keeps answers himself, and asks again to learn what is new: no cache on the way knows that (RFC 9111 §5.2.1.4).
        'cache-control': 'no-cache',
        ...(etag === undefined ? {} : { 'if-none-match': etag }),
      },
      maxBytes: MAX_DISCOVERY_BYTES,
      ...(signal === undefined ? {} : { signal }),
    });
    const location = response.headers['location'];
    if (!REDIRECTS.includes(response.status) || location === undefined) return response;
    if (redirects === MAX_DISCOVERY_REDIRECTS)
      throw refused(domain, `redirects more than ${MAX_DISCOVERY_REDIRECTS} times`);
    const from = `https://${response.target.authority}`;
    const next = parseLocation(location, `${from}${response.target.path}`);
    if (next?.protocol !== 'https:') throw refused(domain, 'redirects to what is no https URL');
    if (next.username || next.password) throw refused(domain, 'redirects to a URL with a user');
    // A redirect inside the same host stays on its SRV targets.
    if (next.origin !== from) endpoint = { baseUrl: next.origin, connect: [] };
    path = next.pathname;
    query = next.search.slice(1);
  }
}

/**
 * How long a published document stays fresh, seconds: `max-age` less `Age`, 0 for `no-store` and `no-cache`, undefined when the
 * response does not say (RFC 9111).
 */
export function freshSeconds(headers: Readonly<Record<string, string>>): number | undefined {
  const directives = (headers['cache-control'] ?? '')
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  if (directives.some((directive) => directive === 'no-store' || directive.startsWith('no-cache'))) return 0;
  const maxAge = directives
    .map((directive) => /^max-age="?(\d+)"?$/.exec(directive)?.[1])
    .find((age) => age !== undefined);
  if (maxAge === undefined) return undefined;
  const age = /^\d{1,10}$/.test(headers['age'] ?? '') ? Number(headers['age']) : 0;
  // More than can be counted is for ever (RFC 9111 §1.2.2).
  return Math.max(0, Math.min(Number(maxAge), LONGEST_SECONDS) - age);
}

/** The JSON value of a body; PeerError `bad-response` when it is none. */
export function parseJsonBody(body: Buffer, domain: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch (cause) {
    throw new PeerError('bad-response', `${domain} answered with what is not JSON`, { cause });
  }
}

function parseLocation(location: string, base: string): URL | undefined {
  return URL.canParse(location, base) ? new URL(location, base) : undefined;
}

function refused(domain: string, what: string): PeerError {
  return new PeerError('bad-response', `${domain} ${what}`);
}
