import pg from 'pg';
import { PrivateServer } from './internal/private-server.js';
import { isAbandoned, line, runLocal, uniqueName } from './local-scripts.js';
import { until } from './until.js';

/** A PostgreSQL server in which we may create databases. */
export interface PostgresServer {
  /** Connection string of a role that may create databases, naming the database `postgres`. */
  url: string;
}

/** A server of our own that may be broken: its data stays over `stop` and `crash`. */
export interface PrivatePostgres extends PostgresServer {
  stop(): Promise<void>;
  /** Ends without a checkpoint, as by a power cut. */
  crash(): Promise<void>;
  /** On the same port. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

export interface TestDatabase {
  url: string;
  name: string;
  /** Ends all its connections and removes it. */
  drop(): Promise<void>;
}

/** The server that tests share: IIMP_TEST_POSTGRES_URL, or what deploy/local finds or starts. */
export async function sharedPostgres(): Promise<PostgresServer> {
  const given = process.env['IIMP_TEST_POSTGRES_URL'];
  if (given) return { url: given };
  return { url: line(await runLocal('postgres', ['start']), 'POSTGRES_URL') };
}

/** Starts a server of our own. The caller removes it. */
export async function privatePostgres(): Promise<PrivatePostgres> {
  const { server, url } = await PrivateServer.start('postgres', uniqueName('postgres'), 'POSTGRES_URL');
  return {
    url,
    stop: () => server.stop(),
    crash: () => server.crash(),
    start: async () => void (await server.start()),
    remove: () => server.remove(),
  };
}

/** Makes an empty database, with what deployments set in their servers (libs/storage/README.md), so that all that is measured has the same. */
export async function createDatabase(server: PostgresServer): Promise<TestDatabase> {
  await dropAbandoned(server);
  const name = uniqueName('database');
  await administer(server, `create database "${name}" template template0`);
  // Only Linux has it.
  await administer(server, `alter database "${name}" set backend_flush_after = '256kB'`).catch(() => undefined);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    drop: () => administer(server, `drop database if exists "${name}" with (force)`),
  };
}

/** How many more connections the server would take. */
export async function freeConnections(server: PostgresServer): Promise<number> {
  const rows = await query<{ free: number }>(
    server.url,
    "select current_setting('max_connections')::int - (select count(*) from pg_stat_activity)::int as free",
  );
  return rows[0]?.free ?? 0;
}

/** One statement over a connection of its own: for the books of a test, not for speed. */
export async function query<Row>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 20_000, statement_timeout: 60_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Databases of test processes that were killed. */
async function dropAbandoned(server: PostgresServer): Promise<void> {
  const rows = await query<{ name: string }>(server.url, 'select datname as name from pg_database');
  for (const { name } of rows) {
    if (isAbandoned(name))
      await administer(server, `drop database if exists "${name}" with (force)`).catch(() => undefined);
  }
}

/** too_many_connections, object_in_use, and a deadlock over the catalogue: other test processes are at work on the same server. */
const BUSY = new Set(['53300', '55006', '40P01', 'XX000']);

async function administer(server: PostgresServer, text: string): Promise<void> {
  const settled = await until('PostgreSQL has time for us', async () => {
    try {
      await query(server.url, text);
      return { error: undefined };
    } catch (error) {
      if (BUSY.has((error as { code?: string }).code ?? '')) throw error;
      return { error };
    }
  });
  if (settled.error) throw settled.error;
}
