import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { createPartitions } from './internal/partitions.js';
import { Initial1763856000000 } from './migrations/0001-initial.js';
import { Administration1764115200000, AttachmentsByOwner1764115200001 } from './migrations/0002-administration.js';

/** Migrations in order. Each sets `schema_meta.version`, and raises `oldest_compatible` when it drops what older code uses. */
const MIGRATIONS = [Initial1763856000000, Administration1764115200000, AttachmentsByOwner1764115200001];

/** Key of the advisory lock that serialises migrations ("IIMP"). */
const MIGRATION_LOCK = 0x49494d50;
/** How long a start-up waits for the migration of another one. */
const MIGRATION_WAIT_MS = 10 * 60_000;
const MIGRATION_LOOK_MS = 100;

/** A TypeORM data source, for migrations and administration only: hot paths use `Database`. */
export function createDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    applicationName: 'iimp-migrate',
    // TypeORM's own reading of URLs knows no unix sockets; pg's does.
    extra: { connectionString: url, max: 2 },
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    logging: false,
  });
}

/**
 * Brings the schema to `SCHEMA_VERSION`, forward only, and creates the partitions of the months to come. Many processes may
 * call it at once: an advisory lock lets one work and the others wait. A schema that is newer is left as it is.
 */
export async function migrate(url: string, now: number = Date.now()): Promise<void> {
  const guard = new pg.Client({
    connectionString: url,
    application_name: 'iimp-migrate',
    statement_timeout: MIGRATION_WAIT_MS,
    keepAlive: true,
  });
  let broken: Error | undefined;
  guard.on('error', (error) => (broken = error));
  await guard.connect();
  try {
    await takeLock(guard);
    const source = await createDataSource(url).initialize();
    try {
      await source.runMigrations();
    } finally {
      await source.destroy();
    }
    await createPartitions(guard, now);
    if (broken) throw broken;
  } finally {
    // Ends the lock with the session.
    await guard.end();
  }
}

/**
 * Asks for the lock again and again: a statement that waits for it would keep its snapshot, and `create index concurrently` in the
 * migration of the one that has it would wait for that.
 */
async function takeLock(guard: pg.Client): Promise<void> {
  const end = Date.now() + MIGRATION_WAIT_MS;
  for (;;) {
    const { rows } = await guard.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      MIGRATION_LOCK,
    ]);
    if (rows[0]?.taken) return;
    if (Date.now() > end) throw new Error('another migration does not end');
    await delay(MIGRATION_LOOK_MS);
  }
}
