/** Failures of destinations: of one, and of several in one transaction; see `Gather` for when which. */
import type { Database, Queryable } from '../database.js';
import { bigintArray, intArray, textArray } from '../internal/pg-array.js';
import { fence, leave } from './leases.js';
import { leaveAll, NotForAll } from './leases-together.js';
import type { Failure, Lease } from './store.js';

/** Recent attempts kept of a destination. */
export const RECENT_ATTEMPTS = 20;
/** Of an insert into `attempts`. */
export const IN_PLACE_OF_THE_OLDEST = `
      on conflict (domain, slot) do update
     set at = excluded.at, outcome = excluded.outcome, code = excluded.code, detail = excluded.detail,
         duration_ms = excluded.duration_ms`;

/** A destination as it is, locked. */
interface DestinationRow {
  domain: string;
  failures: number;
  last_failure_at: number | null;
}

/** $1 domain. */
const LOCK = 'select domain, failures, last_failure_at from destinations where domain = $1 for no key update';
/** $1 domains. What somebody has locked is not waited for. */
const LOCK_MANY = `
  select domain, failures, last_failure_at from destinations where domain = any($1::text[]) order by domain
     for no key update skip locked`;

/** $1 domains, $2 now, $3 failures, $4 next try, $5 silent until, $6 code, $7 detail, side by side. */
export const GO_DOWN = `
  update destinations d
     set failures = n.failures, down_since = coalesce(d.down_since, $2::bigint), next_attempt_at = n.next, due_at = n.next,
         silent_until = n.silent, last_failure_at = $2::bigint, last_code = n.code, last_detail = n.detail
    from unnest($1::text[], $3::int[], $4::bigint[], $5::bigint[], $6::text[], $7::text[])
         as n(domain, failures, next, silent, code, detail)
   where d.domain = n.domain`;

/** $1 domains, $2 now, $3 codes, $4 details, $5 durations (-1: none), side by side. */
export const NOTE_FAILED_ATTEMPTS = `
  with counted as (
    update destinations d set attempt_count = d.attempt_count + 1
      from unnest($1::text[], $3::text[], $4::text[], $5::int[]) as n(domain, code, detail, duration_ms)
     where d.domain = n.domain
    returning d.domain, d.attempt_count, n.code, n.detail, n.duration_ms)
  insert into attempts (domain, slot, at, outcome, code, detail, duration_ms)
  select domain, attempt_count % ${RECENT_ATTEMPTS}, $2::bigint, 'failed', code, detail, nullif(duration_ms, -1) from counted ${IN_PLACE_OF_THE_OLDEST}`;

/** $1 rows that were in the requests, $2 codes, $3 details, side by side. */
export const COUNT_TRIES = `
  update outbox o set attempts = attempts + 1, last_code = n.code, last_detail = n.detail
    from unnest($1::bigint[], $2::text[], $3::text[]) as n(id, code, detail) where o.id = n.id`;

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

export async function recordFailure(db: Database, failing: Failing): Promise<Recorded> {
  const { lease, failure, now } = failing;
  return db.transaction('outbox-failure', async (tx) => {
    // Sent behind each other: with hundreds of destinations that are down, trips are what costs.
    const locked = tx.query<DestinationRow>('outbox-failure-lock', LOCK, [lease.domain]);
    const held = failure.leave === true ? leave(tx, lease) : fence(tx, lease);
    countTries(tx, [failing]);
    const [rows] = await Promise.all([locked, held]);
    const [recorded] = goDown(tx, [failing], rows, now);
    return recorded as Recorded;
  });
}

/** Failures of several destinations, each of which gives its lease back, in one transaction. @throws NotForAll when one may be lost */
export async function recordFailuresTogether(db: Database, failings: readonly Failing[]): Promise<Recorded[]> {
  const leases = failings.map(({ lease }) => lease);
  return db.transaction('outbox-failure-many', async (tx) => {
    const domains = textArray(leases.map(({ domain }) => domain).sort());
    const locked = tx.query<DestinationRow>('outbox-failure-lock-many', LOCK_MANY, [domains]);
    const left = leaveAll(tx, leases);
    countTries(tx, failings);
    const [rows, all] = await Promise.all([locked, left]);
    if (!all || rows.length < failings.length) throw new NotForAll();
    return goDown(tx, failings, rows, Math.max(...failings.map(({ now }) => now)));
  });
}

/** Whether it worked shows at COMMIT. */
function countTries(tx: Queryable, failings: readonly Failing[]): void {
  const tries = failings
    .flatMap(({ failure: { tried, code, detail } }) => tried.map(({ id }) => ({ id: Number(id), code, detail })))
    .sort((a, b) => a.id - b.id);
  if (tries.length === 0) return;
  void tx.query('outbox-count-tries', COUNT_TRIES, [
    bigintArray(tries.map(({ id }) => id)),
    textArray(tries.map(({ code }) => code)),
    textArray(tries.map(({ detail }) => detail)),
  ]);
}

/** Writes what the failures make of the destinations, whose rows are locked. Whether it worked shows at COMMIT. */
function goDown(tx: Queryable, failings: readonly Failing[], rows: readonly DestinationRow[], now: number): Recorded[] {
  const before = new Map(rows.map((row) => [row.domain, row]));
  const counted = failings.map(({ lease: { domain }, failure }) => {
    const { failures: earlier = 0, last_failure_at: last = null } = before.get(domain) ?? {};
    // A request that began before the last failure was seen tells nothing new.
    return { domain, failure, earlier, isNew: earlier === 0 || failure.startedAt > (last ?? 0) };
  });
  const news = counted.filter(({ isNew }) => isNew);
  if (news.length > 0) {
    const domains = textArray(news.map(({ domain }) => domain));
    const codes = textArray(news.map(({ failure }) => failure.code));
    const details = textArray(news.map(({ failure }) => failure.detail));
    const failures = intArray(news.map(({ earlier }) => earlier + 1));
    const next = bigintArray(news.map(({ failure, earlier }) => failure.nextAttemptAt(earlier + 1)));
    const silent = bigintArray(news.map(({ failure }) => failure.retryAfterUntil ?? 0));
    const durations = intArray(news.map(({ failure }) => failure.durationMs ?? -1));
    void tx.query('outbox-go-down', GO_DOWN, [domains, now, failures, next, silent, codes, details]);
    void tx.query('outbox-note-failures', NOTE_FAILED_ATTEMPTS, [domains, now, codes, details, durations]);
  }
  return counted.map(({ earlier, isNew }) => ({
    failures: earlier + (isNew ? 1 : 0),
    first: isNew && earlier === 0,
  }));
}
