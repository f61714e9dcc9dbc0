/** Requests to other domains: guarded connections, kept alive and bounded in number, next SRV target on connection failure. */
import type { Readable } from 'node:stream';
import type { AttemptTarget, PeerEndpoint } from './endpoint.js';

export interface PeerClientOptions {
  /** `ip:port` of DNS servers; without them addresses come from the system (also /etc/hosts), SRV from resolv.conf's servers. */
  readonly dnsServers?: readonly string[];
  /** Networks that may be connected to although they are not public, as CIDRs. */
  readonly allowedCidrs?: readonly string[];
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
  readonly now?: () => number;
}

export interface PeerRequest {
  /** The domain asked, for messages of errors and for traces. */
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

export declare class PeerClient {
  constructor(options?: PeerClientOptions);
  /** Asks and reads the whole answer; more than `maxBytes` of it is a `bad-response`. */
  request(request: PeerRequest & { readonly maxBytes: number }): Promise<PeerResponse>;
  /** Asks and hands on the body as it comes. */
  stream(request: PeerRequest): Promise<PeerStream>;
  /** Ends what runs and closes every connection. */
  close(): Promise<void>;
}
