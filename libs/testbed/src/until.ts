import { setTimeout as delay } from 'node:timers/promises';

export interface UntilOptions {
  /** Default 20,000. */
  deadlineMs?: number;
  /** Pause between two looks. Default 25. */
  intervalMs?: number;
}

/**
 * Polls a condition until it gives something other than undefined, null or false, and returns that. A condition that
 * throws is one that does not hold yet. Throws an Error that names `what` and the last error once the deadline is over.
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<Exclude<T, undefined | null | false>> {
  const { deadlineMs = 20_000, intervalMs = 25 } = options;
  const end = Date.now() + deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false) {
        return value as Exclude<T, undefined | null | false>;
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= end) {
      const why = last === undefined ? '' : `: ${last instanceof Error ? last.message : String(last)}`;
      throw new Error(`not within ${deadlineMs} ms: ${what}${why}`, { cause: last });
    }
    await delay(intervalMs);
  }
}
