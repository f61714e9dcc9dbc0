import { metrics, type ObservableResult } from '@opentelemetry/api';
import { Reading } from '@iimp/platform/telemetry/reading';
import type { AttachmentFetches } from '@iimp/storage/attachment-fetches';

/** At most one look at what waits in so long. */
const FRESH_MS = 5_000;

/** What waits, as Postgres knows it: every process tells the same. @returns the way to stop */
export function observeWaiting(fetches: AttachmentFetches, dailyBytes: number, now: () => number): () => void {
  const read = () => fetches.waitingMs(now(), dailyBytes);
  const reading = new Reading({ read, now, freshMs: FRESH_MS, usableMs: 60_000, patienceMs: 1_000 });
  const gauge = metrics
    .getMeter('@iimp/attachments')
    .createObservableGauge('iimp.attachments.fetches.waiting_seconds', {
      description: 'For how long the attachment that could be fetched first has waited; 0: none waits',
    });
  const tell = async (result: ObservableResult): Promise<void> => {
    const waitingMs = await reading.get();
    if (waitingMs !== undefined) result.observe(waitingMs / 1_000);
  };
  gauge.addCallback(tell);
  return () => gauge.removeCallback(tell);
}
