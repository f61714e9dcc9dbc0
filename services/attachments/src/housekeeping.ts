import type { BlobStore } from '@iimp/blobs/blob-store';
import type { Attachments } from '@iimp/storage/attachments';
import type { WorkerLog } from './fetch-worker.js';

/** An upload or write that is older than this and not finished belongs to a client or process that is gone. */
const ABANDONED_MS = 24 * 3_600_000;
const PERIOD_MS = 3_600_000;
const AT_ONCE = 100;

export interface HousekeepingOptions {
  attachments: Pick<Attachments, 'staleUploads' | 'abandonUpload' | 'blobsToRemove' | 'blobRemoved'>;
  blobs: Pick<BlobStore, 'sweep' | 'delete'>;
  logger: WorkerLog;
  now: () => number;
  random: () => number;
}

/** Removes what unfinished uploads left, and the blobs of attachments that were removed, about once an hour. Several replicas may do so at once without harm. */
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
    await this.options.blobs.sweep(ABANDONED_MS, this.options.now());
    await this.abandonUploads();
    await this.removeBlobs();
  }

  private async abandonUploads(): Promise<void> {
    const { attachments, blobs, now } = this.options;
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

  /** The blob first: it is forgotten when it is gone. */
  private async removeBlobs(): Promise<void> {
    const { attachments, blobs, now } = this.options;
    for (let more = true; more && !this.stopped;) {
      const keys = await attachments.blobsToRemove(now(), AT_ONCE);
      for (const key of keys) {
        await blobs.delete(key);
        await attachments.blobRemoved(key);
      }
      more = keys.length === AT_ONCE;
    }
  }
}
