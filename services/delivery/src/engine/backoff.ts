/** When a destination is tried next: the back-off of profile §6.3, and what else is known. Pure: time and chance come in as arguments. */
import { backoff, type BackoffBounds, backoffCeiling } from '@iimp/protocol/backoff';

/** What a destination's next try depends on, beside how often it failed. Milliseconds. */
export interface Retry {
  now: number;
  /** When the oldest message that waits is to be given up; Infinity where none is. */
  lastTryAt: number;
  /** The peer's wish. */
  retryAfterMs?: number | undefined;
  /** So long nobody looks for it again: whoever asks is told what the last one was. */
  unfoundMs?: number | undefined;
}

/**
 * When a destination is tried next. A last try is due when its oldest message is to be given up, so that its sender hears in time.
 * What is to be found then is not asked for before, with the same jitter; nothing but the peer's wish puts off a last try.
 */
export function nextTryAt(
  failures: number,
  bounds: BackoffBounds,
  random: number,
  { now, lastTryAt, retryAfterMs = 0, unfoundMs = 0 }: Retry,
): number {
  const found = unfoundMs > 0 ? Math.ceil(unfoundMs + random * bounds.baseMs) : 0;
  const wait = backoff(failures, bounds, random, found);
  return Math.max(Math.min(now + wait, Math.max(lastTryAt, now + bounds.baseMs)), now + retryAfterMs);
}

/**
 * Hearing from a domain that is down earns it one probe. How long must have passed since the last such probe, given how many of
 * them in a row did not help: 1 s, 2 s, 4 s, … up to what the schedule allows anyway. So a peer that comes back is found within
 * a moment, and one that only talks cannot make us call it for each of its requests.
 */
export function heardInterval(fruitless: number, bounds: BackoffBounds): number {
  return backoffCeiling(fruitless, { baseMs: 1_000, capMs: bounds.capMs });
}
