/**
 * Pulls remote attachments, a bounded number at once.
 *
 * Postgres holds the jobs; a message `attachments.fetch` only says "look now", and the sweep looks without being told. A job is leased with a
 * fencing token, so of two replicas one works on it, and one that lost its lease cannot mark it. The bytes go straight into the blob store, which makes
 * them visible only when size and SHA-256 are right: there is no moment in which a wrong copy can be served.
 */
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { metrics, type Counter } from '@opentelemetry/api';
import type { BlobStore } from '@iimp/blobs/blob-store';
import { LogBudget } from '@iimp/platform/log-budget';
import { StateLog, type StateLogger } from '@iimp/platform/state-log';
import { jittered } from '@iimp/protocol/backoff';
import type { AttachmentFetches, FetchJob } from '@iimp/storage/attachment-fetches';
import { download, type DownloadDeps } from './download.js';
import { failureOf, FetchFailure } from './fetch-failure.js';
import { LeaseKeeper, LeaseLost } from './lease-keeper.js';
import { nextAttempt, type RetrySettings } from './retry.js';

/** First wait before a fetched attachment is marked once more, doubled with each failure. */
const COMPLETE_BASE_MS = 100;

export type FetchStore = Pick<AttachmentFetches, 'claimFetches' | 'renewFetch' | 'completeFetch' | 'failFetch'>;

export interface FetchWorkerOptions {
  store: FetchStore;
  blobs: Pick<BlobStore, 'put'>;
  /** Whether we may talk to a domain now (spec §11). */
  allows: (domain: string) => boolean;
  download: DownloadDeps;
  retry: RetrySettings;
  /** Bytes of the largest attachment that is fetched. */
  maxBytes: number;
  /** Bytes fetched from one domain on a day; what is under way then is finished. */
  dailyBytes: number;
  logger: StateLogger;
  /** Who holds the leases. */
  instance: string;
  /** Fetches at once. */
  concurrency: number;
  /** Default 60,000. */
  leaseMs?: number;
  /** How often to look without being told. Default 2,000. */
  sweepMs?: number;
  now: () => number;
  random: () => number;
}

function fetchCounter(): Counter {
  const description = 'Tries to fetch attachments of other domains, by result';
  const counter = metrics.getMeter('@iimp/attachments').createCounter('iimp.attachments.fetches', { description });
  for (const result of ['fetched', 'failed']) counter.add(0, { result });
  return counter;
}

function exhaustedCounter(): Counter {
  const description = 'Times that a domain had as much fetched from it as it may on a day';
  const counter = metrics
    .getMeter('@iimp/attachments')
    .createCounter('iimp.attachments.domains_exhausted', { description });
  counter.add(0);
  return counter;
}

