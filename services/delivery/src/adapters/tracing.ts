import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Link } from '@opentelemetry/api';
import { drawTrace } from '@iimp/platform/telemetry/drawing';
import { traceOrigin, type TraceOrigin } from '@iimp/messaging/trace-origin';
import type { PostReport, Tracing } from '../engine/ports.js';

const tracer = trace.getTracer('@iimp/delivery');
const MAX_LINKS = 32;

/**
 * A round goes on with the trace of the message whose wake-up came first, and is linked to those of the others that are known: a post
 * carries many messages, and a trace has one beginning. A round that nothing woke (a sweep, a further round of a long backlog) draws
 * for a trace of its own.
 */
export function otelTracing(): Tracing {
  return {
    origin: traceOrigin,
    apart: (run) => context.with(ROOT_CONTEXT, run),
    round: async (domain, origins, run) => {
      const [first, ...others] = origins as readonly TraceOrigin[];
      const [, ...merged] = first?.links ?? [];
      const links: Link[] = [...merged, ...others.flatMap((other) => other.links)].slice(0, MAX_LINKS);
      const parent = first?.parent ?? drawTrace();
      if (!parent) return context.with(ROOT_CONTEXT, run);
      const span = tracer.startSpan('deliver', { attributes: { 'iimp.destination': domain }, links }, parent);
      try {
        return await context.with(trace.setSpan(parent, span), run);
      } finally {
        span.end();
      }
    },
  };
}

/** The post itself. Its context is not told to the other domain: what happens here is not theirs to follow. */
export async function inPostSpan(
  domain: string,
  messages: number,
  post: () => Promise<PostReport>,
): Promise<PostReport> {
  if (!trace.getActiveSpan()?.isRecording()) return post();
  const span = tracer.startSpan('POST /federation/v1/messages', {
    kind: SpanKind.CLIENT,
    attributes: { 'http.request.method': 'POST', 'server.address': domain, 'messaging.batch.message_count': messages },
  });
  try {
    const report = await context.with(trace.setSpan(context.active(), span), post);
    if (report.kind === 'answer') span.setAttribute('http.response.status_code', report.status);
    if (report.kind !== 'answer' || report.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
    if (report.kind === 'failure') span.setAttribute('error.type', report.reason);
    return report;
  } finally {
    span.end();
  }
}
