import { metrics, type Counter } from '@opentelemetry/api';
import type { BlobStore } from '@iimp/blobs/blob-store';
import type { AttachmentFetches } from '@iimp/storage/attachment-fetches';
import type { Attachments } from '@iimp/storage/attachments';
import type { StateLogger } from '@iimp/platform/state-log';

/** An upload or write that is older than this and not finished belongs to a client or process that is gone. */
const ABANDONED_MS = 24 * 3_600_000;
const PERIOD_MS = 3_600_000;
const AT_ONCE = 100;
/** Removals that fail one after the other: the store is away, or lets us remove nothing. */
const FEW_IN_A_ROW = 5;

export interface HousekeepingOptions {
  attachments: Pick<Attachments, 'staleUploads' | 'abandonUpload' | 'takeRemovals' | 'blobRemoved'>;
  fetches: Pick<AttachmentFetches, 'forgetDays'>;
  blobs: Pick<BlobStore, 'sweep' | 'delete'>;
  logger: StateLogger;
  now: () => number;
  random: () => number;
}

/**
 * Removes what unfinished uploads left, and the blobs of attachments that were removed, about once an hour. Several replicas may do so at
 * once without harm. A part that fails, or a blob that cannot be removed, keeps nothing else from its removal.
 */
export class Housekeeping {
  private readonly failures = failureCounter();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: HousekeepingOptions) {}

  start(): void {
    this.timer = setTimeout(
      () => {
        this.running = this.sweep().finally(() => {
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

  /** Does it once. What fails is told, and tried again with the next time. */
  async sweep(): Promise<void> {
    const { blobs, fetches, now } = this.options;
    await this.part('unfinished writes', () => blobs.sweep(ABANDONED_MS, now()));
    await this.part('unfinished uploads', () => this.abandonUploads());
    await this.part('removed attachments', () => this.removeBlobs());
    await this.part('days', () => fetches.forgetDays(now()));
  }

  private async part(part: Part, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.add(1, { part });
      this.options.logger.warn({ err: error, part }, 'what nobody needs was not removed');
    }
  }

  private async abandonUploads(): Promise<void> {
    const { attachments, now } = this.options;
    for (let more = true; more && !this.stopped;) {
      const stale = await attachments.staleUploads(now() - ABANDONED_MS, AT_ONCE);
      // The row first: from then on the upload cannot be finished any more, so nobody needs the blob, which is due for its removal.
      for (const { attachmentId, owner } of stale) await attachments.abandonUpload(attachmentId, owner);
      more = stale.length === AT_ONCE;
    }
  }

  /** The blob first: it is forgotten when it is gone. What cannot be removed is due again with the next time; some of it in a row end this one. */
  private async removeBlobs(): Promise<void> {
    const { attachments, blobs, now } = this.options;
    const failures: unknown[] = [];
    let inARow = 0;
    for (let more = true; more;) {
      const keys = await attachments.takeRemovals(now(), AT_ONCE, PERIOD_MS);
      for (const key of keys) {
        more = !this.stopped && inARow < FEW_IN_A_ROW;
        if (!more) break;
        const removed = await blobs.delete(key).then(
          () => true,
          (error: unknown) => void failures.push(error),
        );
        inARow = removed ? 0 : inARow + 1;
        if (removed) await attachments.blobRemoved(key);
      }
      more &&= keys.length === AT_ONCE;
    }
    if (failures.length > 0) throw new Error(`${failures.length} blobs cannot be removed`, { cause: failures[0] });
  }
}

const PARTS = ['unfinished writes', 'unfinished uploads', 'removed attachments', 'days'] as const;
type Part = (typeof PARTS)[number];

function failureCounter(): Counter {
  const description = 'Failures to remove what nobody needs, by part';
  const counter = metrics
    .getMeter('@iimp/attachments')
    .createCounter('iimp.attachments.housekeeping_failures', { description });
  for (const part of PARTS) counter.add(0, { part });
  return counter;
}
