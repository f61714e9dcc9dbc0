import { context, trace, type Context, type Link } from '@opentelemetry/api';
import { linksIn, recordedSpan } from './internal/links.js';

/** What caused the message that is handled now: for work that begins later, and not for one message alone. */
export interface TraceOrigin {
  /** What goes on with the trace is a child of this. */
  readonly parent: Context;
  /** Its span, and those of the messages that were merged into it. */
  readonly links: readonly Link[];
}

/** Undefined when nothing of it is recorded. */
export function traceOrigin(): TraceOrigin | undefined {
  const active = context.active();
  const span = recordedSpan(active);
  if (!span) return undefined;
  return { parent: trace.setSpanContext(active, span), links: [{ context: span }, ...linksIn(active)] };
}
