import { MAX_DISCOVERY_CACHE_MS, MAX_DISCOVERY_STALE_MS } from '@iimp/protocol/limits';

/** Of an answer of `discovery.resolve`, milliseconds since the epoch. */
export interface AnswerTimes {
  readonly expiresAtMs: string | bigint | number;
  readonly fetchedAtMs?: string | bigint | number | undefined;
  /** By the clock of `fetchedAtMs`, when it answered. */
  readonly nowMs?: string | bigint | number | undefined;
}

/**
 * When the document came from its origin, ms since the epoch. A discovery of another version may not say so: then it was less than 24 h
 * before `expiresAtMs`, and the earliest time is taken.
 */
function fetchedAt({ expiresAtMs, fetchedAtMs }: AnswerTimes): number {
  return fetchedAtMs === undefined ? Number(expiresAtMs) - MAX_DISCOVERY_CACHE_MS : Number(fetchedAtMs);
}

/**
 * The same by the clock of who asked at `askedAt`, and not later than it was: a document that was asked for because of that request is as
 * old as the answer took, and one that was there before it is from before it. Where discovery does not tell the time, its clock is believed.
 */
export function fetchedAtHere(times: AnswerTimes, askedAt: number): number {
  const came = fetchedAt(times);
  return times.nowMs === undefined ? came : askedAt - Math.max(0, Number(times.nowMs) - came);
}

/** Until when it may be gone by while no newer answer is to be had: 7 days after it came (profile §2). @returns ms since the epoch */
export function usableUntil(times: AnswerTimes): number {
  return fetchedAt(times) + MAX_DISCOVERY_STALE_MS;
}
