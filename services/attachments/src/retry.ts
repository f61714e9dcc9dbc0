import type { FetchJob } from '@iimp/storage/attachment-fetches';
import type { FetchFailure } from './fetch-failure.js';

/** Milliseconds. */
export interface RetrySettings {
  baseMs: number;
  capMs: number;
  giveUpMs: number;
}

/** Tries of a job whose failures should not have happened. */
export const FEW = 5;

/**
 * When a job that failed is tried again (ms since the epoch), or null for never. Back-off as profile §6.3 has it: full jitter between base and
 * base·2^n, capped, `Retry-After` as a floor; the last try is at the give-up. `random` gives [0, 1).
 */
export function nextAttempt(
  job: Pick<FetchJob, 'attempts' | 'createdAt'>,
  failure: Pick<FetchFailure, 'outlook' | 'retryAfterMs'>,
  now: number,
  random: number,
  { baseMs, capMs, giveUpMs }: RetrySettings,
): number | null {
  const tries = job.attempts + 1;
  const end = job.createdAt + giveUpMs;
  if (failure.outlook === 'never' || (failure.outlook === 'few' && tries >= FEW) || now >= end) return null;
  const ceiling = Math.max(baseMs, Math.min(capMs, baseMs * 2 ** Math.min(tries, 53)));
  const wait = Math.max(baseMs + random * (ceiling - baseMs), failure.retryAfterMs);
  return Math.min(Math.ceil(now + wait), end);
}
