import type { DataSource } from 'typeorm';
import type { Queryable } from './database.js';
import { pending } from './internal/pending.js';

/** Version of the schema that this code brings and needs. */
export const SCHEMA_VERSION = 1;

/** A TypeORM data source, for migrations and administration only: hot paths use `Database`. */
export function createDataSource(_url: string): DataSource {
  return pending();
}

/**
 * Brings the schema to `SCHEMA_VERSION`, forward only, and creates the partitions of the months to come. Many processes may
 * call it at once: an advisory lock lets one work and the others wait.
 */
export function migrate(_url: string): Promise<void> {
  return pending();
}

/** Throws when the schema is older than this code needs, or so new that it does not know this code any more. */
export function assertSchemaVersion(_db: Queryable): Promise<void> {
  return pending();
}
