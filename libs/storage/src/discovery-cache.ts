import type { Database } from './database.js';
import { Gather } from './internal/gather.js';

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

/** How long an entry stays that nobody asked for. */
export const DISCOVERY_KEEP_MS = 14 * 24 * 3_600_000;
/** How long one without a document stays after the time when it may be asked again: by then it tells nobody anything. */
const FAILURE_KEEP_MS = 3_600_000;

/** Shared cache of discovery, so that replicas and restarts do not ask again (profile §2). */
export class DiscoveryCache {
  // Anybody can ask, in whatever name: of many questions one statement is made, and one connection is used.
  private readonly known = new Gather<string, boolean>(
    async (domain) => (await this.knownOf([domain])).has(domain),
    async (domains) => {
      const known = await this.knownOf(domains);
      return domains.map((domain) => known.has(domain));
    },
    { atOnce: 1, most: 1_000 },
  );

  constructor(private readonly db: Database) {}

  /** Whether there is a document of the domain, of whatever age. */
  isKnown(domain: string): Promise<boolean> {
    return this.known.add(domain);
  }

  async get(kind: CacheKind, key: string): Promise<CacheEntry | undefined> {
    const [row] = await this.db.query<CacheEntry>(
      'cache-get',
      `select document, fetched_at as "fetchedAt", expires_at as "expiresAt", retry_at as "retryAt", failures,
              last_error as "lastError"
         from discovery_cache where kind = $1 and key = $2`,
      [kind, key],
    );
    return row;
  }

  /** Keeps a document; clears failures. An older `fetchedAt` than the stored one changes nothing. */
  async put(
    kind: CacheKind,
    key: string,
    entry: { document: string; fetchedAt: number; expiresAt: number },
  ): Promise<void> {
    await this.db.query(
      'cache-put',
      `insert into discovery_cache as c (kind, key, document, fetched_at, expires_at, touched_at)
       values ($1, $2, $3, $4::bigint, $5, $4::bigint)
           on conflict (kind, key) do update
          set document = excluded.document, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at,
              touched_at = excluded.touched_at, retry_at = 0, failures = 0, last_error = null
        where c.fetched_at is null or c.fetched_at <= excluded.fetched_at`,
      [kind, key, entry.document, entry.fetchedAt, entry.expiresAt],
    );
  }

  /**
   * Notes a failure. The document stays, to serve while its origin is down; after a failure that is an answer it goes. What has none is
   * swept like an entry that was asked for long ago.
   * @returns failures in a row
   */
  async fail(
    kind: CacheKind,
    key: string,
    failure: { retryAt: number; error: string; isAnswer: boolean },
  ): Promise<number> {
    const [row] = await this.db.query<{ failures: number }>(
      'cache-fail',
      `insert into discovery_cache as c (kind, key, retry_at, failures, last_error, touched_at)
       values ($1, $2, $3::bigint, 1, $4, $3::bigint - ${DISCOVERY_KEEP_MS - FAILURE_KEEP_MS})
           on conflict (kind, key) do update
          set retry_at = excluded.retry_at, failures = c.failures + 1, last_error = excluded.last_error,
              touched_at = case when $5 or c.document is null then excluded.touched_at
                                else greatest(c.touched_at, excluded.retry_at) end,
              document = case when $5 then null else c.document end,
              fetched_at = case when $5 then null else c.fetched_at end,
              expires_at = case when $5 then 0 else c.expires_at end
       returning failures`,
      [kind, key, failure.retryAt, failure.error, failure.isAnswer],
    );
    return row?.failures ?? 1;
  }

  private async knownOf(domains: readonly string[]): Promise<Set<string>> {
    const rows = await this.db.query<{ key: string }>(
      'cache-known',
      `select key from discovery_cache where kind = 'domain' and key = any($1) and document is not null`,
      [domains],
    );
    return new Set(rows.map(({ key }) => key));
  }
}
