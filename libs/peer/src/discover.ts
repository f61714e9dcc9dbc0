/** The whole of discovery once, uncached: DNS, then the document, then what follows from both (spec §3, profile §2). */
import { ProblemError } from '@iimp/protocol/problem';
import { checkDiscoveryDocument, type CompleteDiscoveryDocument } from '@iimp/protocol/validate';
import type { SrvRecord } from './dns.js';
import type { PeerEndpoint } from './endpoint.js';
import type { PeerClient, PeerResponse } from './peer-client.js';
import { PeerError } from './peer-error.js';
import { resolveDomain, type ResolveDeps } from './resolve.js';
import { parseRetryAfter } from './retry-after.js';
import { orderTargets } from './srv-order.js';
import { freshSeconds, getWellKnown, parseJsonBody } from './well-known.js';

export const DOCUMENT_PATH = '/.well-known/iimp';

/** What discovery learns of a domain; all of it may be cached as JSON. */
export interface Discovered {
  readonly domain: string;
  /** Targets of the SRV answer (or of the operator's table); absent: there is no SRV record. */
  readonly srv?: readonly SrvRecord[];
  /** Defaults filled in. */
  readonly document: CompleteDiscoveryDocument;
  /** How long it may be kept, as the SRV record's TTL and the response's Cache-Control say; absent when neither says. */
  readonly freshSeconds?: number;
}

export interface DiscoverDeps extends ResolveDeps {
  readonly client: PeerClient;
  readonly random: () => number;
  readonly now: () => number;
  readonly signal?: AbortSignal;
}

/** Looks a domain up at its origin. Throws PeerError; its `temporary` says whether the domain may answer later. */
export async function discover(domain: string, deps: DiscoverDeps): Promise<Discovered> {
  const resolution = await resolveDomain(domain, deps);
  if (resolution.kind === 'none')
    throw new PeerError('does-not-federate', `${domain} says by its SRV record that it does not federate`);
  const srv = resolution.kind === 'srv' ? { srv: resolution.records } : {};
  const endpoint = wellKnownEndpoint({ domain, ...srv }, deps.random);
  const response = await getWellKnown(deps.client, {
    domain,
    endpoint,
    path: DOCUMENT_PATH,
    signal: deps.signal,
  }).catch((error: unknown) => {
    throw resolution.kind === 'well-known' ? asMissing(domain, error) : error;
  });
  if (response.status !== 200) throw unexpected(domain, response, resolution.kind === 'well-known', deps.now());
  const document = checkDocument(domain, parseJsonBody(response.body, domain));
  const fresh = [freshSeconds(response.headers), resolution.kind === 'srv' ? resolution.ttlSeconds : undefined];
  const known = fresh.filter((seconds) => seconds !== undefined);
  return { domain, ...srv, document, ...(known.length > 0 ? { freshSeconds: Math.min(...known) } : {}) };
}

/** Base of federation URLs: of the SRV answer, drawn anew at each call (RFC 2782), or else `federation_endpoint`. */
export function federationEndpoint(found: Discovered, random: () => number): PeerEndpoint {
  if (found.srv) return wellKnownEndpoint(found, random);
  return { baseUrl: found.document.federation_endpoint.replace(/\/+$/, ''), connect: [] };
}

/** Base of `/.well-known/iimp…` URLs: always of the domain itself. */
export function wellKnownEndpoint(found: Pick<Discovered, 'domain' | 'srv'>, random: () => number): PeerEndpoint {
  const connect = orderTargets(found.srv ?? [], random);
  const port = connect[0]?.port ?? 443;
  return { baseUrl: `https://${found.domain}${port === 443 ? '' : `:${port}`}`, connect };
}

/** Neither an SRV record nor an address: the domain does not exist, which no waiting changes. */
function asMissing(domain: string, error: unknown): unknown {
  const cause = error instanceof PeerError && error.reason === 'connect' ? error.cause : undefined;
  const missing = cause instanceof PeerError && cause.reason === 'no-such-domain' && cause.host === domain;
  return missing ? new PeerError('no-such-domain', `there is no domain ${domain} that could be written to`) : error;
}

function unexpected(domain: string, response: PeerResponse, byWellKnown: boolean, now: number): PeerError {
  // With an SRV record the domain says that it federates: then a missing document is a fault that passes.
  if (byWellKnown && (response.status === 404 || response.status === 410))
    return new PeerError('does-not-federate', `${domain} publishes no ${DOCUMENT_PATH}`, { doubtful: true });
  return new PeerError('status', `${domain} answered ${response.status} for ${DOCUMENT_PATH}`, {
    retryAfterSeconds: parseRetryAfter(response.headers['retry-after'], now),
  });
}

function checkDocument(domain: string, value: unknown): CompleteDiscoveryDocument {
  try {
    return checkDiscoveryDocument(value, domain);
  } catch (cause) {
    const why = cause instanceof ProblemError ? cause.detail : 'it makes no sense';
    throw new PeerError('bad-response', `the discovery document of ${domain} is not valid: ${why}`, { cause });
  }
}
