import type { Queryable } from '../database.js';

/** By how much a clock is ahead of that of Postgres, milliseconds; negative: behind. */
export async function aheadOfPostgres(db: Queryable, now: number): Promise<number> {
  const [row] = await db.query<{ now: number }>(
    'clock',
    'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now',
  );
  return now - (row?.now ?? now);
}
