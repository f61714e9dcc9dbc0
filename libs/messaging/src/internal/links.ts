/** Links to the spans of merged messages, over the wire and to whom it concerns. */
import { createContextKey, trace, TraceFlags, type Context, type Link, type SpanContext } from '@opentelemetry/api';

/** Causes that a merged message names besides the first. */
export const MAX_LINKS = 16;
export const LINKS_HEADER = 'trace-links';
const LINKS = createContextKey('iimp: links of the message that is handled');
const PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/;

/** The span of a context if it is recorded. */
export function recordedSpan(active: Context): SpanContext | undefined {
  const span = trace.getSpanContext(active);
  return span && (span.traceFlags & TraceFlags.SAMPLED) !== 0 ? span : undefined;
}

export function linksText(links: readonly Link[]): string {
  return links.map(({ context: { traceId, spanId } }) => `00-${traceId}-${spanId}-01`).join(',');
}

/** Reads what another version may have written: what is not understood is left out. */
export function linksFrom(text: string | undefined): Link[] {
  if (text === undefined || text === '') return [];
  return text.split(',', MAX_LINKS).flatMap((part) => {
    const [, traceId, spanId] = PARENT.exec(part) ?? [];
    return traceId && spanId ? [{ context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true } }] : [];
  });
}

export function withLinks(active: Context, links: readonly Link[]): Context {
  return links.length === 0 ? active : active.setValue(LINKS, links);
}

export function linksIn(active: Context): readonly Link[] {
  return (active.getValue(LINKS) as readonly Link[] | undefined) ?? [];
}
