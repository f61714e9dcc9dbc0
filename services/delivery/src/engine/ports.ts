import type {
  Claimed,
  DestinationHistory,
  DueDestination,
  Failure,
  Lease,
  Outcome,
  OutboxRow,
} from '@iimp/storage/outbox/store';

export { LeaseLost } from '@iimp/storage/outbox/store';
export type { Claimed, DestinationHistory, DueDestination, Failure, Lease, Outcome, OutboxRow };

/**
 * What the engine needs of the world. It does no I/O of its own, so that the same loop runs on Postgres and HTTPS, and in a
 * simulated internet on a virtual clock.
 */

/** Time, milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Calls back once, after `ms`. Returns the way to call it off. */
  after(ms: number, callback: () => void): () => void;
}

/** Chance: [0, 1). */
export type Random = () => number;

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * The outbox of @iimp/storage (outbox/store.ts has its contract) as one worker process sees it: it knows who calls and when, and
 * tells the mailboxes that grew to whom it concerns.
 */
export interface OutboxPort {
  /** Shards of each destination; a conversation is always in the same one. */
  readonly shards: number;
  due(limit: number): Promise<readonly DueDestination[]>;
  acquire(domain: string, ttlMs: number): Promise<{ lease: Lease; history: DestinationHistory } | 'busy' | 'waiting'>;
  renew(lease: Lease, ttlMs: number): Promise<void>;
  release(lease: Lease, shards?: readonly number[]): Promise<void>;
  claim(lease: Lease, limit: number, maxBytes: number): Promise<Claimed>;
  complete(lease: Lease, outcomes: readonly Outcome[]): Promise<void>;
  recordFailure(lease: Lease, failure: Failure): Promise<{ failures: number; first: boolean }>;
  recordSuccess(lease: Lease): Promise<void>;
  allowProbe(domain: string): Promise<boolean>;
}

/** Where a destination is reached and what it can take. */
export interface Target {
  readonly batch: boolean;
  readonly maxBatch: number;
  readonly maxBodyBytes: number;
  /** The adapter's own. */
  readonly handle: unknown;
}

export type Resolution =
  | { readonly kind: 'target'; readonly target: Target }
  /** It will never federate as things are: its SRV record says so. */
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  /** Not found out now, for reasons of theirs. `unfoundMs`: so long the answer stays the same, and asking again is in vain. */
  | { readonly kind: 'unavailable'; readonly code: string; readonly detail: string; readonly unfoundMs?: number }
  /** Not found out now, for reasons of ours: no history is written. */
  | { readonly kind: 'trouble'; readonly detail: string }
  /** The same, because so much is looked up at the moment: nothing is wrong. */
  | { readonly kind: 'crowded'; readonly code: string; readonly detail: string };

export interface ResolverPort {
  /** `refresh`: what is known of the domain does not seem to be true any more. */
  resolve(domain: string, refresh: boolean): Promise<Resolution>;
}

/** Why a request got no answer. */
export type NoAnswer = 'refused' | 'unreachable' | 'reset' | 'timeout' | 'protocol' | 'aborted';

export type PostReport =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Parsed JSON; undefined when it was none. */
      readonly body: unknown;
      readonly retryAfterMs?: number;
      /** Proof of delivery as it is stored (profile §6.1). */
      readonly receipt?: unknown;
    }
  | { readonly kind: 'failure'; readonly reason: NoAnswer; readonly detail: string }
  /** Not sent, for reasons of ours: no history is written. */
  | { readonly kind: 'trouble'; readonly detail: string };

export interface PeerPort {
  /** Why nothing can be signed for this domain of ours now; undefined when it can. */
  whyNotSign(origin: string): string | undefined;
  /** Posts rows of one origin: one by itself, several as a batch. Never throws. Ends soon after the signal. */
  post(target: Target, domain: string, rows: readonly OutboxRow[], signal: AbortSignal): Promise<PostReport>;
}

export interface PolicyPort {
  /** May we talk to this domain at all? */
  refusal(domain: string): { code: string; detail: string } | undefined;
}

/** Said to whoever else delivers. Best effort. */
export interface WakePort {
  /** They may go on with these destinations. */
  wake(domains: readonly string[]): void;
  /** This worker is there, or leaves. */
  here(worker: string, leaves: boolean): void;
}

/** Joins rounds of posts to what caused them, for people who look at one trace; nothing depends on it. */
export interface Tracing {
  /** What runs now, as a wake-up keeps it; undefined when nobody looks. */
  origin(): unknown;
  /** Runs what belongs to nothing that happens to run now. */
  apart<T>(run: () => T): T;
  /** Runs one round of a destination as a part of the first origin, linked to the others. */
  round<T>(domain: string, origins: readonly unknown[], run: () => Promise<T>): Promise<T>;
}

/** Counters and times; nothing depends on them. */
export interface Meter {
  /** A message was delivered so long after it was accepted. */
  latency(ms: number): void;
  /** `taken`; `busy`: others hold it; `lost`: it was taken over, or may have been. */
  lease(what: 'taken' | 'busy' | 'lost'): void;
  posted(domain: string, messages: number, ms: number, answer: string): void;
  outcomes(delivered: number, refused: number, deferred: number): void;
  sessions(change: 1 | -1): void;
}

/** The world of the engine. */
export interface World {
  /** What this worker process is called; no two have the same name. */
  worker: string;
  clock: Clock;
  random: Random;
  log: Log;
  outbox: OutboxPort;
  resolver: ResolverPort;
  peer: PeerPort;
  policy: PolicyPort;
  wake: WakePort;
  meter: Meter;
  tracing: Tracing;
}
