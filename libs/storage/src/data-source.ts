import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { createPartitions } from './internal/partitions.js';
import { isTemporaryFailure } from './internal/pg-errors.js';
import { Initial1763856000000 } from './migrations/0001-initial.js';
import { Administration1764115200000, AttachmentsByOwner1764115200001 } from './migrations/0002-administration.js';
import { Lifecycle1795737600000 } from './migrations/0003-lifecycle.js';
import { LifecycleIndexes1795737600001 } from './migrations/0004-lifecycle-indexes.js';
import { PortionIndexes1795824000001, Portions1795824000000 } from './migrations/0005-portions.js';
import { Departures1795903200000 } from './migrations/0006-departures.js';
import { FetchedBytes1795910400000, FetchesByOrigin1795910400001 } from './migrations/0006-fetches.js';
import { SessionsBegan1795906800000, SessionsOfUser1795906800001 } from './migrations/0006-sessions.js';

/** Migrations in order. Each sets `schema_meta.version`, and raises `oldest_compatible` when it drops what older code uses. */
export const MIGRATIONS = [
  Initial1763856000000,
  Administration1764115200000,
  AttachmentsByOwner1764115200001,
  Lifecycle1795737600000,
  LifecycleIndexes1795737600001,
  Portions1795824000000,
  PortionIndexes1795824000001,
  Departures1795903200000,
  SessionsBegan1795906800000,
  SessionsOfUser1795906800001,
  FetchedBytes1795910400000,
  FetchesByOrigin1795910400001,
];

/** Key of the advisory lock that serialises migrations ("IIMP"). */
const MIGRATION_LOCK = 0x49494d50;
/** How long a start-up waits for the migration of another one, and tries again when a lock is not to be had. */
const MIGRATION_WAIT_MS = 10 * 60_000;
/** How long a statement waits for a lock; whoever wants the table meanwhile waits behind it. */
const LOCK_TIMEOUT_MS = 2_000;
const LOOK_MS = 100;

export interface MigrateOptions {
  now?: number;
  /** See LOCK_TIMEOUT_MS. */
  lockTimeoutMs?: number;
  /** See MIGRATION_WAIT_MS. */
  waitMs?: number;
}

/** A TypeORM data source, for migrations and administration only: hot paths use `Database`. */
export function createDataSource(url: string, lockTimeoutMs: number = LOCK_TIMEOUT_MS): DataSource {
  return new DataSource({
    type: 'postgres',
    // Else TypeORM looks for an installed package, and a bundle has none.
    driver: pg,
    applicationName: 'iimp-migrate',
    // TypeORM's own reading of URLs knows no unix sockets; pg's does.
    extra: { connectionString: url, max: 2, lock_timeout: lockTimeoutMs },
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    logging: false,
  });
}

/**
 * Brings the schema to `SCHEMA_VERSION`, forward only, and creates the partitions of the months to come. Many processes may
 * call it at once: an advisory lock lets one work and the others wait. A statement that does not get its lock soon gives up its
 * place and is tried again, so that a long transaction of the running version does not hold up everybody behind the migration.
 * A schema that is newer is left as it is.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<void> {
  const deadline = Date.now() + (options.waitMs ?? MIGRATION_WAIT_MS);
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
    await takeLock(guard, deadline);
    while (!(await tryMigrations(url, options.lockTimeoutMs, deadline))) await pause();
    await createPartitions(guard, options.now ?? Date.now());
    if (broken) throw broken;
  } finally {
    // Ends the lock with the session.
    await guard.end();
  }
}

/** Asks again and again: a statement that waits for the lock would be a transaction that a concurrent index waits for, in turn. */
async function takeLock(guard: pg.Client, deadline: number): Promise<void> {
  for (;;) {
    const { rows } = await guard.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [MIGRATION_LOCK]);
    if (rows[0]?.mine) return;
    if (Date.now() >= deadline) throw new Error('another migration of this database does not come to an end');
    await pause();
  }
}

/** False: a lock was not to be had, and there is time for another try. */
async function tryMigrations(url: string, lockTimeoutMs: number | undefined, deadline: number): Promise<boolean> {
  const source = await createDataSource(url, lockTimeoutMs).initialize();
  try {
    await source.runMigrations();
    return true;
  } catch (error) {
    if (!isTemporaryFailure(error) || Date.now() >= deadline) throw error;
    return false;
  } finally {
    await source.destroy();
  }
}

function pause(): Promise<void> {
  return delay(LOOK_MS * (0.5 + Math.random()));
}
