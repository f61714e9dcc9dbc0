import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { migrate } from './data-source.js';
import { Database } from './database.js';

const DEFAULT_URL = 'postgres://postgres@127.0.0.1:5432/postgres';
export interface TestDatabase {
  /** Of this database, for more `Database` instances. */
  url: string;
  db: Database;
  /** Another pool on the same database, as another process would have; closed by `drop`. */
  open(options?: { max?: number }): Database;
  /** Closes all pools and drops the database. */
  drop(): Promise<void>;
}

export function testPostgresUrl(): string {
  return process.env['IIMP_TEST_POSTGRES_URL'] ?? DEFAULT_URL;
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: testPostgresUrl(), connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new Error(
      `No PostgreSQL at ${testPostgresUrl()} (${(error as Error).message}). Start one with \`deploy/local/postgres start\` and set IIMP_TEST_POSTGRES_URL to what it prints`,
      { cause: error },
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const [, base = '', query = ''] = /^(.*?:\/\/[^/]*)\/?[^?]*(\?.*)?$/.exec(testPostgresUrl()) ?? [];
  return `${base}/${database}${query}`;
}

/**
 * A migrated database of its own. Uses IIMP_TEST_POSTGRES_URL. Migrating takes no longer than copying a template that is
 * migrated already, and leaves nothing behind.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `iimp_test_${process.pid}_${randomUUID().slice(0, 8)}`;
  await asAdmin(async (client) => {
    await dropAbandoned(client);
    await client.query(`create database ${name} template template0`);
  });
  const url = urlOf(name);
  await migrate(url);
  const pools: Database[] = [];
  const open = (options: { max?: number } = {}): Database => {
    const db = new Database({ url, applicationName: 'iimp-test', ...options });
    pools.push(db);
    return db;
  };
  return {
    url,
    db: open(),
    open,
    async drop() {
      await Promise.all(pools.map((pool) => pool.close()));
      await asAdmin((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** Databases of test processes that were killed. */
async function dropAbandoned(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where datname ~ '^iimp_test_[0-9]+_[0-9a-f]{8}$'`,
  );
  for (const { datname } of rows) {
    const pid = Number(/[0-9]+/.exec(datname)?.[0]);
    if (!isAlive(pid)) await client.query(`drop database if exists ${datname}`).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
