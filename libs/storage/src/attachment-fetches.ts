import type { Database } from './database.js';

/** A remote attachment to pull, leased to one worker until `leaseExpiresAt`. */
export interface FetchJob {
  attachmentId: string;
  /** Domain to pull from. */
  origin: string;
  /** Local domain to sign as. */
  destination: string;
  size: number;
  sha256: string;
  blobKey: string;
  /** Failed tries so far. */
  attempts: number;
  /** Those of them that should not have happened. */
  refusals: number;
  createdAt: number;
  worker: string;
  /** Fences a worker that lost its lease. */
  token: number;
  leaseExpiresAt: number;
}

/** How much one origin may have. */
export interface OriginBounds {
  /** Running at once in the worker who claims. */
  perOrigin: number;
  /** Bytes fetched from it on a day, in UTC, with those that are under way anywhere. Default: any number. */
  dailyBytes?: number;
}

/** A try that failed. */
export interface FailedFetch {
  /** Null: none, the attachment is failed. */
  nextAttemptAt: number | null;
  error: string;
  /** `refused`: should not have happened, and is counted apart; `broken off`: by us, and is not counted. Default `passing`. */
  kind?: 'passing' | 'refused' | 'broken off';
}

const DAY_MS = 86_400_000;
/** Advisory lock of those who claim ("IIMF"). */
const CLAIM_LOCK = 0x49494d46;
/** Due jobs taken into view for each that is wanted, because an origin may have more of them than it may run. */
const LOOK_AHEAD = 8;
/** The longest due jobs that are looked at before origins are gone through one by one. */
const LOOK = 2_000;

/** Fetch jobs of remote attachments. Rows are made by MessageWriter with the message that names them. */
export class AttachmentFetches {
  constructor(private readonly db: Database) {}

  /**
   * Leases due jobs, longest due first. It may give fewer than there are while some origin has many; who still has room asks again,
   * until there is none. However much waits of origins that may run no more, it hides nobody else's.
   */
  async claimFetches(
    worker: string,
    limit: number,
    now: number,
    { leaseMs, perOrigin, dailyBytes }: OriginBounds & { leaseMs: number },
  ): Promise<FetchJob[]> {
    const values = [worker, limit, now, now + leaseMs, perOrigin, dayOf(now), dailyBytes ?? null];
    return this.db.transaction('fetch-claim', async (tx) => {
      // One claim at a time, so that the bounds hold.
      await tx.query('fetch-claim-lock', 'select pg_advisory_xact_lock($1)', [CLAIM_LOCK]);
      const jobs = await tx.query<FetchJob>('fetch-claim', CLAIM, values);
      return jobs.length > 0 ? jobs : tx.query<FetchJob>('fetch-claim-by-origin', CLAIM_BY_ORIGIN, values);
    });
  }

  /** False: the lease is lost; stop. */
  async renewFetch(job: FetchJob, now: number, leaseMs: number): Promise<boolean> {
    const rows = await this.db.query(
      'fetch-renew',
      `update attachment_fetches set lease_expires_at = $4, next_attempt_at = $4 where ${LEASED} returning 1`,
      [...leaseOf(job), now + leaseMs],
    );
    return rows.length > 0;
  }

  /**
   * The bytes are in the blob store and checked: the attachment is ready. @returns how many were fetched from its origin on this day,
   * these included; undefined: the lease is lost, nothing was marked
   */
  async completeFetch(job: FetchJob, now: number): Promise<number | undefined> {
    const [counted] = await this.finish<{ bytes: number }>(job, 'fetch-complete', COMPLETE, [now, dayOf(now)]);
    return counted?.bytes;
  }

  /** Another try, or none. False: the lease is lost. */
  async failFetch(job: FetchJob, { nextAttemptAt, error, kind = 'passing' }: FailedFetch): Promise<boolean> {
    if (nextAttemptAt === null) return (await this.finish(job, 'fetch-give-up', GIVE_UP)).length > 0;
    const rows = await this.db.query(
      'fetch-fail',
      `update attachment_fetches
          set attempts = attempts + $6::int, refusals = refusals + $7::int,
              next_attempt_at = $4, last_error = $5, worker = null, lease_expires_at = 0
        where ${LEASED} returning 1`,
      [...leaseOf(job), nextAttemptAt, error, kind === 'broken off' ? 0 : 1, kind === 'refused' ? 1 : 0],
    );
    return rows.length > 0;
  }

  /** Ends the job, and says of its attachment what came of it. The attachment's lock comes first, as everywhere that writes both. */
  private finish<Row extends object>(
    job: FetchJob,
    name: string,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return this.db.transaction(name, async (tx) => {
      // In one trip; should the lock's be the victim of a deadlock, its error is the one that counts.
      const [, rows] = await Promise.all([
        tx.query('fetch-attachment-lock', LOCK_ATTACHMENT, [job.attachmentId, job.origin]),
        tx.query<Row>(name, text, [...leaseOf(job), ...values]),
      ]);
      return rows;
    });
  }

  /** Forgets what was fetched on days before yesterday: nothing asks for it. */
  async forgetDays(now: number): Promise<void> {
    await this.db.query('fetch-forget-days', 'delete from fetched_bytes where day < $1', [dayOf(now) - 1]);
  }

  /** For how long the longest due job has waited (ms), of those whose origin has not had all it may on this day; 0: none waits. */
  async waitingMs(now: number, dailyBytes: number): Promise<number> {
    const [row] = await this.db.query<{ at: number | null }>('fetch-waiting', WAITING, [now, dayOf(now), dailyBytes]);
    return now - (row?.at ?? now);
  }
}

