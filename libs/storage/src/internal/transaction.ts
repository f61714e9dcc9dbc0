import type pg from 'pg';
import type { Queryable } from '../database.js';
import { fromDriver, isInVain, isReadOnly } from './pg-errors.js';
import { inStatementSpan } from './statement-telemetry.js';
import { streamOf } from './stream-of.js';

/**
 * Runs `work` on a connection of the pool. One that breaks meanwhile, or that `work` says is not to be used again, does not go back.
 * @throws ProblemError where there is no connection to be had
 */
export async function lend<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, spoil: () => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw fromDriver(error);
  });
  let isSpoiled = false;
  const spoil = (): void => void (isSpoiled = true);
  // An error between statements: the next one would say so, but there may be none.
  client.on('error', spoil);
  try {
    return await work(client, spoil);
  } finally {
    client.off('error', spoil);
    client.release(isSpoiled);
  }
}

/**
 * One transaction on one connection. Statements are sent as they are given, without waiting for the answer to the one before:
 * a caller that needs no answer in between saves the round trip. BEGIN travels with the first of them.
 */
export class Transaction implements Queryable {
  readonly #statements: Promise<unknown>[] = [];
  #ended = false;

  private constructor(private readonly client: pg.PoolClient) {}

  /** The work may leave promises of statements unawaited: COMMIT fails when one of them did. */
  static run<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return lend(pool, async (client, spoil) => {
      const tx = new Transaction(client);
      try {
        const begun = tx.#send('BEGIN');
        begun.catch(() => undefined);
        const result = await work(tx);
        await begun;
        tx.#ended = true;
        const { command } = await tx.#send('COMMIT');
        // Postgres answers COMMIT with ROLLBACK when a statement failed.
        if (command !== 'COMMIT') throw await tx.#firstFailure();
        return result;
      } catch (failure) {
        tx.#ended = true;
        const error = isInVain(failure) ? await tx.#firstFailure() : failure;
        // The server behind it is a standby now: the next connection may reach the primary.
        if (isReadOnly(error)) spoil();
        await client.query('ROLLBACK').catch(spoil);
        throw error;
      }
    });
  }

  query<T extends object>(name: string, text: string, values: readonly unknown[] = []): Promise<T[]> {
    // What is still running when the work has failed must not reach a connection that serves somebody else.
    if (this.#ended) return Promise.reject(new Error('the transaction is over'));
    const send = (): Promise<pg.QueryResult<T>> => this.#send<T>({ name, text, values: values as unknown[] });
    const rows = inStatementSpan(name, send).then((result) => result.rows);
    // Whoever gave it may not look; COMMIT will.
    rows.catch(() => undefined);
    this.#statements.push(rows);
    return rows;
  }

  async #firstFailure(): Promise<unknown> {
    const settled = await Promise.allSettled(this.#statements);
    const failed = settled.find((statement) => statement.status === 'rejected');
    return failed?.reason ?? new Error('the transaction was rolled back');
  }

  async #send<T extends object>(query: string | pg.QueryConfig): Promise<pg.QueryResult<T>> {
    try {
      this.#gather();
      return await this.client.query<T>(query);
    } catch (error) {
      throw fromDriver(error);
    }
  }

  /**
   * What is sent in one turn goes out in one write: BEGIN with the first statements, COMMIT with the last. Each write to a local
   * server costs as much as a statement.
   */
  #gather(): void {
    const stream = streamOf(this.client);
    stream.cork();
    process.nextTick(() => stream.uncork());
  }
}
