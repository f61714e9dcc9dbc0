/** What batches tell: how many messages became what, and a span that belongs to the traces of all of them. */
import {
  context,
  metrics,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Link,
} from '@opentelemetry/api';
import type { IncomingMessage, WriteResult } from './types.js';

const tracer = trace.getTracer('@iimp/storage');
/** Traces that a batch names besides the one it belongs to. */
const MAX_LINKS = 16;
const LABELS: Readonly<Record<IncomingMessage['origin']['kind'], Attributes>> = {
  local: { origin: 'local' },
  remote: { origin: 'remote' },
};

/** Counts once a batch, whatever is in it. */
export class BatchCounts {
  readonly #counter = (name: string, description: string) =>
    metrics.getMeter('@iimp/storage').createCounter(name, { description });
  readonly #stored = this.#counter('iimp.messages.accepted', 'Messages that were stored, by where they came from');
  readonly #duplicates = this.#counter('iimp.messages.duplicates', 'Messages that were stored before');
  readonly #batches = this.#counter('iimp.messages.batches', 'Transactions that stored messages');

  constructor() {
    // A counter that begins with its first event hides that event from whoever looks at its growth.
    for (const labels of Object.values(LABELS))
      for (const counter of [this.#stored, this.#duplicates]) counter.add(0, labels);
  }

  add(entries: readonly { entry: Pick<IncomingMessage, 'origin'> }[], results: readonly WriteResult[]): void {
    const sums = { local: { stored: 0, duplicate: 0 }, remote: { stored: 0, duplicate: 0 } };
    results.forEach(({ status }, index) => {
      const origin = entries[index]?.entry.origin.kind;
      if (origin !== undefined && status !== 'rejected') sums[origin][status]++;
    });
    for (const origin of ['local', 'remote'] as const) {
      const { stored, duplicate } = sums[origin];
      if (stored > 0) this.#stored.add(stored, LABELS[origin]);
      if (duplicate > 0) this.#duplicates.add(duplicate, LABELS[origin]);
    }
    this.#batches.add(1);
  }
}

/**
 * Runs `write` in the trace of the first message whose trace is recorded, linked to those of the others. Without this it would run
 * in whatever trace happened to be at work when the batch before it ended.
 */
export function inBatchTrace<T>(origins: readonly Context[], write: () => Promise<T>): Promise<T> {
  const recorded: Context[] = [];
  for (const origin of origins) {
    if (origin === ROOT_CONTEXT || recorded.length > MAX_LINKS) continue;
    const span = trace.getSpanContext(origin);
    if (span && (span.traceFlags & TraceFlags.SAMPLED) !== 0) recorded.push(origin);
  }
  const [parent, ...others] = recorded;
  if (!parent) return context.with(ROOT_CONTEXT, write);
  const links = others.flatMap((other): Link[] => {
    const span = trace.getSpanContext(other);
    return span ? [{ context: span }] : [];
  });
  const attributes = { 'messaging.batch.message_count': origins.length };
  const span = tracer.startSpan('store messages', { attributes, links }, parent);
  return context.with(trace.setSpan(parent, span), write).finally(() => span.end());
}