/** Days since the epoch, in UTC. */
const dayOf = (now: number): number => Math.floor(now / DAY_MS);

/**
 * $1 worker, $2 limit, $3 now, $4 end of the lease, $5 running at once from one origin, $6 day, $7 bytes of an origin on a day (null: any
 * number). A leased job is not due before its lease ends: `next_attempt_at` stands for both. `due` is made of `barred`, the origins
 * that run all they may here, or have had all they may on this day.
 */
const claim = (due: string): string => `
  with recursive running as (
    select f.origin, count(*) filter (where f.worker = $1) as mine, sum(a.size) as bytes
      from attachment_fetches f join attachments a using (attachment_id, origin)
     where f.worker is not null and f.lease_expires_at > $3 group by f.origin),
  barred as (
    select r.origin from running r
     where r.mine >= $5
        or r.bytes + coalesce((select d.bytes from fetched_bytes d where d.day = $6 and d.origin = r.origin), 0) >= $7::bigint
    union all
    select origin from fetched_bytes where day = $6 and bytes >= $7::bigint),
  ${due},
  ranked as (
    select d.*, row_number() over (partition by d.origin order by d.next_attempt_at) as place from due d),
  chosen as (
    select r.attachment_id, r.origin from ranked r
     where r.place + coalesce((select mine from running where running.origin = r.origin), 0) <= $5
     order by r.next_attempt_at limit $2)
  update attachment_fetches f
     set worker = $1, token = nextval('lease_tokens'), lease_expires_at = $4, next_attempt_at = $4
    from chosen c join attachments a using (attachment_id, origin)
   where f.attachment_id = c.attachment_id and f.origin = c.origin
  returning f.attachment_id::text as "attachmentId", f.origin, f.destination, a.size, a.sha256, a.blob_key as "blobKey",
            f.attempts, f.refusals, f.created_at as "createdAt", f.worker, f.token, f.lease_expires_at as "leaseExpiresAt"`;

/** The longest due at a time: most claims find enough among them. */
const first = (now: string): string =>
  `select attachment_id, origin, next_attempt_at from attachment_fetches where next_attempt_at <= ${now} order by next_attempt_at limit ${LOOK}`;

/** All origins of jobs, by an index; none where fewer were looked at than are looked at at most. @param looked how many were */
function origins(looked: string): string {
  return `
  origins as (
    (select origin from attachment_fetches where ${looked} = ${LOOK} order by origin limit 1)
    union all
    select (select f.origin from attachment_fetches f where f.origin > o.origin order by f.origin limit 1)
      from origins o where o.origin is not null)`;
}

export const CLAIM = claim(`
  due as (
    select f.* from (${first('$3')}) f
     where f.origin <> all (array(select origin from barred)) limit $2::int * ${LOOK_AHEAD})`);

/** When all that CLAIM looks at is of barred origins: from origin to origin, by an index. None when there is no more than that. */
export const CLAIM_BY_ORIGIN = claim(`
  ${origins(`(select count(*) from (${first('$3')}) f)`)},
  due as (
    select d.* from origins o,
           lateral (select f.attachment_id, f.origin, f.next_attempt_at from attachment_fetches f
                     where f.origin = o.origin and f.next_attempt_at <= $3 order by f.next_attempt_at limit $5) d
     where o.origin <> all (array(select origin from barred)))`);

/** $1 now, $2 day, $3 bytes of an origin on a day. Where all of the longest due may not go, from origin to origin as CLAIM_BY_ORIGIN does. */
const WAITING = `
  with recursive spent as (select origin from fetched_bytes where day = $2 and bytes >= $3::bigint),
  looked as (
    select count(*) as n, min(next_attempt_at) filter (where origin <> all (array(select origin from spent))) as at
      from (${first('$1')}) f),
  ${origins('(select n from looked where at is null)')}
  select coalesce((select at from looked), (
    select min(d.at) from origins o,
           lateral (select min(f.next_attempt_at) as at from attachment_fetches f
                     where f.origin = o.origin and f.next_attempt_at <= $1) d
     where o.origin <> all (array(select origin from spent)))) as at`;

/** $1 attachment, $2 origin. */
const LOCK_ATTACHMENT = 'select 1 from attachments where attachment_id = $1 and origin = $2 for no key update';

/** $1 attachment, $2 origin, $3 token: the lease is still this worker's. */
const LEASED = 'attachment_id = $1 and origin = $2 and token = $3 and worker is not null';

/** Ends the job and marks its attachment. @param change of the attachment's row */
const mark = (change: string): string => `
  with done as (delete from attachment_fetches where ${LEASED} returning attachment_id, origin),
  marked as (
    update attachments a set ${change} from done
     where a.attachment_id = done.attachment_id and a.origin = done.origin returning a.origin, a.size)`;

/** $4 now, $5 day. */
const COMPLETE = `${mark(`state = 'ready', ready_at = $4::bigint`)}
  insert into fetched_bytes (day, origin, bytes) select $5::int, origin, size from marked
  on conflict (day, origin) do update set bytes = fetched_bytes.bytes + excluded.bytes returning bytes`;

const GIVE_UP = `${mark(`state = 'failed'`)} select 1 from marked`;

function leaseOf({ attachmentId, origin, token }: FetchJob): unknown[] {
  return [attachmentId, origin, token];
}
