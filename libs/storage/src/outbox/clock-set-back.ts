/**
 * What a clock that was ahead has left: tries that are due, and leases that end, when it is that late. After it is set right mail would
 * wait for as long as it was wrong. What failed in the future did not, and no lease is as long.
 */
import type { Database } from '../database.js';
import { aheadOfPostgres } from '../internal/postgres-clock.js';

/** By so much clocks may differ: beyond it no signature of ours is believed. */
const SKEW_MS = 60_000;
/** The longest lease that may be configured. */
const LONGEST_LEASE_MS = 600_000;

/** $1 now. What somebody has locked is put right another time. */
export const TRY_NOW = `
  update destinations
     set next_attempt_at = $1::bigint, due_at = $1::bigint, silent_until = 0, last_failure_at = least(last_failure_at, $1::bigint)
   where domain in (
     select domain from destinations
      where active and paused_at is null and due_at > $1::bigint + ${SKEW_MS}
        and (failures > 0 and last_failure_at > $1::bigint + ${SKEW_MS}
             or failures = 0 and due_at > $1::bigint + ${SKEW_MS + LONGEST_LEASE_MS})
      order by domain for no key update skip locked)`;

/** $1 now. Whoever holds one loses it, and marks nothing more. Its destination is due when it ends. */
export const END_LEASES = `
  update leases l set expires_at = 0
    from (select h.domain, h.shard from destinations d join leases h on h.domain = d.domain
           where d.active and d.paused_at is null and d.due_at > $1::bigint + ${SKEW_MS}
             and h.expires_at > $1::bigint + ${SKEW_MS + LONGEST_LEASE_MS}
           order by h.domain, h.shard for update of h skip locked) f
   where l.domain = f.domain and l.shard = f.shard`;

/** Looks at all destinations that are due later than in a minute: not for each sweep. A clock that is behind would take what others noted for the future: Postgres must agree with it. */
export async function putClockRight(db: Database, now: number): Promise<void> {
  if (Math.abs(await aheadOfPostgres(db, now)) > SKEW_MS) return;
  // While what is due still says so.
  await db.query('clock-end-leases', END_LEASES, [now]);
  await db.query('clock-try-now', TRY_NOW, [now]);
}
