/** Requests to other domains: guarded connections, kept alive and bounded in number, next SRV target on connection failure. */
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { SrvResolver } from './dns.js';
import type { AttemptTarget, ConnectTarget, PeerEndpoint } from './endpoint.js';
import { AddressGuard } from './guard.js';
import { ConnectFailure, targetKey } from './internal/connector.js';
import { Deadline } from './internal/deadline.js';
import { flatHeaders, guardStream, peerErrorOf, readBody } from './internal/answer.js';
import { Pools, type Destination } from './internal/pools.js';
import { secureContext } from './internal/secure-context.js';
import { PeerError } from './peer-error.js';

export interface PeerClientOptions {
  /** Addresses of hosts; without it made from `dnsServers`. */
  readonly resolver?: Pick<SrvResolver, 'addresses'>;
  /** `ip:port` of DNS servers; without them addresses come from /etc/hosts and the system's servers. */
  readonly dnsServers?: readonly string[];
  /** Networks that may be connected to although they are not public, as CIDRs. */
  readonly allowedCidrs?: readonly string[];
  /** Targets that may be connected to whatever their address is: the operator named them, host and port. */
  readonly trustedTargets?: readonly ConnectTarget[];
  /** PEM of certificate authorities trusted besides the system's. */
  readonly extraCa?: string;
  /** TCP and TLS together, for each target. Default 5,000 ms. */
  readonly connectTimeoutMs?: number;
  /** From the start to the end of the answer; for `stream`, to its headers, and then between two chunks. Default 30,000 ms. */
  readonly timeoutMs?: number;
  /** Kept-alive destinations; the least recently used is closed. Default 256. */
  readonly maxPools?: number;
  /** Connections to one destination at once. Default 8. */
  readonly connectionsPerPool?: number;
  /** What `https://host` without a port connects to: 443, unless a test cannot have that. */
  readonly defaultPort?: number;
  readonly now?: () => number;
}

export interface PeerRequest {
  /** The domain asked, for messages of errors. */
  readonly domain: string;
  /** As discovery answered: `ResolvedDomain` fits. */
  readonly endpoint: PeerEndpoint;
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Begins with a slash, percent-encoded; the base URL's prefix comes before it. */
  readonly path: string;
  /** Without the question mark. */
  readonly query?: string;
  /** Lower-case names. `host` and `content-length` are set here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives the headers that depend on the attempt: called anew for each, so that each has its own nonce and authority. */
  readonly sign?: (target: AttemptTarget) => Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Ends the request early: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Instead of the client's. */
  readonly timeoutMs?: number;
}

/** Any status: only a failure to get an answer rejects, with PeerError. Redirects are answers like any other. */
export interface PeerHead {
  readonly status: number;
  /** Lower-case names; repeated ones are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** What was covered by this attempt's signature. */
  readonly target: AttemptTarget;
}

export interface PeerResponse extends PeerHead {
  readonly body: Buffer;
}

export interface PeerStream extends PeerHead {
  /** Read it to the end or destroy it. Fails with PeerError when the peer stalls or goes away. */
  readonly stream: Readable;
}

/** How long a target that could not be connected to is tried after the others. */
const AVOID_FAILED_MS = 30_000;

/** Nothing here undoes a content coding, and who names none may be answered in any (RFC 9110 §12.5.3). */
const ALWAYS = { 'user-agent': 'iimp/0.1', 'accept-encoding': 'identity' };

/** One origin and where its connections go. */
interface Route {
  readonly origin: string;
  readonly connect: ConnectTarget;
  readonly target: AttemptTarget;
}

export class PeerClient {
  private readonly pools: Pools;
  private readonly timeoutMs: number;
  private readonly defaultPort: number;
  private readonly now: () => number;

  constructor(options: PeerClientOptions = {}) {
    this.timeoutMs = options.timeoutMs ?? 30_000;
    this.defaultPort = options.defaultPort ?? 443;
    this.now = options.now ?? Date.now;
    this.pools = new Pools({
      resolver: options.resolver ?? new SrvResolver({ servers: options.dnsServers ?? [] }),
      guard: new AddressGuard(options.allowedCidrs),
      trusted: new Set((options.trustedTargets ?? []).map(targetKey)),
      secureContext: secureContext(options.extraCa),
      timeoutMs: options.connectTimeoutMs ?? 5_000,
      maxPools: options.maxPools ?? 256,
      connectionsPerPool: options.connectionsPerPool ?? 8,
    });
  }

