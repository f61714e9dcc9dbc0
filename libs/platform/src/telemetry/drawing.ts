/**
 * Whether a request that names no trace begins one that is recorded: drawn before anything is made for it, since nearly all are not.
 */
import { createContextKey, ROOT_CONTEXT, trace, TraceFlags, type Context } from '@opentelemetry/api';
import { telemetryState } from './state.js';

const DRAWN = createContextKey('iimp: drawn');
const RECORDED = ROOT_CONTEXT.setValue(DRAWN, true);
/** One for all of them: it only keeps what happens below from drawing once more. No log line and no span shows its ids. */
export const UNRECORDED = trace.setSpanContext(ROOT_CONTEXT, {
  ...{ traceId: '1'.padStart(32, '0'), spanId: '1'.padStart(16, '0') },
  traceFlags: TraceFlags.NONE,
});

/** @returns where a span that is recorded begins; undefined when this one is not to be */
export function drawTrace(): Context | undefined {
  return Math.random() < telemetryState.traceShare ? RECORDED : undefined;
}

/** Whether the draw for what begins in this context was won already. */
export function isDrawn(active: Context): boolean {
  return active.getValue(DRAWN) === true;
}
