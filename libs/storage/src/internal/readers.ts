import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '@iimp/protocol/problem';
import type { Database } from '../database.js';

const LOOK_MS = 50;
/** Longer than any statement of ours, and than a connection may idle in a transaction. */
const PATIENCE_MS = 60_000;

/** Every transaction that has used a table holds a lock on it until its end; the lock's holder is a name that is never used again. */
const HOLDERS = `
  select distinct virtualtransaction as holder from pg_locks
   where locktype = 'relation' and relation = $1::regclass and pid <> pg_backend_pid()
     and database = (select oid from pg_database where datname = current_database())`;

/**
 * Waits until all transactions are over that have used the table before now: what was committed before the call, nobody overlooks after
 * it. Holds nobody up.
 * @param options how long, and what ends the wait before
 * @throws ProblemError `unavailable` when one of them does not end; AbortError
 */
export async function waitForReaders(
  db: Database,
  table: string,
  { patienceMs = PATIENCE_MS, signal }: { patienceMs?: number | undefined; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const holders = async (): Promise<string[]> =>
    (await db.query<{ holder: string }>('readers-of-table', HOLDERS, [table])).map(({ holder }) => holder);
  const deadline = Date.now() + patienceMs;
  for (let left = await holders(); left.length > 0;) {
    if (Date.now() >= deadline) throw new ProblemError('unavailable', `a transaction on ${table} does not end`);
    await delay(LOOK_MS, undefined, { signal });
    const now = new Set(await holders());
    left = left.filter((holder) => now.has(holder));
  }
}
