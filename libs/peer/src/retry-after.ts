import { parseHttpDate } from './http-date.js';

/** Latest wait that a peer may ask for, seconds: the longest back-off of a destination is shorter anyway. */
const LONGEST_SECONDS = 24 * 3600;

/**
 * Reads Retry-After (RFC 9110 §10.2.3): seconds from now, rounded up and capped at a day; undefined when absent or senseless.
 * `now` is in milliseconds.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Math.min(Number(value), LONGEST_SECONDS);
  const at = parseHttpDate(value);
  if (at === undefined) return undefined;
  return Math.min(Math.max(0, Math.ceil((at - now) / 1000)), LONGEST_SECONDS);
}
