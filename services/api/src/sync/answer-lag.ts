import { metrics } from '@opentelemetry/api';
import type { Waiter } from './waiters.js';

const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Measures how long news takes here from being heard of to being read for who waits for it. */
export function answerLag(): (waiter: Waiter | undefined) => void {
  const lags = metrics.getMeter('@iimp/api').createHistogram('iimp.sync.answer_lag_seconds', {
    description: 'From hearing that a mailbox grew to the answer for who waited',
    advice: { explicitBucketBoundaries: BOUNDS },
  });
  return (waiter) => {
    const lag = waiter?.takeLag();
    if (lag !== undefined) lags.record(lag / 1_000);
  };
}
