/**
 * Who works on which shards of which destination.
 *
 * A lease is a row of `leases` with a token and an end. It is taken over by nobody before its end, and by anybody after it; the new
 * token is greater than all before. One that was given back keeps its token and has the end 0: it is held by nobody, and what its holder
 * asks late (a renewal that was under way) does not bring it back. Marking work is fenced: the transaction that marks locks the lease's rows and looks at their
 * tokens, so a worker that was away for too long marks nothing (see `fence`).
 *
 * `destinations.due_at` says when a look is worth it: at once while free shards have work, at the end of a lease while all are held, at
 * the next try while the destination is down. It is a hint that sweeps read from an index; what counts is checked when shards are
 * taken. `active` says that rows may wait. It is cleared by a worker that leaves, when it finds no row and no writer at work: a writer
 * holds the destination's advisory lock from before it looks at `active` until its rows are committed.
 */
import type { Database, Queryable } from '../database.js';
import { TRY_CLEARING } from '../internal/locks.js';
import { bigintArray, smallintArray, textArray } from '../internal/pg-array.js';
import { notHeldUp } from './claim.js';
import { type DestinationHistory, type DueDestination, type Lease, LeaseLost } from './store.js';

/** $1 now, $2 how many. Reads `destinations_due` from its beginning and nothing else. */
export const DUE = `
  select domain, failures, last_code as "lastCode" from destinations
   where active and paused_at is null and due_at <= $1 order by due_at limit $2`;

export async function dueDestinations(db: Database, now: number, limit: number): Promise<DueDestination[]> {
  const rows = await db.query<{ domain: string; failures: number; lastCode: string | null }>('outbox-due', DUE, [
    now,
    limit,
  ]);
  return rows.map(({ domain, ...rest }) => ({ domain, ...historyOf(rest) }));
}

function historyOf({ failures, lastCode }: { failures: number; lastCode: string | null }): DestinationHistory {
  return failures > 0 && lastCode !== null ? { failures, lastCode } : { failures };
}

/**
 * $1 domain, $2 worker, $3 shards, $4 now, $5 end of the lease. The destination's row is locked first, so those who come at once are
 * served one after the other: the condition on each lease holds for its newest version. One that is down is given whole or not at all.
 */
export const ACQUIRE = `
  with gate as (
    select domain, failures, last_code from destinations
     where domain = $1 and active and paused_at is null and (failures = 0 or next_attempt_at <= $4::bigint)
       for no key update),
  taken as (
    insert into leases as l (domain, shard, worker, token, expires_at)
    select g.domain, s, $2, (select nextval('lease_tokens')), $5::bigint
      from gate g, generate_series(0, $3::int - 1) s
     where g.failures = 0
        or coalesce((select max(h.expires_at) from leases h where h.domain = g.domain), 0) <= $4::bigint
        on conflict (domain, shard) do update
       set worker = excluded.worker, token = excluded.token, expires_at = excluded.expires_at
     where l.expires_at <= $4::bigint
    returning shard, token),
  marked as (
    update destinations d set due_at = $5::bigint from gate g where d.domain = g.domain and exists (select 1 from taken))
  select g.failures, g.last_code as "lastCode", (select token::text from taken limit 1) as token,
         array(select shard from taken order by shard) as shards
    from gate g`;

/** What became of a wish. */
export interface AcquiredRow {
  failures: number;
  lastCode: string | null;
  token: string | null;
  shards: number[] | null;
}

/** A wish for a lease, with the shards that a destination has and the end of the lease. */
export interface Acquire {
  domain: string;
  worker: string;
  shards: number;
  now: number;
  until: number;
}

export type Acquired = { lease: Lease; history: DestinationHistory } | 'busy' | 'waiting';

export async function acquire(db: Database, { domain, worker, shards, now, until }: Acquire): Promise<Acquired> {
  const [row] = await db.query<AcquiredRow>('outbox-acquire', ACQUIRE, [domain, worker, shards, now, until]);
  return row === undefined ? 'waiting' : acquired(domain, row);
}

/** Where the destination may be tried. */
export function acquired(domain: string, row: AcquiredRow): Acquired {
  if (row.token === null || row.shards === null) return 'busy';
  return { lease: { domain, shards: row.shards, token: row.token }, history: historyOf(row) };
}

/** How long mail may wait whose wake-up was lost, for a destination of which something is put off. */
const LONGEST_UNSEEN_MS = 30_000;

function leaseValues(lease: Lease): unknown[] {
  return [lease.domain, smallintArray(lease.shards), lease.token];
}

/** $1 domain, $2 shards, $3 token. Shared: sessions of one worker mark beside each other, and nobody takes over meanwhile. */
export const FENCE = `
  select shard from leases
   where domain = $1 and shard = any($2::smallint[]) and token = $3 and expires_at > 0 order by shard for share`;

/** Throws LeaseLost unless the lease is held; if it is, it stays so until the transaction ends. */
export async function fence(tx: Queryable, lease: Lease): Promise<void> {
  await whereHeld(tx, lease, 'outbox-fence', FENCE);
}

/** Runs a statement that gives a row for each shard which is held. @throws LeaseLost when one is not */
async function whereHeld(tx: Queryable, lease: Lease, name: string, text: string, ...more: unknown[]): Promise<void> {
  const held = await tx.query(name, text, [...leaseValues(lease), ...more]);
  if (held.length !== lease.shards.length) throw lost(lease);
}

function lost({ domain, shards, token }: Lease): LeaseLost {
  return new LeaseLost(`the lease ${token} on ${domain}, shards ${shards.join(', ')}, is not held any more`);
}

