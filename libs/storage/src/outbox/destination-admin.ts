import type { Database } from '../database.js';
import { pending } from '../internal/pending.js';
import type { MailboxGrowth } from '../write/types.js';

export type DestinationState = 'up' | 'down' | 'paused';

/** A destination as operators see it. */
export interface DestinationStatus {
  domain: string;
  state: DestinationState;
  /** Messages waiting. */
  backlog: number;
  /** When the oldest of them was accepted, ms. */
  oldestAt: number | null;
  /** Failures in a row. */
  failures: number;
  /** When it went down, ms. */
  downSince: number | null;
  /** When it may be tried again, while it is down, ms. */
  nextAttemptAt: number | null;
  lastError: { code: string; detail: string; at: number } | null;
  lastSuccessAt: number | null;
  /** Shards leased now, and by whom. */
  leases: { shard: number; worker: string; expiresAt: number }[];
}

/** One of the last tries that changed something or failed. */
export interface RecentAttempt {
  at: number;
  outcome: 'failed' | 'recovered';
  code: string | null;
  detail: string | null;
  durationMs: number | null;
}

/** Who does it, for the audit log. */
export interface By {
  actor: string;
  now: number;
}

/** What operators see of destinations and do with them; each act leaves an audit row. */
export class DestinationAdmin {
  constructor(private readonly db: Database) {}

  /** By domain, after `after`; only those with a backlog, down or paused unless `all`. Counts the whole backlog: not for hot paths. */
  list(_options: { limit: number; after?: string; all?: boolean; now: number }): Promise<DestinationStatus[]> {
    return pending();
  }

  find(_domain: string, _now: number): Promise<DestinationStatus | undefined> {
    return pending();
  }

  /** Newest first; the last 20 are kept. */
  recentAttempts(_domain: string): Promise<RecentAttempt[]> {
    return pending();
  }

  /** Waiting messages of a destination, oldest first. */
  queued(
    _domain: string,
    _limit: number,
  ): Promise<
    {
      messageId: string;
      sender: string;
      attempts: number;
      createdAt: number;
      nextAttemptAt: number | null;
      lastError: { code: string; detail: string } | null;
    }[]
  > {
    return pending();
  }

  /** No new tries until `resume`. True when that changed something. Also of a domain that has no mail yet. */
  pause(_domain: string, _by: By): Promise<boolean> {
    return pending();
  }

  resume(_domain: string, _by: By): Promise<boolean> {
    return pending();
  }

  /** Tries now, put-off messages too; the history of failures is kept. False when there is nothing to try. */
  retryNow(_domain: string, _by: By): Promise<boolean> {
    return pending();
  }

  /** Gives up everything that waits, with notices to the senders. */
  purge(
    _domain: string,
    _by: By,
    _reason?: { code: string; detail: string },
  ): Promise<{ purged: number; mailboxes: MailboxGrowth[] }> {
    return pending();
  }

  /** Totals, for metrics: counts, and the age of the oldest message. */
  totals(
    _now: number,
  ): Promise<{ waiting: number; destinations: number; down: number; paused: number; oldestAt: number | null }> {
    return pending();
  }
}
