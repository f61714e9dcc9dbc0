import { metrics, type BatchObservableResult } from '@opentelemetry/api';
import { Reading } from '@iimp/platform/telemetry/reading';
import type { Database } from '@iimp/storage/database';
import { BACKLOG_STATES, readBacklog } from '@iimp/storage/outbox/backlog';

/** At most one read in so long, by each process; of all processes one at a time. */
const FRESH_MS = 5_000;

/**
 * What waits, as Postgres knows it. Every worker tells the same: take `max` of them, never `sum`.
 * @returns the way to stop
 */
export function observeBacklog(db: Database, shards: number, now: () => number): () => void {
  const meter = metrics.getMeter('@iimp/delivery');
  const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
  const destinations = gauge('iimp.delivery.destinations', 'Destinations with messages that wait, by state');
  const backlog = gauge('iimp.delivery.backlog', 'Messages that wait, by state; counted up to a bound');
  const oldest = gauge(
    'iimp.delivery.oldest_seconds',
    'For how long the oldest of them has waited, of those that may go: could have gone; 0: none waits',
  );
  let last: Awaited<ReturnType<typeof readBacklog>>;
  const reading = new Reading({
    // While another replica reads, what this one knows stands.
    read: async () => (last = (await readBacklog(db, shards, now())) ?? last),
    now,
    freshMs: FRESH_MS,
    usableMs: 60_000,
    patienceMs: 1_000,
  });
  const tell = async (result: BatchObservableResult): Promise<void> => {
    const read = await reading.get();
    if (!read) return;
    for (const state of BACKLOG_STATES) {
      const { oldestAt } = read[state];
      result.observe(destinations, read[state].destinations, { state });
      result.observe(backlog, read[state].messages, { state });
      result.observe(oldest, oldestAt === undefined ? 0 : Math.max(0, now() - oldestAt) / 1_000, { state });
    }
  };
  const gauges = [destinations, backlog, oldest];
  meter.addBatchObservableCallback(tell, gauges);
  return () => meter.removeBatchObservableCallback(tell, gauges);
}
