/** Failures of several destinations in one transaction: see `health.ts`, and `Gather` for when they are recorded one by one. */
import type { Database } from '../database.js';
import { bigintArray, intArray, textArray } from '../internal/pg-array.js';
import { type DestinationRow, type Failing, RECENT_ATTEMPTS, type Recorded } from './health.js';
import { leaveAll, NotForAll } from './leases-together.js';

/** $1 domains. */
const LOCK_MANY = `
  select domain, failures, last_failure_at from destinations where domain = any($1::text[]) order by domain
     for no key update skip locked`;

/** $1 domains, $2 now, $3 failures, $4 next try, $5 silent until, $6 code, $7 detail, side by side. */
export const GO_DOWN_MANY = `
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
  select domain, attempt_count % ${RECENT_ATTEMPTS}, $2::bigint, 'failed', code, detail, nullif(duration_ms, -1) from counted
      on conflict (domain, slot) do update
     set at = excluded.at, outcome = excluded.outcome, code = excluded.code, detail = excluded.detail,
         duration_ms = excluded.duration_ms`;

/** $1 rows that were in the requests, $2 codes, $3 details, side by side. */
export const COUNT_TRIES_MANY = `
  update outbox o set attempts = attempts + 1, last_code = n.code, last_detail = n.detail
    from unnest($1::bigint[], $2::text[], $3::text[]) as n(id, code, detail) where o.id = n.id`;

/** Failures of several destinations, each of which gives its lease back, in one transaction. @throws NotForAll when one may be lost */
export async function recordFailuresTogether(db: Database, failings: readonly Failing[]): Promise<Recorded[]> {
  const now = Math.max(...failings.map((one) => one.now));
  const domains = failings.map(({ lease }) => lease.domain);
  return db.transaction('outbox-failure-many', async (tx) => {
    const locked = tx.query<DestinationRow & { domain: string }>('outbox-failure-lock-many', LOCK_MANY, [
      textArray([...domains].sort()),
    ]);
    const left = leaveAll(
      tx,
      failings.map(({ lease }) => lease),
    );
    const tries = failings
      .flatMap(({ failure: { tried, code, detail } }) => tried.map(({ id }) => ({ id: Number(id), code, detail })))
      .sort((a, b) => a.id - b.id);
    void tx.query('outbox-count-tries-many', COUNT_TRIES_MANY, [
      bigintArray(tries.map(({ id }) => id)),
      textArray(tries.map(({ code }) => code)),
      textArray(tries.map(({ detail }) => detail)),
    ]);
    const [rows, all] = await Promise.all([locked, left]);
    const before = new Map(rows.map((row) => [row.domain, row]));
    if (!all || before.size < failings.length) throw new NotForAll();
    const counted = failings.map(({ lease, failure }) => {
      const { failures: earlier, last_failure_at: last } = before.get(lease.domain) as DestinationRow;
      return { domain: lease.domain, failure, earlier, isNew: earlier === 0 || failure.startedAt > (last ?? 0) };
    });
    const news = counted.filter(({ isNew }) => isNew);
    const names = textArray(news.map(({ domain }) => domain));
    const codes = textArray(news.map(({ failure }) => failure.code));
    const details = textArray(news.map(({ failure }) => failure.detail));
    void tx.query('outbox-go-down-many', GO_DOWN_MANY, [
      names,
      now,
      intArray(news.map(({ earlier }) => earlier + 1)),
      bigintArray(news.map(({ failure, earlier }) => failure.nextAttemptAt(earlier + 1))),
      bigintArray(news.map(({ failure }) => failure.retryAfterUntil ?? 0)),
      codes,
      details,
    ]);
    const durations = intArray(news.map(({ failure }) => failure.durationMs ?? -1));
    void tx.query('outbox-note-failed-attempts', NOTE_FAILED_ATTEMPTS, [names, now, codes, details, durations]);
    return counted.map(({ earlier, isNew }) => ({
      failures: earlier + (isNew ? 1 : 0),
      first: isNew && earlier === 0,
    }));
  });
}
