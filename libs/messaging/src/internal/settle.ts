/** What is done with a delivery after its handler: pure, so that both carriers decide alike. */
import type { PatternSpec } from '../topology.js';
import type { Outcome } from './carrier.js';

export type Verdict =
  | { readonly act: 'ack' }
  | { readonly act: 'retry'; readonly afterMs: number }
  | { readonly act: 'quarantine'; readonly reason: 'invalid' | 'failed'; readonly error: string };

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  readonly random: () => number;
}

/**
 * Jobs are tried again until maxAttempts and then quarantined. What cannot be read is quarantined at once: it will not get better.
 * A fan-out that failed is over, because others had it at the same time and its consumer also looks by itself. The asker of a
 * request is told and decides.
 */
export function settle(kind: PatternSpec['kind'], attempt: number, outcome: Outcome, policy: RetryPolicy): Verdict {
  if (outcome.status === 'done' || kind === 'rpc') return { act: 'ack' };
  if (outcome.status === 'invalid') return { act: 'quarantine', reason: 'invalid', error: outcome.error };
  if (kind === 'fanout') return { act: 'ack' };
  if (attempt >= policy.maxAttempts) return { act: 'quarantine', reason: 'failed', error: outcome.error };
  return { act: 'retry', afterMs: backoff(attempt, policy.retryBaseMs, policy.retryCapMs, policy.random) };
}

/** Full jitter: a random time below base·2^(n-1), capped, for the n-th wait in a row. Milliseconds. */
export function backoff(n: number, baseMs: number, capMs: number, random: () => number): number {
  return Math.round(random() * Math.min(capMs, baseMs * 2 ** Math.min(n - 1, 30)));
}
