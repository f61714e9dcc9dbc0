/** Traces: the SDK of OpenTelemetry, sent by OTLP over HTTP. */
import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  trace,
  TraceFlags,
  type Context,
  type Link,
  type SpanKind,
  type Attributes,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type Sampler,
  type SamplingResult,
} from '@opentelemetry/sdk-trace-base';
import { randomUUID } from 'node:crypto';
import { isFromCaller } from './caller.js';
import { isDrawn } from './drawing.js';
import { telemetryState } from './state.js';
import type { TelemetryConfig } from './telemetry.js';

/** Spans are sent so often, or when there are 512: each time is a request, whose cost ten processes with a span now and then all have. */
const SEND_EVERY_MS = 5_000;
/** How long one attempt to send may take, and what is waited for at the end. */
const SEND_MS = 5_000;
/** Spans that wait to be sent; more are thrown away, so that a collector that is away costs nothing. */
const MAX_WAITING = 4_096;

let running = false;

/**
 * A trace is recorded or not as a whole: who begins it draws (`drawTrace`), and the other services follow; a span that belongs to
 * none is not recorded. The word of a caller from outside is not taken for it, but drawn by the id that it names: it would let
 * anybody make us record everything.
 */
class RatioSampler implements Sampler {
  private readonly ratio: TraceIdRatioBasedSampler;

  constructor(private readonly share: number) {
    this.ratio = new TraceIdRatioBasedSampler(share);
  }

  shouldSample(parent: Context, traceId: string, _n: string, _k: SpanKind, _a: Attributes, _l: Link[]): SamplingResult {
    const above = trace.getSpanContext(parent);
    if (isFromCaller(parent)) return this.ratio.shouldSample(parent, traceId);
    const isSampled = above ? (above.traceFlags & TraceFlags.SAMPLED) !== 0 : isDrawn(parent);
    return { decision: isSampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
  }

  toString(): string {
    return `ratio of ${this.share}, by the parent where that is ours`;
  }
}

export async function startTraces(config: TelemetryConfig): Promise<{ close(): Promise<void> }> {
  if (running || config.otlpEndpoint === undefined) return { close: async () => undefined };
  running = true;
  // What goes wrong with sending is told by the collector's own metrics; the log is for the work.
  diag.setLogger({ error: ignore, warn: ignore, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.NONE);
  const exporter = new OTLPTraceExporter({
    url: `${config.otlpEndpoint.replace(/\/$/, '')}/v1/traces`,
    headers: config.otlpHeaders,
    timeoutMillis: SEND_MS,
  });
  const processor = new BatchSpanProcessor(exporter, {
    maxQueueSize: MAX_WAITING,
    scheduledDelayMillis: SEND_EVERY_MS,
    exportTimeoutMillis: SEND_MS,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': `iimp-${config.service}`,
      'service.instance.id': randomUUID(),
    }),
    sampler: new RatioSampler(config.traceRatio),
    spanProcessors: [processor],
    // A link or an attribute more than these is a mistake.
    spanLimits: { attributeCountLimit: 32, linkCountLimit: 32, attributeValueLengthLimit: 512 },
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  telemetryState.traces = true;
  telemetryState.traceShare = config.traceRatio;
  return {
    close: async () => {
      await Promise.race([
        provider.shutdown().catch(ignore),
        new Promise((resolve) => setTimeout(resolve, SEND_MS).unref()),
      ]);
      for (const api of [trace, context, propagation]) api.disable();
      telemetryState.traces = false;
      running = false;
    },
  };
}

function ignore(): void {
  // said above
}
