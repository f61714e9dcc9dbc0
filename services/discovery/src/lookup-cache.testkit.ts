import { ProblemError } from '@iimp/protocol/problem';
import type { CacheEntry } from '@iimp/storage/discovery-cache';
import { DOMAIN_FRESHNESS } from './freshness.js';
import { LookupCache, type LookupCacheOptions, type Origin } from './lookup-cache.js';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** What several replicas share. */
class FakeStore {
  readonly rows = new Map<string, CacheEntry>();
  broken = false;

  async get(_kind: string, key: string) {
    this.check();
    return this.rows.get(key);
  }
  async put(_kind: string, key: string, entry: { document: string; fetchedAt: number; expiresAt: number }) {
    this.check();
    this.rows.set(key, { ...entry, retryAt: 0, failures: 0, lastError: null });
  }
  async fail(_kind: string, key: string, failure: { retryAt: number; error: string; isAnswer: boolean }) {
    this.check();
    const before = this.rows.get(key);
    const nothing = { document: null, fetchedAt: null, expiresAt: 0 };
    const failures = (before?.failures ?? 0) + 1;
    const known = failure.isAnswer || !before ? nothing : before;
    this.rows.set(key, { ...known, retryAt: failure.retryAt, lastError: failure.error, failures });
    return failures;
  }
  private check() {
    if (this.broken) throw new Error('Postgres is away');
  }
}

/** A cache, and others over the same store; a clock and an origin that the test decides. */
export function world(options: Partial<LookupCacheOptions<string>> = {}) {
  const store = new FakeStore();
  const state = {
    now: 1_000_000_000_000,
    asked: 0,
    answer: (): Origin<string> | Promise<Origin<string>> => ({ value: 'v1' }),
  };
  const replica = () =>
    new LookupCache<string>({
      kind: 'domain',
      store,
      freshness: DOMAIN_FRESHNESS,
      now: () => state.now,
      ask: async () => {
        state.asked++;
        return state.answer();
      },
      ...options,
    });
  const fail = (code: 'unavailable' | 'not_found' = 'unavailable', retryAfterSeconds?: number) => {
    state.answer = () => {
      throw new ProblemError(code, 'no', retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
    };
  };
  return { store, state, replica, cache: replica(), fail };
}
