import pg from 'pg';
import { untilAborted } from './internal/cut-off.js';
import { IdleConnections } from './internal/drop-idle.js';
import { asProblem, fromDriver, isReadOnly, isRetryable, leadsNowhere } from './internal/pg-errors.js';
import { resultTypes } from './internal/result-types.js';
import { StatementTelemetry } from './internal/statement-telemetry.js';
import { lend, Transaction } from './internal/transaction.js';

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
  /** Longest wait for a connection, milliseconds; default 10 000. */
  connectTimeoutMs?: number;
}

/** What can run a named statement: the database, or a transaction. */
export interface Queryable {
  /**
   * Runs a statement that is prepared under `name` once per connection.
   * @returns the rows; bigint columns are numbers
   */
  query<T extends object>(name: string, text: string, values?: readonly unknown[]): Promise<T[]>;
}

/**
 * Every statement here is a look-up by index or an insert. Told so, the planner makes one plan per statement and connection and
 * keeps it: a table that was empty when the plan was made, or statistics that lag behind, cannot turn it into a scan.
 */
const PLANNER = [
  '-c plan_cache_mode=force_generic_plan',
  '-c enable_seqscan=off',
  '-c enable_hashjoin=off',
  '-c enable_mergejoin=off',
  '-c enable_material=off',
  '-c jit=off',
].join(' ');

const MAX_ATTEMPTS = 5;

/** A bounded pool of connections. Failures are ProblemError `unavailable` where another try may help. */
export class Database implements Queryable {
  readonly pool: pg.Pool;
  readonly #telemetry = new StatementTelemetry();
  readonly #idle: IdleConnections;
  #closed: Promise<void> | undefined;

  constructor(readonly options: DatabaseOptions) {
    this.pool = new pg.Pool({
      connectionString: options.url,
      max: options.max ?? 10,
      application_name: options.applicationName ?? 'iimp',
      statement_timeout: options.statementTimeoutMs ?? 15_000,
      lock_timeout: options.lockTimeoutMs ?? 10_000,
      idle_in_transaction_session_timeout: 30_000,
      // The server ends a statement first; this is for a server that is gone without a word.
      query_timeout: (options.statementTimeoutMs ?? 15_000) + 5_000,
      connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
      // A new connection prepares all statements anew: connections are kept through pauses, and renewed now and then.
      idleTimeoutMillis: 300_000,
      maxLifetimeSeconds: 3_600,
      // A machine that is gone without a word is missed after some 20 s: probes each second from then on, ten of them. Without the
      // delay the system's own stands, which is two hours.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      options: PLANNER,
      pipeline: true,
      types: resultTypes,
    } as pg.PoolConfig);
    // An idle connection that breaks is taken out of the pool; whoever asks next gets a new one, or the error.
    this.pool.on('error', () => undefined);
    // The pool listens while it is idle, and who has it meanwhile. A server may end it with the answer that makes it idle: then it breaks
    // between the two, and an error that nobody hears would end the process.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.#idle = new IdleConnections(this.pool);
  }

  async query<T extends object>(name: string, text: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.#told(name, async () => {
      const result = await this.pool
        .query<T>({ name, text, values: values as unknown[] })
        .catch((error: unknown) => Promise.reject(fromDriver(error)));
      return result.rows;
    });
  }

  /**
   * Runs `work` in one READ COMMITTED transaction; commits when it resolves, rolls back when it rejects. It is run again, at
   * most `attempts` times (default 5), when Postgres reports a deadlock or a serialization failure.
   */
  async transaction<T>(
    name: string,
    work: (tx: Queryable) => Promise<T>,
    options: { attempts?: number } = {},
  ): Promise<T> {
    return this.#told(name, async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await Transaction.run(this.pool, work);
        } catch (error) {
          if (!isRetryable(error) || attempt >= (options.attempts ?? MAX_ATTEMPTS)) throw error;
        }
      }
    });
  }

  /**
   * Lends one connection for work that needs a session; `name` is for telemetry. One on which something failed is closed: nobody knows
   * what state it is in. What `work` rejects with, other than a TypeError or an error of Postgres, counts as a broken connection.
   * @param signal breaks the connection when it fires: who waits for an answer gets none, and an unfinished transaction is rolled back
   */
  async withClient<T>(name: string, work: (client: pg.PoolClient) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#told(name, async () => {
      return lend(this.pool, async (client, spoil) => {
        try {
          return await untilAborted(client, signal, () => work(client));
        } catch (error) {
          spoil();
          throw fromDriver(error);
        }
      });
    });
  }

  /** Waits for what runs, and closes all connections. */
  close(): Promise<void> {
    return (this.#closed ??= this.pool.end());
  }

  async #told<T>(name: string, run: () => Promise<T>): Promise<T> {
    try {
      return await this.#telemetry.run(name, run);
    } catch (error) {
      if (leadsNowhere(error) || isReadOnly(error)) this.#idle.drop();
      throw asProblem(error, name);
    }
  }
}
