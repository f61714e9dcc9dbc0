import type { Database } from './database.js';
import { pending } from './internal/pending.js';

/**
 * Creates the monthly partitions of this month and the next `monthsAhead` (default 2), where they are missing. Ids of other
 * months go to the default partition. Cheap when nothing is missing; call it at start and about once a day.
 */
export function ensurePartitions(_db: Database, _now: number, _monthsAhead?: number): Promise<string[]> {
  return pending();
}

/** Removes expired nonces, dead sessions and stale discovery entries, a bounded number per call; true: there may be more. */
export function sweepExpired(_db: Database, _now: number): Promise<boolean> {
  return pending();
}
