import type pg from 'pg';
import { streamOf } from './stream-of.js';

/** A server that goes on refusing is the same one: those to whom it does not matter keep their connections. */
const PAUSE_MS = 10_000;

/**
 * Connections of a pool that wait for work. Where one led nowhere the others do too: a machine that lost its power, or its line, told
 * nobody, and each of them would cost who is given it next a whole time-out.
 */
export class IdleConnections {
  readonly #openedAt = new WeakMap<pg.ClientBase, number>();
  #droppedAt = -Infinity;

  constructor(
    private readonly pool: pg.Pool,
    private readonly now: () => number = () => performance.now(),
  ) {
    pool.on('connect', (client) => this.#openedAt.set(client, this.now()));
  }

  /** Closes them, at most once in `PAUSE_MS`. */
  drop(): void {
    const at = this.now();
    if (at - this.#droppedAt < PAUSE_MS) return;
    this.#droppedAt = at;
    for (let left = this.pool.idleCount; left > 0; left--)
      this.pool.connect().then(
        (client) => this.#close(client, at),
        () => undefined,
      );
  }

  #close(client: pg.PoolClient, at: number): void {
    // Somebody was faster, and this one was opened since.
    if ((this.#openedAt.get(client) ?? -Infinity) >= at) return client.release();
    // A polite end would wait for an answer.
    streamOf(client).destroy();
    client.release(true);
  }
}
