/** Leases of several destinations in one trip: see `leases.ts`, and `Gather` for what becomes of those that somebody has locked. */
import type { Database, Queryable } from '../database.js';
import { bigintArray, smallintArray, textArray } from '../internal/pg-array.js';
import {
  type Acquire,
  acquired,
  type Acquired,
  type AcquiredRow,
  type Cleared,
  LOCK_FOR_RELEASE,
  lookAtFree,
  moveDue,
  type Release,
  type Renewal,
} from './leases.js';
import type { Lease } from './store.js';

/**
 * As ACQUIRE, of several destinations, $1, sorted. Those whose row somebody has locked are passed over: one that is locked for long must
 * not hold up the others. Which those were shows in the answer.
 */
export const ACQUIRE_MANY = `
  with gate as (
    select domain, failures, last_code,
           active and paused_at is null and (failures = 0 or next_attempt_at <= $4::bigint) as open
      from destinations where domain = any($1::text[]) order by domain
       for no key update skip locked),
  taken as (
    insert into leases as l (domain, shard, worker, token, expires_at)
    select g.domain, s, $2, (select nextval('lease_tokens')), $5::bigint
      from gate g, generate_series(0, $3::int - 1) s
     where g.open and (g.failures = 0
        or coalesce((select max(h.expires_at) from leases h where h.domain = g.domain), 0) <= $4::bigint)
        on conflict (domain, shard) do update
       set worker = excluded.worker, token = excluded.token, expires_at = excluded.expires_at
     where l.expires_at <= $4::bigint
    returning domain, shard, token),
  held as (
    select domain, min(token)::text as token, array_agg(shard order by shard) as shards from taken group by domain),
  marked as (
    update destinations d set due_at = $5::bigint from held h where d.domain = h.domain)
  select g.domain, g.open, g.failures, g.last_code as "lastCode", h.token, h.shards
    from gate g left join held h on h.domain = g.domain`;

/** Wishes of one worker for several destinations, in one trip; undefined for one that was locked. */
export async function acquireTogether(db: Database, wishes: readonly Acquire[]): Promise<(Acquired | undefined)[]> {
  const [{ worker, shards }] = wishes as [Acquire];
  const domains = wishes.map(({ domain }) => domain).sort();
  const now = Math.max(...wishes.map((wish) => wish.now));
  const until = Math.min(...wishes.map((wish) => wish.until));
  const values = [textArray(domains), worker, shards, now, until];
  const rows = await db.query<AcquiredRow & { domain: string; open: boolean }>(
    'outbox-acquire-many',
    ACQUIRE_MANY,
    values,
  );
  const byDomain = new Map(rows.map((row) => [row.domain, row]));
  return wishes.map(({ domain }) => {
    const row = byDomain.get(domain);
    byDomain.delete(domain); // whoever wishes for it a second time asks after the first
    return row && (row.open ? acquired(domain, row) : 'waiting');
  });
}

/** $1 domains, $2 shards, $3 tokens, side by side. What somebody has locked is not waited for. */
const HELD = (lock: 'share' | 'update'): string => `
  select l.domain, l.shard from unnest($1::text[], $2::smallint[], $3::bigint[]) as h(domain, shard, token)
    join leases l on l.domain = h.domain and l.shard = h.shard and l.token = h.token and l.expires_at > 0
   order by l.domain, l.shard for ${lock} of l skip locked`;
export const FENCE_MANY = HELD('share');
export const LEAVE_MANY = `
  with held as (${HELD('update')})
  update leases l set expires_at = 0 from held h where l.domain = h.domain and l.shard = h.shard returning 1`;

/** `fence` of several leases: whether all are held for sure. */
export async function fenceAll(tx: Queryable, leases: readonly Lease[]): Promise<boolean> {
  return (await tx.query('outbox-fence-many', FENCE_MANY, manyLeases(leases))).length === shardsOf(leases);
}

/** `leave` of several leases: whether all were held for sure. */
export async function leaveAll(tx: Queryable, leases: readonly Lease[]): Promise<boolean> {
  return (await tx.query('outbox-leave-many', LEAVE_MANY, manyLeases(leases))).length === shardsOf(leases);
}

function shardsOf(leases: readonly Lease[]): number {
  return leases.reduce((sum, { shards }) => sum + shards.length, 0);
}

function manyLeases(leases: readonly Lease[]): unknown[] {
  const rows = leases.flatMap(({ domain, shards, token }) => shards.map((shard) => ({ domain, shard, token })));
  return [
    textArray(rows.map(({ domain }) => domain)),
    smallintArray(rows.map(({ shard }) => shard)),
    bigintArray(rows.map(({ token }) => Number(token))),
  ];
}

/** $1 to $3 as HELD, $4 domains, $5 tokens, $6 ends of their leases, side by side. */
export const RENEW_MANY = `
  with held as (${HELD('update')})
  update leases l set expires_at = n.until
    from held h, unnest($4::text[], $5::bigint[], $6::bigint[]) as n(domain, token, until)
   where l.domain = h.domain and l.shard = h.shard and n.domain = l.domain and n.token = l.token
  returning l.domain, l.token::text as token`;

/** `renew` of several leases; undefined for one that is not held for sure. */
export async function renewTogether(db: Database, renewals: readonly Renewal[]): Promise<(true | undefined)[]> {
  const leases = renewals.map(({ lease }) => lease);
  const values = [
    ...manyLeases(leases),
    textArray(leases.map(({ domain }) => domain)),
    bigintArray(leases.map(({ token }) => Number(token))),
    bigintArray(renewals.map(({ until }) => until)),
  ];
  return db.transaction('outbox-renew-many', async (tx) => {
    const rows = await tx.query<Pick<Lease, 'domain' | 'token'>>('outbox-renew-many', RENEW_MANY, values);
    const shards = new Map<string, number>();
    // What is leased in one trip has one token.
    const key = ({ domain, token }: Pick<Lease, 'domain' | 'token'>): string => `${domain} ${token}`;
    for (const row of rows) shards.set(key(row), (shards.get(key(row)) ?? 0) + 1);
    const isRenewed = ({ lease }: Renewal): boolean => shards.get(key(lease)) === lease.shards.length;
    await moveDue(tx, renewals.filter(isRenewed));
    return renewals.map((renewal) => isRenewed(renewal) || undefined);
  });
}

/**
 * `release` of several leases; undefined for one whose destination was locked, and for the second of a destination.
 * @throws NotForAll
 */
export async function releaseTogether(db: Database, releases: readonly Release[]): Promise<(true | undefined)[]> {
  const [{ of }] = releases as [Release];
  const now = Math.max(...releases.map((one) => one.now));
  const byDomain = new Map(releases.map(({ lease }) => [lease.domain, lease]));
  const domains = [...byDomain.keys()];
  const released = await db.transaction('outbox-release-many', async (tx) => {
    // In one trip: the second runs when the first has its locks.
    const [cleared, wereHeld] = await Promise.all([
      tx.query<Cleared>('outbox-lock-many', LOCK_FOR_RELEASE('skip locked'), [textArray(domains)]),
      leaveAll(tx, [...byDomain.values()]),
    ]);
    if (!wereHeld) throw new NotForAll('a lease is not held for sure');
    await lookAtFree(tx, cleared, now, of);
    return new Set(cleared.map(({ domain }) => domain));
  });
  return releases.map(({ lease }) =>
    released.has(lease.domain) && byDomain.get(lease.domain) === lease ? true : undefined,
  );
}

/** Thrown to undo a transaction that cannot be for all who take part. */
export class NotForAll extends Error {
  override readonly name = 'NotForAll';
}
