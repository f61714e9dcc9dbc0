import type { Database } from './database.js';
import { pending } from './internal/pending.js';

/** `domain`: what a domain's discovery gave, key = domain; `user-keys`: a remote user's key document, key = address. */
export type CacheKind = 'domain' | 'user-keys';

export interface CacheEntry {
  /** JSON text as the caller gave it; null: only failures so far. */
  document: string | null;
  /** When `document` came, ms. */
  fetchedAt: number | null;
  /** Fresh until, ms. */
  expiresAt: number;
  /** No other look-up before, after failures, ms. */
  retryAt: number;
  /** Failures in a row. */
  failures: number;
  lastError: string | null;
}

/** Shared cache of discovery, so that replicas and restarts do not ask again (profile §2). */
export class DiscoveryCache {
  constructor(private readonly db: Database) {}

  get(_kind: CacheKind, _key: string): Promise<CacheEntry | undefined> {
    return pending();
  }

  /** Keeps a document; clears failures. An older `fetchedAt` than the stored one changes nothing. */
  put(
    _kind: CacheKind,
    _key: string,
    _entry: { document: string; fetchedAt: number; expiresAt: number },
  ): Promise<void> {
    return pending();
  }

  /** Notes a failure and keeps the stale document. @returns failures in a row */
  fail(_kind: CacheKind, _key: string, _failure: { retryAt: number; error: string }): Promise<number> {
    return pending();
  }

  /** Makes the entry stale, so that the next look-up asks the origin. */
  expire(_kind: CacheKind, _key: string): Promise<void> {
    return pending();
  }
}
