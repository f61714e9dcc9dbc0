import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { migrate } from './data-source.js';
import { assertSchemaVersion } from './schema-version.js';

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

  it('is refused when it is older than the code, or does not know it any more', async () => {
    await test.db.query('older', 'update schema_meta set version = 0');
    await expect(assertSchemaVersion(test.db)).rejects.toThrow('needs 2: run');
    await test.db.query('newer', 'update schema_meta set version = 9, oldest_compatible = 8');
    await expect(assertSchemaVersion(test.db)).rejects.toThrow('older than version 8');
    await test.db.query('beside', 'update schema_meta set oldest_compatible = 1');
    await expect(assertSchemaVersion(test.db)).resolves.toBeUndefined();
    await test.db.query('gone', 'drop table schema_meta');
    await expect(assertSchemaVersion(test.db)).rejects.toThrow('version none');
  });
});
