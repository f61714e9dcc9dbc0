/** How far an act came that is done a portion at a time: kept in the database, so that whoever goes on begins where the last one ended. */
import type { Queryable } from '../database.js';

export interface LongAct<P> {
  /** Which one it is: a position of another run is worth nothing. */
  run: string;
  position: P;
  begunAt: number;
  touchedAt: number;
}

/** Where an act is. */
export async function readAct<P>(tx: Queryable, act: string): Promise<LongAct<P> | undefined> {
  const [row] = await tx.query<LongAct<P>>(
    'long-act',
    'select run, position, begun_at as "begunAt", touched_at as "touchedAt" from long_acts where act = $1',
    [act],
  );
  return row;
}

/** Notes where an act is, in the transaction that brought it there. */
export async function writeAct<P>(tx: Queryable, act: string, { run, position, ...at }: LongAct<P>): Promise<void> {
  await tx.query(
    'long-act-write',
    `insert into long_acts (act, run, position, begun_at, touched_at) values ($1, $2, $3::jsonb, $4, $5)
       on conflict (act) do update set run = excluded.run, position = excluded.position, begun_at = excluded.begun_at,
                                       touched_at = excluded.touched_at`,
    [act, run, JSON.stringify(position), at.begunAt, at.touchedAt],
  );
}

/** The act is over. */
export async function forgetAct(tx: Queryable, act: string): Promise<void> {
  await tx.query('long-act-forget', 'delete from long_acts where act = $1', [act]);
}
