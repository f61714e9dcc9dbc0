import type pg from 'pg';
import type { Queryable } from '../database.js';

/**
 * One transaction on one connection. Statements are sent as they are given, without waiting for the answer to the one before:
 * a caller that needs no answer in between saves the round trip. BEGIN travels with the first of them.
 */
export class Transaction implements Queryable {
  #failure: unknown;

  private constructor(private readonly client: pg.PoolClient) {}

  /** The work may leave promises of statements unawaited: COMMIT fails when one of them did. */
  static async run<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    // An error between statements: the next one would say so, but without a listener the process would end.
    const onError = (error: Error): void => void (broken = error);
    client.on('error', onError);
    try {
      const tx = new Transaction(client);
      const begun = client.query('BEGIN');
      begun.catch(() => undefined);
      const result = await work(tx);
      await begun;
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT') throw tx.#failure ?? new Error('the transaction was rolled back');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failed: Error) => void (broken ??= failed));
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  query<T extends object>(name: string, text: string, values: readonly unknown[] = []): Promise<T[]> {
    const rows = this.client.query<T>({ name, text, values: values as unknown[] }).then((result) => result.rows);
    rows.catch((error: unknown) => void (this.#failure ??= error));
    return rows;
  }
}
