import pg from 'pg';
import { migrate, MIGRATIONS } from './data-source.js';
import { assertSchemaVersion, SCHEMA_VERSION } from './schema-version.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { eventually, lockWait } from './wait.testkit.js';

describe('the schema', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());

  it('is at the version of the code, and migrating again changes nothing, however many start at once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => migrate(test.url)));
    await expect(assertSchemaVersion(test.db)).resolves.toBeUndefined();
  });

  it('gets out of the way of a transaction that holds a table, and comes through when it ends', async () => {
    await forget(test, ['attachments drop column named_at'], ['erased_users', 'blob_removals'], 3);
    const holder = new pg.Client({ connectionString: test.url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select count(*) from attachments');
    const tries = { lockTimeoutMs: 50, waitMs: 300 };
    await expect(migrate(test.url, tries)).rejects.toMatchObject({ code: '55P03' });
    // Nobody is left waiting in front of others, and nothing is half done.
    await test.db.query('still-free', 'update attachments set size = 1 where size = 0');
    await expect(assertSchemaVersion(test.db)).rejects.toThrow(`needs ${SCHEMA_VERSION}`);
    const patient = migrate(test.url, { lockTimeoutMs: 50 });
    // It waits, gives way, and waits again.
    const first = await lockWait(test.db);
    await eventually('another try', async () => (await lockWait(test.db)) !== first);
    await holder.query('commit');
    await holder.end();
    await patient;
    await expect(assertSchemaVersion(test.db)).resolves.toBeUndefined();
  });

  it('builds again an index that was cut off, while others wait for their turn', async () => {
    await forget(test, [], [], 4);
    for (const index of ['attachments_age', 'destinations_paused'])
      await test.db.pool.query(`update pg_index set indisvalid = false where indexrelid = '${index}'::regclass`);
    await Promise.all(Array.from({ length: 3 }, () => migrate(test.url)));
    const { rows } = await test.db.pool.query('select count(*)::int as n from pg_index where not indisvalid');
    expect(rows).toEqual([{ n: 0 }]);
    const indexes = await test.db.pool.query<{ name: string }>(
      `select indexname as name from pg_indexes where tablename = 'attachments' and indexdef ~ 'owner' order by 1`,
    );
    expect(indexes.rows.map(({ name }) => name)).toEqual([
      'attachments_of_owner',
      'attachments_owned',
      'attachments_uploading',
    ]);
  });

  it('waits for the migration of another process no longer than it is told', async () => {
    const other = new pg.Client({ connectionString: test.url });
    await other.connect();
    await other.query('select pg_advisory_lock($1)', [0x49494d50]);
    await expect(migrate(test.url, { waitMs: 100 })).rejects.toThrow('does not come to an end');
    await other.end();
    await migrate(test.url);
  });

  it('is refused when it is older than the code, or does not know it any more', async () => {
    await test.db.query('older', 'update schema_meta set version = 0');
    await expect(assertSchemaVersion(test.db)).rejects.toThrow(`needs ${SCHEMA_VERSION}: run`);
    await test.db.query('newer', 'update schema_meta set version = 9, oldest_compatible = 8');
    await expect(assertSchemaVersion(test.db)).rejects.toThrow('older than version 8');
    await test.db.query('beside', 'update schema_meta set oldest_compatible = 1');
    await expect(assertSchemaVersion(test.db)).resolves.toBeUndefined();
    await test.db.query('gone', 'drop table schema_meta');
    await expect(assertSchemaVersion(test.db)).rejects.toThrow('version none');
  });
});

/** The database as it was before a version. */
async function forget(test: TestDatabase, changes: string[], tables: string[], version: number): Promise<void> {
  for (const change of changes) await test.db.pool.query(`alter table ${change}`);
  for (const table of [...tables, 'long_acts']) await test.db.pool.query(`drop table ${table}`);
  // The last one sets the version; it builds indexes, which may be done again.
  const Last = MIGRATIONS.at(-1)!;
  await test.db.pool.query(`delete from schema_migrations where name ~ '^(Lifecycle|Portion)' or name = $1`, [
    new Last().name,
  ]);
  await test.db.pool.query('update schema_meta set version = $1', [version - 1]);
  if (version > 3)
    await test.db.pool.query(
      `insert into schema_migrations (timestamp, name) values (1795737600000, 'Lifecycle1795737600000')`,
    );
}
