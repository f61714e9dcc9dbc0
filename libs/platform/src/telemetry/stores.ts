/** How this process uses what it is connected to: the pool of Postgres, the broker, and the jobs that nobody could do. */
import { metrics, type ObservableResult } from '@opentelemetry/api';
import type { Messaging } from '@iimp/messaging/messaging';
import type { EventPatternName } from '@iimp/messaging/topology';
import type { Database } from '@iimp/storage/database';
import { observe, observeQueue } from './observe.js';
import { Reading } from './reading.js';
import { telemetryState } from './state.js';

/** @returns the way to stop */
export function observeStores(db: Database, messaging: Pick<Messaging, 'stats'>): () => void {
  if (!telemetryState.metrics) return () => undefined;
  const pool = (state: string, read: () => number): (() => void) =>
    observe('iimp.db.connections', 'Connections to Postgres, and who waits for one, by state', read, { state });
  const undo = [
    pool('used', () => db.pool.totalCount - db.pool.idleCount),
    pool('idle', () => db.pool.idleCount),
    pool('waiting', () => db.pool.waitingCount),
    observe('iimp.db.connections.max', 'Connections to Postgres at most', () => db.pool.options.max),
    observe('iimp.broker.connected', '1 while the broker can be used', () => (messaging.stats().connected ? 1 : 0)),
    observeQueue('broker wake-ups', () => messaging.stats().buffered),
  ];
  return () => undo.forEach((each) => each());
}

/** Messages in quarantine, told by the service that handles them. @returns the way to stop */
export function observeQuarantine(
  { quarantine }: Pick<Messaging, 'quarantine'>,
  patterns: readonly EventPatternName[],
): () => void {
  if (!telemetryState.metrics) return () => undefined;
  const reading = new Reading({
    read: () => Promise.all(patterns.map(async (pattern) => [pattern, await quarantine.count(pattern)] as const)),
    now: Date.now,
    freshMs: 15_000,
    usableMs: 120_000,
    patienceMs: 1_000,
  });
  const gauge = metrics.getMeter('@iimp/platform').createObservableGauge('iimp.quarantine.messages', {
    description: 'Messages of the broker that no handler could take',
  });
  const tell = async (result: ObservableResult): Promise<void> => {
    for (const [pattern, count] of (await reading.get()) ?? []) result.observe(count, { pattern });
  };
  gauge.addCallback(tell);
  return () => gauge.removeCallback(tell);
}
