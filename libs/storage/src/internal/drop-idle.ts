import type pg from 'pg';
import { streamOf } from './stream-of.js';

/**
 * Closes the connections that wait for work. Where one led nowhere the others do too: a machine that lost its power, or its line, told
 * nobody, and each of them would cost who is given it next a whole time-out.
 */
export function dropIdle(pool: pg.Pool): void {
  for (let left = pool.idleCount; left > 0; left--) pool.connect().then(drop, () => undefined);
}

function drop(client: pg.PoolClient): void {
  // A polite end would wait for an answer.
  streamOf(client).destroy();
  client.release(true);
}
