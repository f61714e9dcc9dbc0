import type { Database, Queryable } from '../database.js';
import { OUTBOX_ORDER } from '../internal/index-order.js';
import { bigintArray, smallintArray } from '../internal/pg-array.js';
import type { MailboxGrowth } from '../write/types.js';
import { giveUp } from './give-up.js';
import { fence, leave } from './leases.js';
import type { Failure, Lease } from './store.js';

/** Rows given up in one transaction. */
const GIVE_UP_ROWS = 500;
/** Recent attempts kept of a destination. */
export const RECENT_ATTEMPTS = 20;

/** A destination as it is, locked. */
export interface DestinationRow {
  failures: number;
  last_failure_at: number | null;
}

const LOCK = 'select failures, last_failure_at from destinations where domain = $1 for no key update';

/** $1 domain, $2 now, $3 failures, $4 next try, $5 silent until, $6 code, $7 detail. */
const GO_DOWN = `
  update destinations
     set failures = $3::int, down_since = coalesce(down_since, $2::bigint), next_attempt_at = $4::bigint, due_at = $4::bigint,
         silent_until = $5::bigint, last_failure_at = $2::bigint, last_code = $6, last_detail = $7
   where domain = $1`;

/** $1 domain, $2 now. */
const COME_BACK = `
  update destinations
     set failures = 0, down_since = null, next_attempt_at = 0, due_at = $2::bigint, silent_until = 0, last_success_at = $2::bigint
   where domain = $1 and failures > 0 returning 1`;

/** $1 domain, $2 now, $3 outcome, $4 code, $5 detail, $6 duration: takes the place of the oldest. */
const NOTE_ATTEMPT = `
  with counted as (
    update destinations set attempt_count = attempt_count + 1 where domain = $1 returning attempt_count)
  insert into attempts (domain, slot, at, outcome, code, detail, duration_ms)
  select $1, attempt_count % ${RECENT_ATTEMPTS}, $2::bigint, $3, $4, $5, $6::int from counted
      on conflict (domain, slot) do update
     set at = excluded.at, outcome = excluded.outcome, code = excluded.code, detail = excluded.detail,
         duration_ms = excluded.duration_ms`;

/** $1 rows that were in the request, $2 code, $3 detail. */
export const COUNT_TRIES = `
  update outbox o set attempts = attempts + 1, last_code = $2, last_detail = $3
    from unnest($1::bigint[]) i where o.id = i`;

/** A failure of a destination, seen under a lease. */
export interface Failing {
  lease: Lease;
  failure: Failure;
  now: number;
}

export interface Recorded {
  /** In a row, with this one. */
  failures: number;
  /** The destination went down by it. */
  first: boolean;
}

export async function recordFailure(db: Database, { lease, failure, now }: Failing): Promise<Recorded> {
  return db.transaction('outbox-failure', async (tx) => {
    const { code, detail, tried } = failure;
    // Sent behind each other: with hundreds of destinations that are down, trips are what costs.
    const locked = tx.query<DestinationRow>('outbox-failure-lock', LOCK, [lease.domain]);
    const held = failure.leave === true ? leave(tx, lease) : fence(tx, lease);
    if (tried.length > 0) {
      const ids = tried.map(({ id }) => Number(id)).sort((a, b) => a - b);
      void tx.query('outbox-count-tries', COUNT_TRIES, [bigintArray(ids), code, detail]);
    }
    const [[before]] = await Promise.all([locked, held]);
    const earlier = before?.failures ?? 0;
    // A request that began before the last failure was seen tells nothing new.
    if (earlier > 0 && failure.startedAt <= (before?.last_failure_at ?? 0)) return { failures: earlier, first: false };
    const failures = earlier + 1;
    const next = failure.nextAttemptAt(failures);
    void tx.query('outbox-go-down', GO_DOWN, [
      lease.domain,
      now,
      failures,
      next,
      failure.retryAfterUntil ?? 0,
      code,
      detail,
    ]);
    noteAttempt(tx, lease.domain, now, { outcome: 'failed', code, detail, durationMs: failure.durationMs });
    return { failures, first: earlier === 0 };
  });
}

export async function recordSuccess(db: Database, lease: Lease, now: number): Promise<void> {
  await db.transaction('outbox-recovery', async (tx) => {
    const [recovered] = await tx.query('outbox-come-back', COME_BACK, [lease.domain, now]);
    if (recovered) noteAttempt(tx, lease.domain, now, { outcome: 'recovered' });
    await fence(tx, lease);
  });
}

/** Whether it worked shows at COMMIT. */
function noteAttempt(
  tx: Queryable,
  domain: string,
  now: number,
  attempt: { outcome: 'failed' | 'recovered'; code?: string; detail?: string; durationMs?: number },
): void {
  const { outcome, code = null, detail = null, durationMs = null } = attempt;
  void tx.query('outbox-note-attempt', NOTE_ATTEMPT, [domain, now, outcome, code, detail, durationMs]);
}

/**
 * $1 domain, $2 shards, $3 accepted before, $4 now, $5 how many. Only the oldest of each shard are looked at: ids and times grow
 * together, so a young one among the first means that all after it are young.
 */
export const EXPIRED = `
  select c.id::text
    from unnest($2::smallint[]) s
   cross join lateral (
     (select o.id, o.created_at from outbox o where o.domain = $1 and o.shard = s and o.ready_at = 0
       order by ${OUTBOX_ORDER} limit $5::int)
     union all
     (select o.id, o.created_at from outbox o where o.domain = $1 and o.shard = s and o.ready_at > 0 and o.ready_at <= $4::bigint
       order by o.ready_at, ${OUTBOX_ORDER} limit $5::int)) c
   where c.created_at <= $3::bigint
   order by c.id limit $5::int`;

/** Gives up what waited longer than `giveUpMs` in the lease's shards. @returns mailboxes that grew */
export async function giveUpExpired(
  db: Database,
  lease: Lease,
  reason: { code: string; detail: string },
  { now, giveUpMs }: { now: number; giveUpMs: number },
): Promise<MailboxGrowth[]> {
  const grown: MailboxGrowth[] = [];
  for (;;) {
    const { count, mailboxes } = await db.transaction('outbox-expire', async (tx) => {
      await fence(tx, lease);
      const expired = await tx.query<{ id: string }>('outbox-expired', EXPIRED, [
        lease.domain,
        smallintArray(lease.shards),
        now - giveUpMs,
        now,
        GIVE_UP_ROWS,
      ]);
      const rows = expired.map(({ id }) => ({ id, code: reason.code, detail: `given up: ${reason.detail}` }));
      return { count: rows.length, mailboxes: await giveUp(tx, rows, { now, tried: false }) };
    });
    grown.push(...mailboxes);
    if (count < GIVE_UP_ROWS) return grown;
  }
}

/** $1 domain, $2 now. */
const WAKE_PROBE = `
  update destinations set next_attempt_at = least(next_attempt_at, $2::bigint), due_at = least(due_at, $2::bigint)
   where domain = $1 and failures > 0 and active and paused_at is null and silent_until <= $2::bigint returning 1`;

export async function wakeProbe(db: Database, domain: string, now: number): Promise<boolean> {
  return (await db.query('outbox-wake-probe', WAKE_PROBE, [domain, now])).length > 0;
}
