import { parseHttpDate } from './http-date.js';

/** An answer, and when it was asked for and came: milliseconds. */
export interface TimedAnswer {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/**
 * How far the peer's clock is ahead of ours, ms; undefined when the answer does not say. `Date` is cut to whole seconds, and was
 * written somewhere between request and answer; `Age` is how long a cache has kept it.
 */
export function skewOf({ headers, sentAt, receivedAt }: TimedAnswer): number | undefined {
  const written = parseHttpDate(headers['date'] ?? '');
  if (written === undefined) return undefined;
  const age = /^\d{1,9}$/.test(headers['age'] ?? '') ? Number(headers['age']) * 1_000 : 0;
  return Math.round(written + 500 + age - (sentAt + receivedAt) / 2);
}
