/**
 * Trace context over the wire, and one span at each end, where what is sent belongs to a trace that is recorded; else next to nothing.
 *
 * A message that was merged of several goes on with the trace of one of them, and names the others as links: the sender's and the
 * handler's span have them, and whoever asks `traceOrigin` in the handler.
 */
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Link,
} from '@opentelemetry/api';
import type { Pattern } from '../topology.js';
import { LINKS_HEADER, linksFrom, linksText, recordedSpan, withLinks } from './links.js';
import type { Origin } from './origin.js';
import { errorText } from './state-log.js';

const tracer = trace.getTracer('@iimp/messaging');
/** When what is told happened, or began to wait to be told: milliseconds since the epoch. */
export const SINCE_HEADER = 'told-since';

/** Runs `send` in a span of its own, child of its origin; it gets the headers that carry the span's context. */
export async function traceSend<T>(
  pattern: Pattern,
  kind: 'publish' | 'request',
  send: (headers: Record<string, string>) => Promise<T>,
  origin?: Origin,
): Promise<T> {
  const spanKind = kind === 'publish' ? SpanKind.PRODUCER : SpanKind.CLIENT;
  const { parent = context.active(), links = [], since = Date.now() } = origin ?? {};
  return inSpan({ name: `${kind} ${pattern}`, kind: spanKind, pattern, parent, links }, (active) => {
    const headers: Record<string, string> = { [SINCE_HEADER]: String(since) };
    if (links.length > 0) headers[LINKS_HEADER] = linksText(links);
    if (recordedSpan(active)) propagation.inject(active, headers);
    return send(headers);
  });
}

/** Runs a handler in a span that continues the sender's trace. */
export async function traceHandle<T>(
  pattern: Pattern,
  headers: Readonly<Record<string, string>>,
  handle: () => Promise<T>,
): Promise<T> {
  const links = linksFrom(headers[LINKS_HEADER]);
  const parent = withLinks(propagation.extract(ROOT_CONTEXT, headers), links);
  return inSpan({ name: `handle ${pattern}`, kind: SpanKind.CONSUMER, pattern, parent, links }, handle);
}

interface SpanOfMessage {
  name: string;
  kind: SpanKind;
  pattern: Pattern;
  parent: Context;
  links: readonly Link[];
}

async function inSpan<T>(
  { name, kind, pattern, parent, links }: SpanOfMessage,
  run: (active: Context) => Promise<T>,
): Promise<T> {
  // No trace begins with a message: what belongs to none that is recorded makes no span. It does not run in somebody else's either.
  if (!recordedSpan(parent)) return context.with(parent, run, undefined, parent);
  const attributes = { 'messaging.destination.name': pattern };
  const span = tracer.startSpan(name, { kind, attributes, links: [...links] }, parent);
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
