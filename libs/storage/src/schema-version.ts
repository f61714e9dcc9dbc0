/** Apart from the migrations, so that services check the schema without loading TypeORM. */
import type { Queryable } from './database.js';
import { sqlState } from './internal/pg-errors.js';

/** Version of the schema that this code brings and needs. */
export const SCHEMA_VERSION = 6;

/** The database and this program do not fit: another release, or `iimpctl migrate`. */
export class SchemaVersionError extends Error {}

/** Throws when the schema is older than this code needs, or so new that it does not know this code any more. */
export async function assertSchemaVersion(db: Queryable): Promise<void> {
  const meta = await readVersion(db);
  if (meta === undefined || meta.version < SCHEMA_VERSION) {
    throw new SchemaVersionError(
      `The database has schema version ${meta?.version ?? 'none'}, this program needs ${SCHEMA_VERSION}: run \`iimpctl migrate\``,
    );
  }
  if (meta.oldest > SCHEMA_VERSION) {
    throw new SchemaVersionError(
      `The database has schema version ${meta.version}, which programs older than version ${meta.oldest} cannot use; this one has ${SCHEMA_VERSION}: run a newer release`,
    );
  }
}

async function readVersion(db: Queryable): Promise<{ version: number; oldest: number } | undefined> {
  try {
    const [meta] = await db.query<{ version: number; oldest: number }>(
      'schema-version',
      'select version, oldest_compatible as oldest from schema_meta',
    );
    return meta;
  } catch (error) {
    const undefinedTable = '42P01';
    if (sqlState(error) === undefinedTable) return undefined;
    throw error;
  }
}
