/** Waits between tries (profile §6.3). Pure: chance comes in as an argument, `random` in [0, 1). */

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
 * `retryAfterMs` is a floor that may exceed the cap: the peer knows better.
 */
export function backoff(failures: number, bounds: BackoffBounds, random: number, retryAfterMs = 0): number {
  const ceiling = backoffCeiling(failures, bounds);
  const wait = bounds.baseMs + random * (ceiling - bounds.baseMs);
  return Math.ceil(Math.max(wait, retryAfterMs));
}

/** The period of something that is done again and again, a quarter shorter or longer, so that processes do not go in step. */
export function jittered(periodMs: number, random: number): number {
  return Math.round(periodMs * (0.75 + random / 2));
}
