import type { Database } from '../database.js';
import { fromDriver } from './pg-errors.js';
import { lend } from './transaction.js';

/** Long acts that one process does at a time: keys of their advisory locks, of two parts, as no single one of ours is. */
export const LOCKS = { restored: [0x494d51, 1], retention: [0x494d51, 2] } as const;

/**
 * Does an act unless another process is at it. The connection that has its lock serves nothing else meanwhile; when it breaks, another
 * process may begin.
 * @returns `undefined`: another one is at it, nothing was done
 */
export function alone<T>(db: Database, act: keyof typeof LOCKS, work: () => Promise<T>): Promise<T | undefined> {
  const key = [...LOCKS[act]];
  return lend(db.pool, async (client, spoil) => {
    const ask = client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', key);
    const { rows } = await ask.catch((error: unknown) => {
      spoil();
      throw fromDriver(error);
    });
    if (!rows[0]?.mine) return undefined;
    try {
      return await work();
    } finally {
      // A connection that cannot give it back ends, and the lock with it.
      await client.query('select pg_advisory_unlock($1, $2)', key).catch(spoil);
    }
  });
}
