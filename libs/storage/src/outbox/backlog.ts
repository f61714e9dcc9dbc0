import type { Database } from '../database.js';
import { OUTBOX_ORDER } from '../internal/index-order.js';
import { notHeldUp } from './claim.js';

/**
 * `healthy`: may go now. `put_off`: the destination answers, and the message waits for its own next try or behind one of its
 * conversation that does. `down`: the destination waits for its next try. `paused`: by an operator.
 */
export const BACKLOG_STATES = ['healthy', 'put_off', 'down', 'paused'] as const;
export type BacklogState = (typeof BACKLOG_STATES)[number];

/** What waits in one state. */
export interface Backlog {
  /** One may have messages in two states. */
  readonly destinations: number;
  /** Each destination's are counted up to its share of `MAX_COUNTED`. */
  readonly messages: number;
  /**
   * When the oldest was accepted; of those that may go, since when: a destination that comes back after days has not had its workers
   * idle for days. One that fails for a moment now and then makes nothing younger (`LONG_MS`). Undefined when nothing waits.
   */
  readonly oldestAt: number | undefined;
}

/** Destinations that are looked at: of those with work the longest due, and of the paused ones as many, the longest paused. */
export const MAX_DESTINATIONS = 200;
/** Messages counted in all: where few destinations wait, each is counted further. */
export const MAX_COUNTED = 200_000;
/** Rows looked at one by one, in all, where some of a destination are on hold; what lies beyond counts as put off. */
export const MAX_SORTED = 50_000;
/** Rows of a lane, put off, among which the oldest is looked for. */
const MAX_PUT_OFF = 100;
/** An outage from which a destination came back counts from here, ms: shorter ones end all the time where one post in hundreds fails. */
const LONG_MS = 5 * 60_000;
/** Only one replica reads at a time; the others keep what they have. */
const LOCK = 7_318_005;

/**
 * $1 shards, $2 now. Bounded whatever waits: some index probes for each destination, at most MAX_COUNTED index entries to count, and
 * at most MAX_SORTED rows. In a lane ids and times grow together, so the first that may go is the oldest. `due`: what has a
 * later `ready_at` waits for its own try; where the destination waits anyhow, both kinds are in its state.
 */
export const BACKLOG = `
  with gate as materialized (select pg_try_advisory_xact_lock(${LOCK}) as open),
  looked as materialized (
    select d.domain, d.state, case d.state when 'healthy' then $2::bigint else 0 end as due,
           d.state <> 'healthy' or not exists (select from outbox h where h.hold and h.domain = d.domain) as flows,
           case d.state when 'healthy' then
             (select max(a.at) from attempts a
               where a.domain = d.domain and a.outcome = 'recovered' and a.duration_ms >= ${LONG_MS}) end as back_at
      from (
        (select d.domain, case when d.failures > 0 then 'down' else 'healthy' end as state
           from destinations d, gate where gate.open and d.active and d.paused_at is null order by d.due_at limit ${MAX_DESTINATIONS})
        union all
        (select d.domain, 'paused'
           from destinations d, gate where gate.open and d.active and d.paused_at is not null
          order by d.paused_at limit ${MAX_DESTINATIONS})) d),
  share as materialized (
    select ${MAX_COUNTED} / greatest(count(*), 1) as counted,
           ${MAX_SORTED} / greatest(count(*) filter (where not flows), 1) / $1::int as sorted
      from looked),
  measured as (
    select d.domain, m.state, m.messages, m.oldest
      from looked d
     cross join lateral (
       select count(*) as messages, count(*) filter (where few.ready_at <= d.due) as due
         from (select o.ready_at from outbox o where o.domain = d.domain limit (select counted from share)) few) c
     cross join lateral (
       select count(*) filter (where head.free) as free,
              min(greatest(head.created_at, head.ready_at, d.back_at)) filter (where head.free) as oldest,
              min(head.created_at) filter (where not head.free) as oldest_held_up
         from generate_series(0, $1::int - 1) s
        cross join lateral (
          select o.created_at, o.ready_at, ${notHeldUp('d.domain')} as free
            from outbox o where o.domain = d.domain and o.shard = s and o.ready_at <= d.due
           order by o.ready_at, ${OUTBOX_ORDER} limit case when d.flows then 1 else (select sorted from share) end) head) f
     cross join lateral (
       select min(late.created_at) as oldest
         from generate_series(0, $1::int - 1) s
        cross join lateral (
          select o.created_at from outbox o where o.domain = d.domain and o.shard = s and o.ready_at > d.due
           order by o.ready_at, ${OUTBOX_ORDER} limit ${MAX_PUT_OFF}) late) p
     cross join lateral (select case when d.flows then c.due else f.free end as free) n
     cross join lateral (
       values (d.state, n.free, f.oldest),
              (case d.state when 'healthy' then 'put_off' else d.state end, c.messages - n.free, least(f.oldest_held_up, p.oldest))
       ) m(state, messages, oldest))
  select gate.open, m.state, count(distinct m.domain) filter (where m.messages > 0) as destinations,
         sum(m.messages) as messages, min(m.oldest) as oldest
    from gate left join measured m on true group by gate.open, m.state`;

interface BacklogRow {
  open: boolean;
  state: BacklogState | null;
  destinations: number;
  messages: number | string | null;
  oldest: number | null;
}

/** What waits at `now`, by state; undefined when another replica is reading it at this moment. */
export async function readBacklog(
  db: Pick<Database, 'query'>,
  shards: number,
  now: number,
): Promise<Record<BacklogState, Backlog> | undefined> {
  const rows = await db.query<BacklogRow>('outbox-backlog', BACKLOG, [shards, now]);
  if (rows[0]?.open !== true) return undefined;
  const of = (state: BacklogState): Backlog => {
    const row = rows.find((each) => each.state === state);
    return {
      destinations: row?.destinations ?? 0,
      messages: Number(row?.messages ?? 0),
      oldestAt: row?.oldest ?? undefined,
    };
  };
  return { healthy: of('healthy'), put_off: of('put_off'), down: of('down'), paused: of('paused') };
}
