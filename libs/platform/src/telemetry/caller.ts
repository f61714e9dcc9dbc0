/** The trace context that a request from outside brings: an id to go on with, or to point at, and no more than that. */
import {
  context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';

const FROM_CALLER = createContextKey('iimp: from a caller');

/** Whether the parent in this context was named by a caller, who does not decide what is recorded here. */
export function isFromCaller(active: Context): boolean {
  return active.getValue(FROM_CALLER) === true;
}

/** What `traceparent` names; undefined when there is none that is valid. Other headers of tracing are not read. */
export function callerOf(headers: Readonly<Record<string, unknown>>): SpanContext | undefined {
  const { traceparent } = headers;
  if (typeof traceparent !== 'string') return undefined;
  const found = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }));
  return found && trace.isSpanContextValid(found) ? found : undefined;
}

/** A context in which the next span goes on with the caller's trace. */
export function joining(caller: SpanContext): Context {
  return trace.setSpanContext(context.active(), { ...caller, isRemote: true }).setValue(FROM_CALLER, true);
}

/** The same context for what happens below the span: from there on the decision is ours. */
export function within(parent: Context, span: Parameters<typeof trace.setSpan>[1]): Context {
  return trace.setSpan(parent.deleteValue(FROM_CALLER), span);
}
