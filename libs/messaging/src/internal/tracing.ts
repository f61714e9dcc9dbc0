/** Trace context over the wire, and one span at each end. Without an OpenTelemetry SDK all of this does next to nothing. */
import { context, propagation, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import type { Pattern } from '../topology.js';
import { errorText } from './state-log.js';

const tracer = trace.getTracer('@iimp/messaging');

/** Runs `send` in a span of its own, child of `parent`; it gets the headers that carry the span's context. */
export async function traceSend<T>(
  pattern: Pattern,
  kind: 'publish' | 'request',
  send: (headers: Record<string, string>) => Promise<T>,
  parent: Context = context.active(),
): Promise<T> {
  const spanKind = kind === 'publish' ? SpanKind.PRODUCER : SpanKind.CLIENT;
  return inSpan(`${kind} ${pattern}`, spanKind, pattern, parent, (active) => {
    const headers: Record<string, string> = {};
    propagation.inject(active, headers);
    return send(headers);
  });
}

/** Runs a handler in a span that continues the sender's trace. */
export async function traceHandle<T>(
  pattern: Pattern,
  headers: Readonly<Record<string, string>>,
  handle: () => Promise<T>,
): Promise<T> {
  const parent = propagation.extract(context.active(), headers);
  return inSpan(`handle ${pattern}`, SpanKind.CONSUMER, pattern, parent, handle);
}

async function inSpan<T>(
  name: string,
  kind: SpanKind,
  pattern: Pattern,
  parent: Context,
  run: (active: Context) => Promise<T>,
): Promise<T> {
  const span = tracer.startSpan(name, { kind, attributes: { 'messaging.destination.name': pattern } }, parent);
  const active = trace.setSpan(parent, span);
  try {
    return await context.with(active, run, undefined, active);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: errorText(error) });
    throw error;
  } finally {
    span.end();
  }
}
