import { OUTBOX_ORDER } from '../internal/index-order.js';

/** Statements of operators. They count whole backlogs (by index): not for hot paths. */

/**
 * The shards in which something waits for a destination, found one after the other: however many are configured, and without a look at
 * each that there may be.
 */
const lanes = (domain: string): string => `
      with recursive lanes as (
        (select o.shard from outbox o where o.domain = ${domain} order by o.shard limit 1)
        union all
        select (select o.shard from outbox o where o.domain = ${domain} and o.shard > l.shard order by o.shard limit 1)
          from lanes l where l.shard is not null)
      select shard from lanes where shard is not null`;

/**
 * Ids of the oldest rows of a destination, at most `limit` of those never put off and of those put off in each shard: some more
 * than wanted, to be sorted. The index has them by shard.
 */
const oldest = (domain: string, limit: string): string => `
  (select c.id
     from (${lanes(domain)}) s
    cross join lateral (
      (select o.id from outbox o where o.domain = ${domain} and o.shard = s.shard and o.ready_at = 0
        order by ${OUTBOX_ORDER} limit ${limit})
      union all
      (select o.id from outbox o where o.domain = ${domain} and o.shard = s.shard and o.ready_at > 0
        order by o.ready_at, ${OUTBOX_ORDER} limit ${limit})
    ) c)`;

/** $2 or $4: now. */
const status = (now: string): string => `
  select d.domain, d.paused_at is not null as paused, d.failures, d.down_since as "downSince",
         d.next_attempt_at as "nextAttemptAt", d.last_code as "lastCode", d.last_detail as "lastDetail",
         d.last_failure_at as "lastFailureAt", d.last_success_at as "lastSuccessAt",
         (select count(*) from outbox o where o.domain = d.domain) as backlog,
         (select min(o.created_at) from ${oldest('d.domain', '1')} c join outbox o on o.id = c.id) as "oldestAt",
         (select json_agg(json_build_object('shard', l.shard, 'worker', l.worker, 'expiresAt', l.expires_at) order by l.shard)
            from leases l where l.domain = d.domain and l.expires_at > ${now}::bigint) as leases
    from destinations d`;

/** $1 after, $2 all, $3 how many, $4 now. */
export const LIST = `${status('$4')}
   where d.domain > $1 and ($2::boolean or d.active or d.failures > 0 or d.paused_at is not null)
   order by d.domain limit $3`;

/** Destinations whose oldest message is looked for, to tell the longest waiting of them. */
const MAX_CANDIDATES = 200;

/**
 * $1 how many, $2 now. Those that have had trouble for longest are looked at closely, of which the oldest message is a matter of
 * probes: thousands are down when our own line is, and then this is asked again and again.
 */
export const TROUBLED = `
  with longest as materialized (
    select domain from destinations
     where active or failures > 0 or paused_at is not null
     order by active desc, least(down_since, paused_at, due_at), domain limit ${MAX_CANDIDATES})
  ${status('$2')} join longest using (domain)
   order by "oldestAt" nulls last, d.domain limit $1`;

/** $1 domain, $2 now. */
export const FIND = `${status('$2')} where d.domain = $1`;

/** $1 domain, $2 how many. */
export const QUEUED = `
  select o.message_id::text as "messageId", m.sender, o.attempts, o.created_at as "createdAt",
         nullif(o.ready_at, 0) as "nextAttemptAt", o.last_code as code, o.last_detail as detail
    from ${oldest('$1', '$2::int')} c join outbox o on o.id = c.id join messages m on m.message_id = o.message_id
   order by o.id limit $2::int`;

/** $1 domain, $2 now: so the next three. */
export const PAUSE = `
  insert into destinations as d (domain, paused_at) values ($1, $2::bigint)
      on conflict (domain) do update set paused_at = excluded.paused_at where d.paused_at is null
  returning 1`;

export const RESUME = `
  update destinations set paused_at = null, due_at = case when failures > 0 then next_attempt_at else $2::bigint end
   where domain = $1 and paused_at is not null returning 1`;

export const RETRY_NOW = `
  update destinations set next_attempt_at = $2::bigint, due_at = $2::bigint, silent_until = 0
   where domain = $1 and active and paused_at is null returning 1`;

/** What was put off by itself is tried too, in its place ($2 is not used, but given). */
export const UNDEFER = `
  update outbox set ready_at = 0 where domain = $1 and ready_at > 0 and $2::bigint is not null returning 1`;

/** $1 domain, $2 how many. */
export const PURGE = `select id::text from outbox o where domain = $1 order by shard, ready_at, ${OUTBOX_ORDER} limit $2`;

export const TOTALS = `
  select (select count(*) from outbox) as waiting, count(*) as destinations, count(*) filter (where failures > 0) as down,
         count(*) filter (where paused_at is not null) as paused,
         (select created_at from outbox order by id limit 1) as "oldestAt"
    from destinations`;
