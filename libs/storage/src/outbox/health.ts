import type { Database } from '../database.js';
import { OUTBOX_ORDER } from '../internal/index-order.js';
import { smallintArray } from '../internal/pg-array.js';
import type { MailboxGrowth } from '../write/types.js';
import { giveUp } from './give-up.js';
import { IN_PLACE_OF_THE_OLDEST, RECENT_ATTEMPTS } from './failures.js';
import { fence } from './leases.js';
import type { Lease } from './store.js';

/** Rows given up in one transaction. */
const GIVE_UP_ROWS = 500;
/** An `integer` holds 24 days; a destination that nobody writes to may be down for longer. */
const MAX_AWAY_MS = 2 ** 31 - 1;
/** $1 domain, $2 now. */
const COME_BACK = `
  update destinations d
     set failures = 0, down_since = null, next_attempt_at = 0, due_at = $2::bigint, silent_until = 0, last_success_at = $2::bigint
    from (select domain, down_since from destinations where domain = $1 and failures > 0 for no key update) was
   where d.domain = was.domain returning was.down_since`;

/** $1 domain, $2 now, $3 how long it was away, ms. */
const NOTE_RECOVERY = `
  with counted as (
    update destinations set attempt_count = attempt_count + 1 where domain = $1 returning attempt_count)
  insert into attempts (domain, slot, at, outcome, duration_ms)
  select $1, attempt_count % ${RECENT_ATTEMPTS}, $2::bigint, 'recovered', $3::int from counted ${IN_PLACE_OF_THE_OLDEST}`;

export async function recordSuccess(db: Database, lease: Lease, now: number): Promise<void> {
  await db.transaction('outbox-recovery', async (tx) => {
    const [was] = await tx.query<{ down_since: number | null }>('outbox-come-back', COME_BACK, [lease.domain, now]);
    if (was) {
      const away = Math.min(Math.max(now - (was.down_since ?? now), 0), MAX_AWAY_MS);
      void tx.query('outbox-note-recovery', NOTE_RECOVERY, [lease.domain, now, away]);
    }
    await fence(tx, lease);
  });
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
