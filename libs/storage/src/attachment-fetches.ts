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
  createdAt: number;
  worker: string;
  /** Fences a worker that lost its lease. */
  token: number;
  leaseExpiresAt: number;
}

const DEFAULT_LEASE_MS = 30_000;
const DEFAULT_PER_ORIGIN = 4;
/** Advisory lock of those who claim ("IIMF"). */
const CLAIM_LOCK = 0x49494d46;
/** Due jobs looked at for each that is wanted, because an origin may have more of them than it may run. */
const LOOK_AHEAD = 8;

/** Fetch jobs of remote attachments. Rows are made by MessageWriter with the message that names them. */
export class AttachmentFetches {
  constructor(private readonly db: Database) {}

  /**
   * Leases due jobs, oldest due first, at most `perOrigin` (default 4) running at once from one origin. It may give fewer than there are
   * while some origin has many; who still has room asks again, until there is none.
   */
  async claimFetches(
    worker: string,
    limit: number,
    now: number,
    options: { leaseMs?: number; perOrigin?: number } = {},
  ): Promise<FetchJob[]> {
    const { leaseMs = DEFAULT_LEASE_MS, perOrigin = DEFAULT_PER_ORIGIN } = options;
    return this.db.transaction('fetch-claim', async (tx) => {
      // One claim at a time, so that the bound for each origin holds.
      await tx.query('fetch-claim-lock', 'select pg_advisory_xact_lock($1)', [CLAIM_LOCK]);
      return tx.query<FetchJob>('fetch-claim', CLAIM, [worker, limit, now, now + leaseMs, perOrigin]);
    });
  }

  /** False: the lease is lost; stop. */
  async renewFetch(job: FetchJob, now: number, leaseMs = DEFAULT_LEASE_MS): Promise<boolean> {
    const rows = await this.db.query(
      'fetch-renew',
      `update attachment_fetches set lease_expires_at = $4, next_attempt_at = $4 where ${LEASED} returning 1`,
      [...leaseOf(job), now + leaseMs],
    );
    return rows.length > 0;
  }

  /** The bytes are in the blob store and checked: the attachment is ready. False: the lease is lost, nothing was marked. */
  completeFetch(job: FetchJob, now: number): Promise<boolean> {
    return this.finish(job, 'fetch-complete', `state = 'ready', ready_at = $4::bigint`, [now]);
  }

  /** Another try at `nextAttemptAt`, or none (`null`): then the attachment is failed. False: the lease is lost. */
  async failFetch(job: FetchJob, failure: { nextAttemptAt: number | null; error: string }): Promise<boolean> {
    const { nextAttemptAt, error } = failure;
    if (nextAttemptAt === null) return this.finish(job, 'fetch-give-up', `state = 'failed'`);
    const rows = await this.db.query(
      'fetch-fail',
      `update attachment_fetches
          set attempts = attempts + 1, next_attempt_at = $4, last_error = $5, worker = null, lease_expires_at = 0
        where ${LEASED} returning 1`,
      [...leaseOf(job), nextAttemptAt, error],
    );
    return rows.length > 0;
  }

  /** Ends the job, and says of its attachment what came of it. The attachment's lock comes first, as everywhere that writes both. */
  private finish(job: FetchJob, name: string, change: string, values: unknown[] = []): Promise<boolean> {
    return this.db.transaction(name, async (tx) => {
      // In one trip; should the lock's be the victim of a deadlock, its error is the one that counts.
      const [, rows] = await Promise.all([
        tx.query('fetch-attachment-lock', LOCK_ATTACHMENT, [job.attachmentId, job.origin]),
        tx.query(
          name,
          `with done as (delete from attachment_fetches where ${LEASED} returning attachment_id, origin)
           update attachments a set ${change} from done
            where a.attachment_id = done.attachment_id and a.origin = done.origin returning 1`,
          [...leaseOf(job), ...values],
        ),
      ]);
      return rows.length > 0;
    });
  }

  /** Jobs to be done, for metrics. */
  async backlog(now: number): Promise<{ pending: number; due: number; oldestCreatedAt: number | null }> {
    const [row] = await this.db.query<{ pending: number; due: number; oldestCreatedAt: number | null }>(
      'fetch-backlog',
      `select count(*) as pending, count(*) filter (where next_attempt_at <= $1) as due, min(created_at) as "oldestCreatedAt"
         from attachment_fetches`,
      [now],
    );
    return row ?? { pending: 0, due: 0, oldestCreatedAt: null };
  }
}

/**
 * $1 worker, $2 limit, $3 now, $4 end of the lease, $5 running at once from one origin. A leased job is not due before its lease
 * ends: `next_attempt_at` stands for both. What is due of origins that run all they may is passed over before anything is counted:
 * however much that is, it hides nobody else's, and only costs a look at each.
 */
export const CLAIM = `
  with running as (
    select origin, count(*) as n from attachment_fetches where worker is not null and lease_expires_at > $3 group by origin),
  due as (
    select attachment_id, origin, next_attempt_at from attachment_fetches
     where next_attempt_at <= $3 and origin <> all (array(select origin from running where n >= $5))
     order by next_attempt_at limit $2::int * ${LOOK_AHEAD}),
  ranked as (
    select d.*, row_number() over (partition by d.origin order by d.next_attempt_at) as place from due d),
  chosen as (
    select r.attachment_id, r.origin from ranked r
     where r.place + coalesce((select n from running where running.origin = r.origin), 0) <= $5
     order by r.next_attempt_at limit $2)
  update attachment_fetches f
     set worker = $1, token = f.token + 1, lease_expires_at = $4, next_attempt_at = $4
    from chosen c join attachments a using (attachment_id, origin)
   where f.attachment_id = c.attachment_id and f.origin = c.origin
  returning f.attachment_id::text as "attachmentId", f.origin, f.destination, a.size, a.sha256, a.blob_key as "blobKey",
            f.attempts, f.created_at as "createdAt", f.worker, f.token, f.lease_expires_at as "leaseExpiresAt"`;

/** $1 attachment, $2 origin. */
const LOCK_ATTACHMENT = 'select 1 from attachments where attachment_id = $1 and origin = $2 for no key update';

/** $1 attachment, $2 origin, $3 token: the lease is still this worker's. */
const LEASED = 'attachment_id = $1 and origin = $2 and token = $3 and worker is not null';

function leaseOf({ attachmentId, origin, token }: FetchJob): unknown[] {
  return [attachmentId, origin, token];
}
