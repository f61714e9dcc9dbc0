import { setTimeout as delay } from 'node:timers/promises';
import type { Queryable } from './database.js';

const DEADLINE_MS = 20_000;
const LOOK_MS = 5;

type Falsy = undefined | null | false | 0 | '';

/** Asks until there is something, and gives that; fails with `what` after 20 s. */
export async function eventually<T>(what: string, ask: () => T | Promise<T>): Promise<Exclude<T, Falsy>> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await ask();
    if (found) return found as Exclude<T, Falsy>;
    if (Date.now() > deadline) throw new Error(`gave up waiting for: ${what}`);
    await delay(LOOK_MS);
  }
}

/**
 * Waits for a transaction that waits for a lock of another one. @returns its process
 * @param db outside of a transaction: inside, Postgres shows what it showed the first time
 */
export function lockWait(db: Queryable): Promise<number> {
  return eventually('a transaction that waits for a lock', async () => {
    const [found] = await db.query<{ pid: number }>(
      'test-lock-wait',
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return found?.pid;
  });
}
