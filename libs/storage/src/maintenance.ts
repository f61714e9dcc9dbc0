import type { ClientBase } from 'pg';
import type { Database } from './database.js';
import { DISCOVERY_KEEP_MS } from './discovery-cache.js';
import { createPartitions } from './internal/partitions.js';

/**
 * Creates the partitions of this month and the next `monthsAhead` (default 2), where they are missing. Ids of other
 * months go to the default partition. Cheap when nothing is missing; call it at start and about once a day.
 * @param signal breaks it off; another call goes on
 * @returns names of those it created
 */
export async function ensurePartitions(
  db: Database,
  now: number,
  monthsAhead?: number,
  signal?: AbortSignal,
): Promise<string[]> {
  const create = (client: ClientBase) => createPartitions(client, now, monthsAhead, signal);
  return db.withClient('partitions-create', create, signal);
}

const SWEEP_LIMIT = 1_000;

/** What has expired, table by table. Each statement removes at most $2 rows, found by an index. */
const SWEEPS: Readonly<Record<string, string>> = {
  'sweep-nonces': `delete from nonces where use_hash = any(array(
     select use_hash from nonces where expires_at < $1 order by expires_at limit $2 for update skip locked))`,
  'sweep-sessions': `delete from sessions where token_hash = any(array(
     select token_hash from sessions where expires_at < $1 order by expires_at limit $2 for update skip locked))`,
  'sweep-discovery': `delete from discovery_cache where (kind, key) in (
     select kind, key from discovery_cache where touched_at < $1::bigint - ${DISCOVERY_KEEP_MS} order by touched_at limit $2
     for update skip locked)`,
};

/** Removes expired nonces and sessions and forgotten discovery entries, a bounded number per call; true: there may be more. */
export async function sweepExpired(db: Database, now: number): Promise<boolean> {
  let more = false;
  for (const [name, text] of Object.entries(SWEEPS)) {
    const gone = await db.query(name, `${text} returning 1`, [now, SWEEP_LIMIT]);
    more ||= gone.length === SWEEP_LIMIT;
  }
  return more;
}
