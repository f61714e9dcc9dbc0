/** Time and span of each statement and transaction, by its name. A span only where it belongs to a trace that is recorded. */
import { context, metrics, SpanKind, SpanStatusCode, trace, type Histogram } from '@opentelemetry/api';

const tracer = trace.getTracer('@iimp/storage');
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export class StatementTelemetry {
  readonly #durations: Histogram = metrics
    .getMeter('@iimp/storage')
    .createHistogram('iimp.db.statement.duration_seconds', {
      description: 'Statements and transactions, by name, with the wait for a connection',
      advice: { explicitBucketBoundaries: BOUNDS },
    });
  readonly #labels = new Map<string, { statement: string; result: string }[]>();

  /** Runs a statement or a transaction; what runs inside is below its span. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let result = 1;
    try {
      const done = await inStatementSpan(name, work);
      result = 0;
      return done;
    } finally {
      this.#durations.record((performance.now() - startedAt) / 1_000, this.#labelsOf(name)[result]);
    }
  }

  #labelsOf(statement: string): { statement: string; result: string }[] {
    let labels = this.#labels.get(statement);
    if (!labels) {
      labels = ['ok', 'failed'].map((result) => ({ statement, result }));
      this.#labels.set(statement, labels);
    }
    return labels;
  }
}

/** Runs `work` in a span of its own, if what runs now is recorded. */
export async function inStatementSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!trace.getActiveSpan()?.isRecording()) return work();
  const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name };
  const span = tracer.startSpan(`pg ${name}`, { kind: SpanKind.CLIENT, attributes });
  try {
    return await context.with(trace.setSpan(context.active(), span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
