import type { Database } from './database.js';
import { pending } from './internal/pending.js';

export interface TestDatabase {
  /** Of this database, for more `Database` instances. */
  url: string;
  db: Database;
  /** Another pool on the same database, as another process would have; closed by `drop`. */
  open(options?: { max?: number }): Database;
  /** Closes all pools and drops the database. */
  drop(): Promise<void>;
}

/** A migrated database of its own, copied from a template. Uses IIMP_TEST_POSTGRES_URL. */
export function createTestDatabase(): Promise<TestDatabase> {
  return pending();
}
