import type { ByteRange } from '../blob-store.js';
import { RangeNotSatisfiableError } from '../errors.js';

/** Fails on a range that no blob could satisfy: a fault of the caller. */
export function checkRange({ start, end }: ByteRange): void {
  const whole = Number.isSafeInteger(start) && (end === undefined || Number.isSafeInteger(end));
  if (!whole || start < 0 || (end !== undefined && end < start))
    throw new RangeError(`not a range: ${start}-${end ?? ''}`);
}

/** First and last byte of a range of a blob of `size` bytes. */
export function resolveRange({ start, end }: ByteRange, size: number): { start: number; end: number } {
  if (start >= size) throw new RangeNotSatisfiableError(size);
  return { start, end: Math.min(end ?? size - 1, size - 1) };
}
