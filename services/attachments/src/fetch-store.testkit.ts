import { createHash, randomBytes } from 'node:crypto';
import { newId } from '@iimp/protocol/ids';
import type { FailedFetch, FetchJob, OriginBounds } from '@iimp/storage/attachment-fetches';
import type { FetchStore } from './fetch-worker.js';

interface Row {
  job: FetchJob;
  state: 'pending' | 'ready' | 'failed';
  due: number;
  errors: string[];
  /** Every next attempt that was asked for. */
  next: (number | null)[];
  completions: number;
}

/** Fetch jobs in memory, by the rules of storage's AttachmentFetches: leases, fencing, at most `perOrigin` at once. */
export class MemoryFetchStore implements FetchStore {
  readonly rows = new Map<string, Row>();
  away = false;
  /** Times that somebody looked. */
  looks = 0;
  private token = 0;

  add(body: Buffer, origin: string, destination: string, now: number): Row {
    const attachmentId = newId();
    const job: FetchJob = {
      attachmentId,
      origin,
      destination,
      size: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      blobKey: `remote/${origin}/${attachmentId}-${randomBytes(4).toString('hex')}`,
      attempts: 0,
      refusals: 0,
      createdAt: now,
      worker: '',
      token: 0,
      leaseExpiresAt: 0,
    };
    const row: Row = { job, state: 'pending', due: now, errors: [], next: [], completions: 0 };
    this.rows.set(attachmentId, row);
    return row;
  }

  async claimFetches(
    worker: string,
    limit: number,
    now: number,
    { leaseMs, perOrigin, dailyBytes = Infinity }: OriginBounds & { leaseMs: number },
  ) {
    this.looks += 1;
    if (this.away) throw new Error('the database is away');
    const claimed: FetchJob[] = [];
    const leased = (row: Row): boolean => row.job.leaseExpiresAt > now;
    for (const row of this.rows.values()) {
      if (claimed.length === limit) break;
      if (row.state !== 'pending' || row.due > now || leased(row)) continue;
      const same = [...this.rows.values()].filter((other) => other.job.origin === row.job.origin && leased(other));
      if (same.filter(({ job }) => job.worker === worker).length >= perOrigin) continue;
      if (this.fetchedFrom(row.job.origin) + bytesOf(same) >= dailyBytes) continue;
      row.job = { ...row.job, worker, token: (this.token += 1), leaseExpiresAt: now + leaseMs };
      claimed.push(row.job);
    }
    return claimed;
  }

  async renewFetch(job: FetchJob, now: number, leaseMs: number): Promise<boolean> {
    const row = this.held(job);
    if (row) row.job = { ...row.job, leaseExpiresAt: now + leaseMs };
    return row !== undefined;
  }

  async completeFetch(job: FetchJob): Promise<number | undefined> {
    const row = this.held(job);
    if (!row) return undefined;
    row.state = 'ready';
    row.completions += 1;
    row.job = { ...row.job, leaseExpiresAt: 0 };
    return this.fetchedFrom(job.origin);
  }

  /** All of it: tests take less than a day. */
  private fetchedFrom(origin: string): number {
    return bytesOf([...this.rows.values()].filter((row) => row.state === 'ready' && row.job.origin === origin));
  }

  async failFetch(job: FetchJob, { nextAttemptAt, error, kind = 'passing' }: FailedFetch): Promise<boolean> {
    const row = this.held(job);
    if (!row) return false;
    row.errors.push(error);
    row.next.push(nextAttemptAt);
    if (nextAttemptAt === null) row.state = 'failed';
    else row.due = nextAttemptAt;
    const attempts = row.job.attempts + (kind === 'broken off' ? 0 : 1);
    const refusals = row.job.refusals + (kind === 'refused' ? 1 : 0);
    row.job = { ...row.job, attempts, refusals, leaseExpiresAt: 0 };
    return true;
  }

  /** Takes a lease away, as if it had run out and another worker had it. */
  steal(attachmentId: string, until: number): void {
    const row = this.rows.get(attachmentId) as Row;
    row.job = { ...row.job, worker: 'another', token: (this.token += 1), leaseExpiresAt: until };
  }

  private held(job: FetchJob): Row | undefined {
    if (this.away) throw new Error('the database is away');
    const row = this.rows.get(job.attachmentId);
    return row?.state === 'pending' && row.job.token === job.token ? row : undefined;
  }
}

const bytesOf = (rows: Row[]): number => rows.reduce((bytes, { job }) => bytes + job.size, 0);
