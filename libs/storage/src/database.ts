import type { Pool } from 'pg';
import { pending } from './internal/pending.js';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/db`, or with a unix socket `postgres:///db?host=/run/postgresql`. */
  url: string;
  /** Most connections of the pool; default 10. */
  max?: number;
  /** Shown in pg_stat_activity; default `iimp`. */
  applicationName?: string;
  /** Longest statement, milliseconds; default 15 000. */
  statementTimeoutMs?: number;
  /** Longest wait for a lock, milliseconds; default 10 000. */
  lockTimeoutMs?: number;
}

/** What can run a named statement: the database, or a transaction. */
export interface Queryable {
  /**
   * Runs a statement that is prepared under `name` once per connection.
   * @returns the rows; bigint columns are numbers
   */
  query<T extends object>(name: string, text: string, values?: readonly unknown[]): Promise<T[]>;
}

/** A bounded pool of connections. Failures are ProblemError `unavailable` where another try may help. */
export class Database implements Queryable {
  readonly pool: Pool;

  constructor(readonly options: DatabaseOptions) {
    this.pool = pending();
  }

  query<T extends object>(_name: string, _text: string, _values?: readonly unknown[]): Promise<T[]> {
    return pending();
  }

  /**
   * Runs `work` in one READ COMMITTED transaction; commits when it resolves, rolls back when it rejects. It is run again, at
   * most `attempts` times (default 5), when Postgres reports a deadlock or a serialization failure.
   */
  transaction<T>(_name: string, _work: (tx: Queryable) => Promise<T>, _options?: { attempts?: number }): Promise<T> {
    return pending();
  }

  /** Waits for what runs, and closes all connections. */
  close(): Promise<void> {
    return pending();
  }
}
