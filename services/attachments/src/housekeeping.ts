import type { BlobStore } from '@iimp/blobs/blob-store';
import type { Attachments } from '@iimp/storage/attachments';
import type { WorkerLog } from './fetch-worker.js';

/** An upload or write that is older than this and not finished belongs to a client or process that is gone. */
const ABANDONED_MS = 24 * 3_600_000;
const PERIOD_MS = 3_600_000;
const AT_ONCE = 100;

export interface HousekeepingOptions {
  attachments: Pick<Attachments, 'staleUploads' | 'abandonUpload'>;
  blobs: Pick<BlobStore, 'sweep' | 'delete'>;
  logger: WorkerLog;
  now: () => number;
  random: () => number;
}

/** Removes what unfinished uploads left, about once an hour. Several replicas may do so at once without harm. */
export class Housekeeping {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: HousekeepingOptions) {}

  start(): void {
    this.timer = setTimeout(
      () => {
        this.running = this.sweep()
          .catch((error: unknown) => this.options.logger.warn({ err: error }, 'unfinished uploads were not removed'))
          .finally(() => {
            if (!this.stopped) this.start();
          });
      },
      PERIOD_MS * (0.5 + this.options.random()),
    );
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Does it once. */
  async sweep(): Promise<void> {
    const { attachments, blobs, now } = this.options;
    await blobs.sweep(ABANDONED_MS, now());
    for (let more = true; more && !this.stopped;) {
      const stale = await attachments.staleUploads(now() - ABANDONED_MS, AT_ONCE);
      for (const { attachmentId, owner } of stale) {
        // The row first: from then on the upload cannot be finished any more, so nobody needs the blob.
        const key = await attachments.abandonUpload(attachmentId, owner);
        if (key !== undefined) await blobs.delete(key);
      }
      more = stale.length === AT_ONCE;
    }
  }
}
