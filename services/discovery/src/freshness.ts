/** For how long what discovery learned may be used (profile §2). All times in milliseconds. */
import type { FailureBounds } from '@iimp/platform/failure-time';
import {
  MAX_DISCOVERY_CACHE_MS,
  MAX_DISCOVERY_FAILURE_CACHE_MS,
  MAX_DISCOVERY_STALE_MS,
  MIN_DISCOVERY_CACHE_MS,
  MIN_DISCOVERY_FAILURE_CACHE_MS,
  MIN_DISCOVERY_REFRESH_INTERVAL_MS,
} from '@iimp/protocol/limits';

export interface Freshness extends FailureBounds {
  /** Bounds of what an answer says of itself, and what holds when it says nothing. */
  readonly minFreshMs: number;
  readonly maxFreshMs: number;
  readonly defaultFreshMs: number;
  /** How long an answer serves while its origin is down, counted from when it came. */
  readonly maxStaleMs: number;
  /** Being asked to ask again is heeded once in this time. */
  readonly refreshIntervalMs: number;
}

/**
 * How long an origin must have denied what is known before that is believed, where it may be a mistake: web servers say 404 while they
 * are set up anew, which is over by then. Withdrawn keys need no such answer: they are gone with the next document.
 */
export const DOUBT_MS = 3_600_000;
/** It counts from anew when nobody has asked for so long after the next try was due: what was between is not known. */
export const DOUBT_GAP_MS = 15 * 60_000;

/** Of discovery documents. */
export const DOMAIN_FRESHNESS: Freshness = {
  minFreshMs: MIN_DISCOVERY_CACHE_MS,
  maxFreshMs: MAX_DISCOVERY_CACHE_MS,
  defaultFreshMs: 3_600_000,
  maxStaleMs: MAX_DISCOVERY_STALE_MS,
  minFailureMs: MIN_DISCOVERY_FAILURE_CACHE_MS,
  maxFailureMs: MAX_DISCOVERY_FAILURE_CACHE_MS,
  refreshIntervalMs: MIN_DISCOVERY_REFRESH_INTERVAL_MS,
};

/**
 * Of users' key documents, of which the profile only says that they carry ETag and Cache-Control: asked again soon, because
 * whoever changes a key or has just been made a user wants to be written to; a domain that is down is kept by the above.
 */
export const USER_KEYS_FRESHNESS: Freshness = {
  minFreshMs: 5_000,
  maxFreshMs: 3_600_000,
  defaultFreshMs: 60_000,
  maxStaleMs: MAX_DISCOVERY_STALE_MS,
  minFailureMs: 5_000,
  maxFailureMs: MAX_DISCOVERY_FAILURE_CACHE_MS,
  refreshIntervalMs: MIN_DISCOVERY_REFRESH_INTERVAL_MS,
};

/** How long an answer is fresh that says so of itself in seconds, or does not say. */
export function freshMs(rules: Freshness, saidSeconds: number | undefined): number {
  const said = saidSeconds === undefined ? rules.defaultFreshMs : saidSeconds * 1_000;
  return Math.min(Math.max(said, rules.minFreshMs), rules.maxFreshMs);
}
