/**
 * The delivery engine's store. The unit of work is a destination: a worker leases free shards of it (shard = hash of the
 * conversation), takes the oldest rows, posts them, and marks them. Every call that names a lease is checked against its token
 * in the same transaction: a worker that lost its lease changes nothing.
 *
 * Times are milliseconds, and come from the caller, so that tests turn the clock.
 */
import type { FreshOutbox } from '../write/fresh-outbox.js';
import type { MailboxGrowth } from '../write/types.js';

/** A hold on some shards of a destination. */
export interface Lease {
  readonly domain: string;
  readonly shards: readonly number[];
  /** Fencing token: greater than that of every earlier lease on these shards. */
  readonly token: string;
}

/** Thrown by calls under a lease that is not held any more; nothing was changed. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** What is remembered of a destination. */
export interface DestinationHistory {
  /** Failures in a row; 0 while it answers. */
  readonly failures: number;
  /** Of the last failure, while it is down. */
  readonly lastCode?: string;
}

export interface DueDestination extends DestinationHistory {
  readonly domain: string;
}

/** What a look into the outbox found. */
export interface Claimed {
  readonly rows: OutboxRow[];
  /** There may be more that is ready, beyond what was asked for. */
  readonly more: boolean;
}

/** One message for one destination, waiting. */
export interface OutboxRow {
  readonly id: string;
  readonly messageId: string;
  readonly conversationId: string;
  readonly shard: number;
  /** Domain of the sender: it signs. */
  readonly origin: string;
  /** Address of the sender. */
  readonly sender: string;
  /** The participants at the destination. */
  readonly recipients: readonly string[];
  /** The message as it travels to this destination: whole, with only its `encrypted_keys`. */
  readonly json: string;
  /** Bytes of `json` in UTF-8. */
  readonly bytes: number;
  /** How often it was tried. */
  readonly attempts: number;
  readonly createdAt: number;
  /** It is given up when a try fails after this time. */
  readonly expiresAt: number;
}

/** What became of one row. */
export type Outcome =
  | {
      readonly kind: 'delivered';
      readonly row: OutboxRow;
      /** Recipients that do not exist there: a notice names them. */
      readonly unknownRecipients: readonly string[];
      /** Proof of delivery, any JSON object; rows of one post share one object, which is stored once. */
      readonly receipt?: unknown;
    }
  /** Permanent: a notice names all recipients. */
  | { readonly kind: 'refused'; readonly row: OutboxRow; readonly code: string; readonly detail: string }
  /** Temporary, and for this message alone: others pass it. */
  | {
      readonly kind: 'deferred';
      readonly row: OutboxRow;
      readonly code: string;
      readonly detail: string;
      readonly nextAttemptAt: number;
      /** Later messages of its conversation wait for it; default false. */
      readonly holdConversation?: boolean;
      /** It was not tried: its attempts are not counted; default false. */
      readonly untried?: boolean;
    };

/** One failure of a destination as a whole. */
export interface Failure {
  readonly code: string;
  readonly detail: string;
  /** When the request began: of several requests that failed in one outage, one counts. */
  readonly startedAt: number;
  /** When to try again, given the failures in a row with this one. */
  readonly nextAttemptAt: (failures: number) => number;
  /** The peer asked for silence until then (`Retry-After`): a probe that was earned meanwhile waits too. */
  readonly retryAfterUntil?: number;
  /** What was in the request: their attempts are counted. */
  readonly tried: readonly Pick<OutboxRow, 'id'>[];
  /** Milliseconds the request took, for the list of recent attempts. */
  readonly durationMs?: number;
  /** The caller has seen that the oldest has not waited too long: nothing is given up, and the lease is given back with it. */
  readonly leave?: boolean;
}

export interface OutboxStoreOptions {
  /** Shards of a destination; the same as the MessageWriter's. Default 8. */
  shards?: number;
  /** How long a message waits at most (profile §6.3). Default 72 h. */
  giveUpMs?: number;
  /** What the message writers of this process commit to the outbox. */
  fresh?: FreshOutbox;
}

export interface OutboxStore {
  readonly shards: number;

  /** Destinations with work that may be tried now and that nobody is known to hold; longest due first. One index range. */
  dueDestinations(now: number, limit: number): Promise<DueDestination[]>;

  /**
   * Takes all shards of the destination that nobody holds, if it may be tried now. A destination that is down is given to one
   * caller only, and only while nobody holds any of it: its probe.
   * `busy`: others hold it. `waiting`: it is down, paused, or has nothing to do.
   */
  acquire(
    domain: string,
    worker: string,
    ttlMs: number,
    now: number,
  ): Promise<{ lease: Lease; history: DestinationHistory } | 'busy' | 'waiting'>;

  /** @throws LeaseLost */
  renew(lease: Lease, ttlMs: number, now: number): Promise<void>;

  /** Gives up some shards of a lease, or all. A lease that is lost already is fine. */
  release(lease: Lease, now: number, shards?: readonly number[]): Promise<void>;

  /**
   * Oldest first, at most `limit` and about `maxBytes` of JSON, at least one row however large it is; none that was put off and
   * is not due again, and none while the destination is paused. A look without effects: the caller claims again only after it has completed.
   */
  claimBatch(lease: Lease, limit: number, maxBytes: number, now: number): Promise<Claimed>;

  /**
   * Marks rows and writes notices to the senders, in one transaction; rows that are gone (purged) are passed over.
   * @returns mailboxes that grew by notices
   * @throws LeaseLost
   */
  complete(lease: Lease, outcomes: readonly Outcome[], now: number): Promise<{ mailboxes: MailboxGrowth[] }>;

  /**
   * Remembers a failure of the destination, and gives up what waited too long in the lease's shards, with notices. Only a failed
   * try gives up, so that after an outage of ours everything is tried before.
   * @returns failures in a row, and whether the destination was healthy before
   * @throws LeaseLost
   */
  recordFailure(
    lease: Lease,
    failure: Failure,
    now: number,
  ): Promise<{ failures: number; first: boolean; mailboxes: MailboxGrowth[] }>;

  /** The destination answered: nothing of it waits any more. @throws LeaseLost */
  recordSuccess(lease: Lease, now: number): Promise<void>;

  /**
   * Lets a destination that is down be tried now, its history kept. False when it is not down, has nothing waiting, is paused,
   * or asked for silence.
   */
  wakeProbe(domain: string, now: number): Promise<boolean>;
}