  /** Asks and reads the whole answer; more than `maxBytes` of it is a `bad-response`. */
  async request(request: PeerRequest & { readonly maxBytes: number }): Promise<PeerResponse> {
    const deadline = new Deadline(request.timeoutMs ?? this.timeoutMs, request.signal);
    try {
      const { head, body } = await this.send(request, deadline);
      return { ...head, body: await readBody(body, head.headers, request.maxBytes) };
    } catch (error) {
      throw deadline.reason ?? peerErrorOf(error, request.domain);
    } finally {
      deadline.clear();
    }
  }

  /** Asks and hands on the body as it comes. */
  async stream(request: PeerRequest): Promise<PeerStream> {
    const deadline = new Deadline(request.timeoutMs ?? this.timeoutMs, request.signal);
    try {
      const { head, body } = await this.send(request, deadline);
      deadline.stopTimer();
      return { ...head, stream: guardStream(body, request.domain, deadline) };
    } catch (error) {
      deadline.clear();
      throw deadline.reason ?? peerErrorOf(error, request.domain);
    }
  }

  /** Ends what runs and closes every connection. */
  async close(): Promise<void> {
    await this.pools.destroy();
  }

  /** Tries the targets in their order until one can be connected to. */
  private async send(request: PeerRequest, deadline: Deadline): Promise<{ head: PeerHead; body: Readable }> {
    const failures: ConnectFailure[] = [];
    for (const { route, destination } of this.inOrder(routesOf(request, this.defaultPort))) {
      try {
        const { statusCode, headers, body } = await this.attempt(request, route, destination, deadline);
        destination.answered = true;
        destination.failedAt = undefined;
        return { head: { status: statusCode, headers: flatHeaders(headers), target: route.target }, body };
      } catch (error) {
        if (!(error instanceof ConnectFailure)) throw error;
        destination.failedAt = this.now();
        failures.push(error);
      }
    }
    const detail = failures.map((failure) => failure.message).join('; ');
    throw new PeerError('connect', `${request.domain} cannot be connected to: ${detail}`, {
      cause: failures.length === 1 ? failures[0]!.cause : new AggregateError(failures),
    });
  }

  private async attempt(request: PeerRequest, route: Route, destination: Destination, deadline: Deadline) {
    const send = (): Promise<Dispatcher.ResponseData> =>
      destination.pool.request({
        method: request.method,
        path: route.target.query === '' ? route.target.path : `${route.target.path}?${route.target.query}`,
        headers: { ...ALWAYS, ...request.headers, ...request.sign?.(route.target) },
        body: request.body ?? null,
        signal: deadline.signal,
        headersTimeout: deadline.timeoutMs,
        bodyTimeout: deadline.timeoutMs,
      });
    const reused = destination.answered;
    return send().catch((error: Error & { code?: string }) => {
      // A kept connection that the peer had closed in the meantime is no failure of the peer: once more over a new one. All requests
      // between domains may be repeated (profile §4: duplicates are a success).
      if (reused && !deadline.signal.aborted && isBroken(error)) return send();
      throw error;
    });
  }

  private inOrder(routes: Route[]): { route: Route; destination: Destination }[] {
    const since = this.now() - AVOID_FAILED_MS;
    const all = routes.map((route) => ({ route, destination: this.pools.get(route.origin, route.connect) }));
    const failed = ({ destination }: (typeof all)[number]) => (destination.failedAt ?? -Infinity) > since;
    return [...all.filter((each) => !failed(each)), ...all.filter(failed)];
  }
}

function isBroken(error: { code?: string }): boolean {
  return error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET' || error.code === 'EPIPE';
}

/** Where the attempts of a request go. With SRV targets, the port of the URL is that of the target (profile §2). */
function routesOf({ endpoint, path, query = '' }: PeerRequest, defaultPort: number): Route[] {
  const base = new URL(endpoint.baseUrl);
  if (base.protocol !== 'https:') throw new TypeError('requests between domains go over HTTPS only');
  const prefix = base.pathname.replace(/\/+$/, '');
  const route = (authority: string, connect: ConnectTarget): Route => ({
    origin: `https://${authority}`,
    connect,
    target: { authority, path: prefix + path, query },
  });
  if (endpoint.connect.length === 0) {
    const host = base.hostname.replace(/^\[|\]$/g, '');
    return [route(base.host, { host, port: Number(base.port || defaultPort) })];
  }
  return endpoint.connect.map((connect) =>
    route(connect.port === 443 ? base.hostname : `${base.hostname}:${connect.port}`, connect),
  );
}
