import { backoff } from '@iimp/protocol/backoff';
import type { FetchJob } from '@iimp/storage/attachment-fetches';
import type { FetchFailure } from './fetch-failure.js';

/** Milliseconds. */
export interface RetrySettings {
  baseMs: number;
  capMs: number;
  giveUpMs: number;
}

/** Failures of a job that should not have happened, after which it is given up. */
export const FEW = 5;

/**
 * When a job that failed is tried again (ms since the epoch), or null for never. Back-off as profile §6.3 has it: full jitter between base and
 * base·2^n, capped, `Retry-After` as a floor; the last try is at the give-up. `random` gives [0, 1).
 */
export function nextAttempt(
  job: Pick<FetchJob, 'attempts' | 'refusals' | 'createdAt'>,
  failure: Pick<FetchFailure, 'outlook' | 'retryAfterMs'>,
  now: number,
  random: number,
  { baseMs, capMs, giveUpMs }: RetrySettings,
): number | null {
  const end = job.createdAt + giveUpMs;
  if (failure.outlook === 'never' || (failure.outlook === 'few' && job.refusals + 1 >= FEW) || now >= end) return null;
  return Math.min(now + backoff(job.attempts + 1, { baseMs, capMs }, random, failure.retryAfterMs), end);
}
