import type { Database } from '../database.js';
import { OUTBOX_ORDER } from '../internal/index-order.js';

/** `healthy`: delivered as fast as it goes. `down`: waits for its next try. `paused`: by an operator. */
export const DESTINATION_STATES = ['healthy', 'down', 'paused'] as const;
export type DestinationState = (typeof DESTINATION_STATES)[number];

/** What waits for the destinations of one state. */
export interface Backlog {
  readonly destinations: number;
  /** Messages; each destination's are counted up to its share of `MAX_COUNTED`. */
  readonly messages: number;
  /** When the oldest was accepted; undefined when nothing waits. */
  readonly oldestAt: number | undefined;
}

/** Destinations that are looked at: of those with work the longest due, and of the paused ones as many, the longest paused. */
export const MAX_DESTINATIONS = 200;
/** Messages counted in all: where few destinations wait, each is counted further. */
export const MAX_COUNTED = 200_000;
/** Rows of a destination, put off or held, among which the oldest is looked for. */
const MAX_PUT_OFF = 100;
/** Only one replica reads at a time; the others keep what they have. */
const LOCK = 7_318_005;

/**
 * $1 shards. Bounded whatever waits: some index probes for each destination, and at most MAX_COUNTED index entries to count. In a
 * lane ids and times grow together, so the first of a lane is its oldest.
 */
export const BACKLOG = `
  with gate as materialized (select pg_try_advisory_xact_lock(${LOCK}) as open),
  looked as materialized (
    (select d.domain, case when d.failures > 0 then 'down' else 'healthy' end as state
       from destinations d, gate where gate.open and d.active and d.paused_at is null order by d.due_at limit ${MAX_DESTINATIONS})
    union all
    (select d.domain, 'paused'
       from destinations d, gate where gate.open and d.active and d.paused_at is not null
      order by d.paused_at limit ${MAX_DESTINATIONS})),
  measured as (
    select l.state, c.messages, least(f.oldest, p.oldest) as oldest
      from looked l
     cross join lateral (
       select count(*) as messages from (select 1 from outbox o where o.domain = l.domain
                                          limit (select ${MAX_COUNTED} / greatest(count(*), 1) from looked)) few) c
     cross join lateral (
       select min(head.created_at) as oldest
         from generate_series(0, $1::int - 1) s
        cross join lateral (
          select o.created_at from outbox o where o.domain = l.domain and o.shard = s and o.ready_at = 0
           order by ${OUTBOX_ORDER} limit 1) head) f
     cross join lateral (
       select min(late.created_at) as oldest
         from generate_series(0, $1::int - 1) s
        cross join lateral (
          select o.created_at from outbox o where o.domain = l.domain and o.shard = s and o.ready_at > 0
           order by o.ready_at, ${OUTBOX_ORDER} limit ${MAX_PUT_OFF}) late) p)
  select gate.open, m.state, count(*) filter (where m.messages > 0) as destinations, sum(m.messages) as messages, min(m.oldest) as oldest
    from gate left join measured m on true group by gate.open, m.state`;

interface BacklogRow {
  open: boolean;
  state: DestinationState | null;
  destinations: number;
  messages: number | string | null;
  oldest: number | null;
}

/** What waits, by state; undefined when another replica is reading it at this moment. */
export async function readBacklog(
  db: Pick<Database, 'query'>,
  shards: number,
): Promise<Record<DestinationState, Backlog> | undefined> {
  const rows = await db.query<BacklogRow>('outbox-backlog', BACKLOG, [shards]);
  if (rows[0]?.open !== true) return undefined;
  const of = (state: DestinationState): Backlog => {
    const row = rows.find((each) => each.state === state);
    return {
      destinations: row?.destinations ?? 0,
      messages: Number(row?.messages ?? 0),
      oldestAt: row?.oldest ?? undefined,
    };
  };
  return { healthy: of('healthy'), down: of('down'), paused: of('paused') };
}