export class FetchWorker {
  private readonly tries = fetchCounter();
  private readonly exhausted = exhaustedCounter();
  private readonly running = new Set<Promise<void>>();
  private readonly cutOff = new AbortController();
  private readonly jobs: StateLog;
  /** A message may name a thousand files that its origin does not have. */
  private readonly givenUp: LogBudget;
  private readonly leaseMs: number;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly options: FetchWorkerOptions) {
    this.leaseMs = options.leaseMs ?? 60_000;
    const words = { bad: 'fetch jobs cannot be read', good: 'fetch jobs can be read again' };
    this.jobs = new StateLog(options.logger, words);
    const tellRest = (suppressed: number) => options.logger.warn({ suppressed }, 'more attachments were given up');
    this.givenUp = new LogBudget(tellRest, options.now);
  }

  start(): void {
    this.wake();
  }

  /** Fetches that run now. */
  get active(): number {
    return this.running.size;
  }

  /** Looks for due jobs now. */
  wake(): void {
    if (this.stopped) return;
    if (this.looking) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.looking = this.look().finally(() => {
      this.looking = undefined;
      if (this.again) {
        this.again = false;
        this.wake();
      } else if (!this.stopped) {
        const sweepMs = this.options.sweepMs ?? 2_000;
        this.timer = setTimeout(() => this.wake(), jittered(sweepMs, this.options.random()));
      }
    });
  }

  /** Rejects while jobs cannot be looked for: for readiness. */
  check(): Promise<void> {
    return this.jobs.isFailing ? Promise.reject(new Error('fetch jobs cannot be read')) : Promise.resolve();
  }

  /** Takes no more jobs and waits for those that run. When `signal` fires, they are broken off and given to others at once. */
  async stop(signal: AbortSignal): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    const cut = (): void => this.cutOff.abort(new Error('this process is stopping'));
    if (signal.aborted) cut();
    else signal.addEventListener('abort', cut, { once: true });
    await this.looking;
    await Promise.all(this.running);
    signal.removeEventListener('abort', cut);
  }

  private async look(): Promise<void> {
    try {
      // Fewer than there is room for may be what one origin has too many of: those of others come with the next claim.
      while (!this.stopped && (await this.claim()) > 0);
    } catch (error) {
      this.jobs.bad(error);
    }
  }

  /** Begins with due jobs, as many as there are places. @returns how many */
  private async claim(): Promise<number> {
    const { store, instance, concurrency, dailyBytes, now } = this.options;
    const free = concurrency - this.running.size;
    if (free <= 0) return 0;
    // One origin, however many files it names, leaves room for the others.
    const perOrigin = Math.max(1, Math.ceil(concurrency / 2));
    const jobs = await store.claimFetches(instance, free, now(), {
      leaseMs: this.leaseMs,
      perOrigin,
      dailyBytes,
    });
    this.jobs.good();
    for (const job of jobs) this.begin(job);
    return jobs.length;
  }

  private begin(job: FetchJob): void {
    const work = this.work(job).finally(() => {
      this.running.delete(work);
      this.wake(); // a place is free
    });
    this.running.add(work);
  }

  /** One try of one job. Never rejects. */
  private async work(job: FetchJob): Promise<void> {
    const { store, now, logger } = this.options;
    const lease = new LeaseKeeper({
      expiresAt: job.leaseExpiresAt,
      leaseMs: this.leaseMs,
      now,
      renew: () => store.renewFetch(job, now(), this.leaseMs),
    });
    try {
      const signal = AbortSignal.any([lease.signal, this.cutOff.signal]);
      await this.fetch(job, signal);
      await this.complete(job, signal);
      this.tries.add(1, { result: 'fetched' });
    } catch (error) {
      if (error instanceof LeaseLost) return;
      this.tries.add(1, { result: 'failed' });
      await this.fail(job, error).catch((cause: unknown) => {
        // The lease runs out, and the job is tried again by whoever gets it.
        logger.warn(
          { err: cause, attachment_id: job.attachmentId, origin: job.origin },
          'a failed fetch was not noted',
        );
      });
    } finally {
      lease.stop();
    }
  }

  private async fetch(job: FetchJob, signal: AbortSignal): Promise<void> {
    const { blobs, allows, maxBytes } = this.options;
    // Federation refuses such messages; this is for jobs from before that, or from before a lower limit.
    if (job.size > maxBytes)
      throw new FetchFailure('never', `${job.size} bytes: more than ${maxBytes} are not fetched`);
    if (!allows(job.origin)) throw new FetchFailure('later', 'the policy does not allow this domain');
    const stream = Readable.from(download(job, signal, this.options.download), { objectMode: false });
    const { size, sha256 } = job;
    await blobs.put(job.blobKey, stream, { maxBytes: size, expect: { size, sha256 }, signal });
  }

  /** Tried again while the lease holds, at most as long as one lasts: what is here whole must not be fetched again for want of a mark. */
  private async complete(job: FetchJob, signal: AbortSignal): Promise<void> {
    const { store, now, random } = this.options;
    const end = now() + this.leaseMs;
    for (let failures = 1; ; failures += 1) {
      try {
        this.count(job, (await store.completeFetch(job, now())) ?? 0);
        return;
      } catch (error) {
        const waitMs = COMPLETE_BASE_MS * 2 ** failures * (0.5 + random() / 2);
        if (now() + waitMs >= end) throw error;
        await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  }

  /** Tells, once, that a domain has had all it may on a day. @param bytes fetched from it on this day, this job's included */
  private count({ origin, size }: FetchJob, bytes: number): void {
    const { dailyBytes, logger } = this.options;
    if (bytes < dailyBytes || bytes - size >= dailyBytes) return;
    this.exhausted.add(1);
    logger.warn({ origin, bytes, limit: dailyBytes }, 'nothing more is fetched from this domain today');
  }

  private async fail(job: FetchJob, error: unknown): Promise<void> {
    const { store, now, random, retry, logger } = this.options;
    if (this.cutOff.signal.aborted) {
      await store.failFetch(job, { nextAttemptAt: now(), error: 'broken off by a stop', kind: 'broken off' });
      return;
    }
    const failure = failureOf(error);
    const nextAttemptAt = nextAttempt(job, failure, now(), random(), retry);
    const kind = failure.outlook === 'few' ? 'refused' : 'passing';
    const noted = await store.failFetch(job, { nextAttemptAt, error: failure.message.slice(0, 500), kind });
    if (nextAttemptAt === null && noted && this.givenUp.take()) {
      const { attachmentId, origin, attempts } = job;
      const fields = { attachment_id: attachmentId, origin, tries: attempts + 1, reason: failure.message };
      logger.warn({ ...fields, err: failure.cause }, 'an attachment is given up');
    }
  }
}
