import type { Database } from './database.js';
import { pending } from './internal/pending.js';

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

/** Fetch jobs of remote attachments. Rows are made by MessageWriter with the message that names them. */
export class AttachmentFetches {
  constructor(private readonly db: Database) {}

  /** Leases due jobs, oldest due first, at most `perOrigin` (default 4) running at once from one origin. */
  claimFetches(
    _worker: string,
    _limit: number,
    _now: number,
    _options?: { leaseMs?: number; perOrigin?: number },
  ): Promise<FetchJob[]> {
    return pending();
  }

  /** False: the lease is lost; stop. */
  renewFetch(_job: FetchJob, _now: number, _leaseMs?: number): Promise<boolean> {
    return pending();
  }

  /** The bytes are in the blob store and checked: the attachment is ready. False: the lease is lost, nothing was marked. */
  completeFetch(_job: FetchJob, _now: number): Promise<boolean> {
    return pending();
  }

  /** Another try at `nextAttemptAt`, or none (`null`): then the attachment is failed. False: the lease is lost. */
  failFetch(_job: FetchJob, _failure: { nextAttemptAt: number | null; error: string }): Promise<boolean> {
    return pending();
  }

  /** Jobs to be done, for metrics. */
  backlog(_now: number): Promise<{ pending: number; due: number; oldestCreatedAt: number | null }> {
    return pending();
  }
}