/** $1 domain, $2 shards, $3 token. */
const LEAVE = `
  update leases set expires_at = 0
   where domain = $1 and shard = any($2::smallint[]) and token = $3 and expires_at > 0 returning shard`;

/** Gives the lease up with what the transaction does under it. When the destination is due next is the caller's to say. @throws LeaseLost */
export async function leave(tx: Queryable, lease: Lease): Promise<void> {
  await whereHeld(tx, lease, 'outbox-leave', LEAVE);
}

export const RENEW = `
  update leases set expires_at = $4::bigint
   where domain = $1 and shard = any($2::smallint[]) and token = $3 and expires_at > 0 returning shard`;

/**
 * $1 domains all of whose shards are held, $2 ends of the leases, side by side: sweeps need not look before. Where some shards are free, or
 * another one's, they must. What somebody has locked is not waited for: it is a hint.
 */
export const MOVE_DUE = `
  update destinations d set due_at = n.until
    from (select domain from destinations where domain = any($1::text[]) for no key update skip locked) w
    join unnest($1::text[], $2::bigint[]) as n(domain, until) using (domain)
   where d.domain = w.domain`;

/** What is to be renewed, and until when, of a destination that has `of` shards. */
export interface Renewal {
  lease: Lease;
  until: number;
  of: number;
}

export async function renew(db: Database, renewal: Renewal): Promise<void> {
  const { lease, until } = renewal;
  await db.transaction('outbox-renew', async (tx) => {
    await whereHeld(tx, lease, 'outbox-renew', RENEW, until);
    await moveDue(tx, [renewal]);
  });
}

/** Of leases that were renewed just now. */
export async function moveDue(tx: Queryable, renewals: readonly Renewal[]): Promise<void> {
  const whole = renewals.filter(({ lease, of }) => lease.shards.length === of);
  if (whole.length === 0) return;
  const domains = textArray(whole.map(({ lease }) => lease.domain));
  await tx.query('outbox-move-due', MOVE_DUE, [domains, bigintArray(whole.map(({ until }) => until))]);
}

/**
 * $1 domains that give shards up, in the order of their names. The commit does not wait for the disk: should a crash of Postgres forget
 * it, the lease ends by its time, and `active` and `due_at` still say that a look is worth it.
 */
export const LOCK_FOR_RELEASE = (others: '' | 'skip locked'): string => `
  select domain, ${TRY_CLEARING('domain')} as alone, set_config('synchronous_commit', 'off', true)
    from (select domain from destinations where domain = any($1::text[]) order by domain
             for no key update ${others}) d`;

/**
 * $1 domains whose leases were given back just now, $2 those of them where no writer is at work, $3 now, $4 shards of a destination. What is
 * free is looked at, shard by shard: whether it has work, and when what was put off is due. What waits behind a message on hold is no
 * work before that is due. Writers do not touch `due_at` of a destination that is active: so a look is never put off for longer than a
 * lost wake-up may cost, and not at all while one of them is at work. OFFSET: one probe of the index each, no hash of all that waits.
 */
export const RELEASE = `
  update destinations d
     set active = not a.alone or exists (select from outbox o where o.domain = a.domain offset 0),
         due_at = case when d.failures > 0 then d.next_attempt_at
                       when look.work or not a.alone then $3::bigint
                       else least(coalesce(look.next, $3::bigint), $3::bigint + ${LONGEST_UNSEEN_MS}) end
    from (select domain, domain = any($2::text[]) as alone from unnest($1::text[]) as u(domain)) a
   cross join lateral (
     select bool_or(ready and held_until is null) as work, least(min(held_until), min(later)) as next
       from (
         select case when l.expires_at > $3::bigint then l.expires_at end as held_until,
                exists (select from outbox o where o.domain = a.domain and o.shard = s and o.ready_at <= $3::bigint
                           and ${notHeldUp('a.domain')} offset 0) as ready,
                (select min(ready_at) from outbox o where o.domain = a.domain and o.shard = s and o.ready_at > $3::bigint) as later
           from generate_series(0, $4::int - 1) s left join leases l on l.domain = a.domain and l.shard = s
          cross join (select not exists (select from outbox h where h.hold and h.domain = a.domain) as flows offset 0) d) lanes) look
   where d.domain = a.domain`;

/** The shards of a lease are given up, of a destination that has `of`. */
export interface Release {
  lease: Lease;
  now: number;
  of: number;
}

/** A destination that gave shards up, as LOCK_FOR_RELEASE found it. */
export interface Cleared {
  domain: string;
  /** No writer is at work, and none begins before the transaction ends. */
  alone: boolean;
}

export async function release(db: Database, { lease, now, of }: Release): Promise<void> {
  await db.transaction('outbox-release', async (tx) => {
    // In one trip: the second runs when the first has its lock.
    const [cleared] = await Promise.all([
      tx.query<Cleared>('outbox-lock', LOCK_FOR_RELEASE(''), [textArray([lease.domain])]),
      tx.query('outbox-leave', LEAVE, leaseValues(lease)),
    ]);
    await lookAtFree(tx, cleared, now, of);
  });
}

/** Says when the next look at destinations is worth it, of which shards were given up. */
export async function lookAtFree(tx: Queryable, cleared: readonly Cleared[], now: number, of: number): Promise<void> {
  const alone = cleared.filter((one) => one.alone);
  const [domains, quiet] = [cleared, alone].map((some) => textArray(some.map(({ domain }) => domain)));
  await tx.query('outbox-release', RELEASE, [domains, quiet, now, of]);
}
