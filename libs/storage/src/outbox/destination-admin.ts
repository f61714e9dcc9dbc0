import { audit, auditProgress } from '../audit.js';
import type { Database } from '../database.js';
import type { MailboxGrowth } from '../write/types.js';
import { FIND, LIST, PAUSE, PURGE, QUEUED, RESUME, RETRY_NOW, TOTALS, TROUBLED, UNDEFER } from './destination-sql.js';
import { giveUp } from './give-up.js';

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
  /** Of a recovery: how long it was away, 24 days at most. */
  durationMs: number | null;
}

/** A message that waits. */
export interface QueuedMessage {
  messageId: string;
  sender: string;
  attempts: number;
  createdAt: number;
  /** Of one that was put off by itself. */
  nextAttemptAt: number | null;
  lastError: { code: string; detail: string } | null;
}

/** Who does it, for the audit log. */
export interface By {
  actor: string;
  now: number;
}

export interface PurgeOptions {
  /** What the senders are told. */
  reason?: { code: string; detail: string };
  /** Asked after each 500 messages: whether to leave the rest for another call. */
  isStopping?: () => boolean;
}

const PURGE_ROWS = 500;
const PURGED = { code: 'unavailable', detail: 'given up by an operator' };

interface StatusRow extends Omit<DestinationStatus, 'state' | 'lastError' | 'leases'> {
  paused: boolean;
  lastCode: string | null;
  lastDetail: string | null;
  lastFailureAt: number | null;
  leases: DestinationStatus['leases'] | null;
}

interface QueuedRow extends Omit<QueuedMessage, 'lastError'> {
  code: string | null;
  detail: string | null;
}

function statusOf({ paused, lastCode, lastDetail, lastFailureAt, leases, ...row }: StatusRow): DestinationStatus {
  const down = row.failures > 0;
  return {
    ...row,
    state: paused ? 'paused' : down ? 'down' : 'up',
    nextAttemptAt: down ? row.nextAttemptAt : null,
    lastError: lastCode === null ? null : { code: lastCode, detail: lastDetail ?? '', at: lastFailureAt ?? 0 },
    leases: leases ?? [],
  };
}

/** What operators see of destinations and do with them; each act leaves an audit row. */
export class DestinationAdmin {
  constructor(private readonly db: Database) {}

  /** By domain, after `after`; only those with a backlog, down or paused unless `all`. Counts the whole backlog: not for hot paths. */
  async list(options: { limit: number; after?: string; all?: boolean; now: number }): Promise<DestinationStatus[]> {
    const { limit, after = '', all = false, now } = options;
    const rows = await this.db.query<StatusRow>('destinations-list', LIST, [after, all, limit, now]);
    return rows.map((row) => statusOf(row));
  }

  /**
   * Those with a backlog, down or paused, whose oldest message waits for longest: of the 200 that have had trouble for longest, where there
   * are more.
   */
  async troubled(limit: number, now: number): Promise<DestinationStatus[]> {
    const rows = await this.db.query<StatusRow>('destinations-troubled', TROUBLED, [limit, now]);
    return rows.map((row) => statusOf(row));
  }

  async find(domain: string, now: number): Promise<DestinationStatus | undefined> {
    const [row] = await this.db.query<StatusRow>('destinations-find', FIND, [domain, now]);
    return row && statusOf(row);
  }

  /** Newest first; the last 20 are kept. */
  recentAttempts(domain: string): Promise<RecentAttempt[]> {
    return this.db.query<RecentAttempt>(
      'destinations-attempts',
      `select at, outcome, code, detail, duration_ms as "durationMs" from attempts where domain = $1 order by at desc, slot desc`,
      [domain],
    );
  }

  /** Waiting messages of a destination, oldest first. */
  async queued(domain: string, limit: number): Promise<QueuedMessage[]> {
    const rows = await this.db.query<QueuedRow>('destinations-queued', QUEUED, [domain, limit]);
    return rows.map(({ code, detail, ...row }) => ({
      ...row,
      lastError: code === null ? null : { code, detail: detail ?? '' },
    }));
  }

  /** No new tries until `resume`. True when that changed something. Also of a domain that has no mail yet. */
  pause(domain: string, by: By): Promise<boolean> {
    return this.#act('destination.pause', domain, by, PAUSE);
  }

  resume(domain: string, by: By): Promise<boolean> {
    return this.#act('destination.resume', domain, by, RESUME);
  }

  /** Tries now, put-off messages too; the history of failures is kept. False when there is nothing to try. */
  retryNow(domain: string, by: By): Promise<boolean> {
    return this.#act('destination.retry', domain, by, RETRY_NOW, UNDEFER);
  }

  /**
   * Gives up everything that waits, with notices to the senders, or as much as there is time for: `more` when that ended it. One that breaks
   * off has an entry of how many it gave up until then.
   */
  async purge(
    domain: string,
    by: By,
    { reason = PURGED, isStopping = () => false }: PurgeOptions = {},
  ): Promise<{ purged: number; more: boolean; mailboxes: MailboxGrowth[] }> {
    const grown = new Map<string, number>();
    let purged = 0;
    let entry: number | undefined;
    for (;;) {
      const portion = await this.db.transaction('destinations-purge', async (tx) => {
        await tx.query('destinations-lock', 'select 1 from destinations where domain = $1 for no key update', [domain]);
        const rows = await tx.query<{ id: string }>('destinations-purge-rows', PURGE, [domain, PURGE_ROWS]);
        const givenUp = await giveUp(
          tx,
          rows.map(({ id }) => ({ id, ...reason })),
          { now: by.now, tried: false },
        );
        const count = rows.length;
        const told = { at: by.now, actor: by.actor, action: 'destination.purge', subject: domain };
        // Nothing was done where nothing waits.
        const noted =
          count === 0 ? entry : await auditProgress(tx, entry, { ...told, detail: { purged: purged + count } });
        return { count, mailboxes: givenUp, entry: noted };
      });
      // Only of what is committed: a transaction may be run again.
      purged += portion.count;
      entry = portion.entry;
      for (const { userId, seq } of portion.mailboxes) grown.set(userId, Math.max(seq, grown.get(userId) ?? 0));
      const more = portion.count === PURGE_ROWS;
      if (!more || isStopping())
        return { purged, more, mailboxes: [...grown].map(([userId, seq]) => ({ userId, seq })) };
    }
  }

  /** Totals, for metrics: counts, and the age of the oldest message. */
  async totals(): Promise<{
    waiting: number;
    destinations: number;
    down: number;
    paused: number;
    oldestAt: number | null;
  }> {
    const [row] = await this.db.query<Awaited<ReturnType<DestinationAdmin['totals']>>>('destinations-totals', TOTALS);
    return row ?? { waiting: 0, destinations: 0, down: 0, paused: 0, oldestAt: null };
  }

  /** Does something to a destination, and notes it if that changed anything. */
  async #act(action: string, domain: string, by: By, ...statements: string[]): Promise<boolean> {
    return this.db.transaction(action, async (tx) => {
      let changed = false;
      for (const [index, text] of statements.entries()) {
        const rows = await tx.query(`${action}-${index}`, text, [domain, by.now]);
        changed ||= rows.length > 0;
        if (!changed) return false;
      }
      await audit(tx, { at: by.now, actor: by.actor, action, subject: domain, detail: {} });
      return true;
    });
  }
}
