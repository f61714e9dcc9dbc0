import fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import * as arrays from './pg-array.js';

describe('arrays in the binary format', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());

  /** What Postgres makes of an array. */
  async function read(type: string, value: Buffer): Promise<unknown[]> {
    const rows = await test.db.query<{ v: unknown }>(
      `read-${type}`,
      `select v from unnest($1::${type}[]) with ordinality as a(v, i) order by i`,
      [value],
    );
    return rows.map(({ v }) => v);
  }

  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
  const safe = fc.maxSafeInteger();

  it.each<[string, fc.Arbitrary<unknown>, (values: never[]) => Buffer]>([
    ['text', text, arrays.textArray],
    ['uuid', fc.option(fc.uuid()), arrays.uuidArray],
    ['bigint', safe, arrays.bigintArray],
    ['integer', fc.integer(), arrays.intArray],
    ['smallint', fc.integer({ min: -32768, max: 32767 }), arrays.smallintArray],
    ['bytea', fc.option(fc.uint8Array().map((bytes) => Buffer.from(bytes))), arrays.byteaArray],
  ])('are read by Postgres as they were: %s', async (type, element, encode) => {
    await fc.assert(
      fc.asyncProperty(fc.array(element), async (values) => {
        expect(await read(type, encode(values as never[]))).toEqual(values);
      }),
      { numRuns: 50 },
    );
  });

  it('hold keys given as digits', async () => {
    const keys = ['ffffffffffffffff', '0000000000000001', '7fffffffffffffff'];
    const rows = await test.db.query<{ v: string }>('keys', 'select v::text from unnest($1::bigint[]) v', [
      arrays.bigintHexArray(keys),
    ]);
    expect(rows.map(({ v }) => v)).toEqual(['-1', '1', '9223372036854775807']);
  });
});
