/**
 * Where a trace begins: with a request from outside, or with what a service does by itself and says so. Whether it is recorded is
 * drawn before anything is made for it, since nearly all are not, and what is not recorded has no context that anybody carries.
 */
import { createContextKey, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import { telemetryState } from './state.js';

const DRAWN = createContextKey('iimp: drawn');
const RECORDED = ROOT_CONTEXT.setValue(DRAWN, true);

/** @returns where a span that is recorded begins; undefined when this one is not to be */
export function drawTrace(): Context | undefined {
  return Math.random() < telemetryState.traceShare ? RECORDED : undefined;
}

/** Whether the draw for what begins in this context was won. */
export function isDrawn(active: Context): boolean {
  return active.getValue(DRAWN) === true;
}
