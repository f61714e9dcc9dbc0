import { metrics, type Counter } from '@opentelemetry/api';
import { telemetryState } from './state.js';

let counter: Counter | undefined;
const attributes = new Map<string, { code: string }>();

/** Something that a caller asked for was refused: a request, or one message of a batch. Codes are those of the protocol. */
export function countRefusal(code: string): void {
  if (!telemetryState.metrics) {
    counter = undefined;
    return;
  }
  counter ??= metrics
    .getMeter('@iimp/platform')
    .createCounter('iimp.refusals', { description: 'Requests, and messages of batches, that were refused, by code' });
  let labels = attributes.get(code);
  if (!labels) attributes.set(code, (labels = { code }));
  counter.add(1, labels);
}

/** The same of the answers to a batch. */
export function countRefusals(results: readonly { status: string; code?: string }[]): void {
  if (!telemetryState.metrics) return;
  for (const { status, code } of results) if (status === 'rejected' && code !== undefined) countRefusal(code);
}
