/**
 * Where the back-off is decided (profile §6.3). Pure: time and chance come in as arguments.
 */

/** Milliseconds. */
export interface BackoffBounds {
  baseMs: number;
  capMs: number;
}

/** The longest wait after `failures` failures in a row: base·2^n, capped, and never below the base. */
export function backoffCeiling(failures: number, { baseMs, capMs }: BackoffBounds): number {
  // 2^53 is far beyond any cap: the exponent is bounded so that months of failures do not become Infinity or NaN.
  return Math.max(baseMs, Math.min(capMs, baseMs * 2 ** Math.min(failures, 53)));
}

/**
 * The wait before the next try after `failures` (1, 2, …) failures in a row: full jitter between base and base·2^n, capped.
 * `retryAfterMs` is a floor that may exceed the cap: the peer knows better. `random` gives [0, 1).
 */
export function backoff(failures: number, bounds: BackoffBounds, random: number, retryAfterMs = 0): number {
  const ceiling = backoffCeiling(failures, bounds);
  const wait = bounds.baseMs + random * (ceiling - bounds.baseMs);
  return Math.ceil(Math.max(wait, retryAfterMs));
}

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

/** A time of the sweep: the period, a quarter earlier or later, so that workers do not sweep in step. */
export function jittered(periodMs: number, random: number): number {
  return Math.round(periodMs * (0.75 + random / 2));
}
