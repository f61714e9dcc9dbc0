/** A failed look-up is kept `min`, twice that after the next failure, and so on up to `max`. */
export interface FailureBounds {
  readonly minFailureMs: number;
  readonly maxFailureMs: number;
}

/** How long the `failures`th failure in a row is kept, ms; `Retry-After` is a floor as far as the bound allows. */
export function failureMs(bounds: FailureBounds, failures: number, retryAfterSeconds: number | undefined): number {
  const doubled = bounds.minFailureMs * 2 ** Math.min(failures - 1, 20);
  return Math.min(Math.max(doubled, (retryAfterSeconds ?? 0) * 1_000), bounds.maxFailureMs);
}
