import { newId } from '@iimp/protocol/ids';
import { bigintArray, textArray, uuidArray } from '../internal/pg-array.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { PUT_ATTACHMENTS } from './write-sql.js';

const ORIGIN = 'org2.test';
const NOW = 100;

interface PlanNode {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: PlanNode[];
}

/** Rows that a plan looked at, in all of its nodes. */
function rowsLookedAt(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
  const here = (node['Actual Rows'] + removed) * node['Actual Loops'];
  return (node.Plans ?? []).reduce((sum, child) => sum + rowsLookedAt(child), here);
}

const idsInOrder = (count: number): string[] => Array.from({ length: count }, () => newId()).sort();
const parameters = (ids: readonly string[], destinationOf = (_: number): string => 'org1.test'): unknown[] => [
  uuidArray([...ids]),
  textArray(ids.map(() => ORIGIN)),
  bigintArray(ids.map(() => 7)),
  textArray(ids.map(() => 'new')),
  textArray(ids.map((id) => `remote/${id}`)),
  NOW,
  textArray(ids.map((_, index) => destinationOf(index))),
];

describe('remote attachments that a batch names', () => {
  let test: TestDatabase;
  beforeAll(async () => (test = await createTestDatabase()));
  afterAll(() => test.drop());

  it.each(['pending', 'ready'])('cost each the same, however many they are, when they are %s', async (state) => {
    const lookedAt = async (count: number): Promise<number> => {
      const ids = idsInOrder(count);
      await test.db.query('name', PUT_ATTACHMENTS, parameters(ids));
      await test.db.pool.query('update attachments set state = $1', [state]);
      const { rows } = await test.db.pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `explain (analyze, format json) ${PUT_ATTACHMENTS}`,
        parameters(ids),
      );
      return rowsLookedAt(rows[0]!['QUERY PLAN'][0].Plan);
    };
    const few = await lookedAt(50);
    expect(await lookedAt(500)).toBeLessThanOrEqual(10 * few);
  });

  it('get a job each where they are new, failed or wait without one, in order, for whom they were named', async () => {
    const [fresh, failed, ready, waiting, lost] = idsInOrder(5) as [string, string, string, string, string];
    const put = async (...ids: string[]): Promise<void> =>
      void (await test.db.query(
        'put',
        PUT_ATTACHMENTS,
        parameters(ids, (index) => `there${index}.test`),
      ));
    await put(failed, ready, waiting, lost);
    await test.db.pool.query('delete from attachment_fetches where attachment_id <> $1', [waiting]);
    for (const [id, state] of [
      [failed, 'failed'],
      [ready, 'ready'],
    ])
      await test.db.pool.query(`update attachments set state = $2, sha256 = 'old' where attachment_id = $1`, [
        id,
        state,
      ]);

    await put(fresh, failed, ready, waiting, lost);
    const fetches = await test.db.query<{ id: string; destination: string }>(
      'fetches',
      `select attachment_id as id, destination from attachment_fetches where destination like 'there%' order by ctid`,
    );
    expect(fetches.map(({ id, destination }) => [id, destination])).toEqual([
      [waiting, 'there2.test'],
      [fresh, 'there0.test'],
      [failed, 'there1.test'],
      [lost, 'there4.test'],
    ]);
    const attachments = await test.db.query<{ id: string; state: string; sha256: string }>(
      'attachments',
      'select attachment_id as id, state, sha256 from attachments where attachment_id = any($1) order by attachment_id',
      [uuidArray([fresh, failed, ready, waiting, lost])],
    );
    expect(attachments.map(({ state, sha256 }) => [state, sha256])).toEqual([
      ['pending', 'new'],
      ['pending', 'new'],
      ['ready', 'old'],
      ['pending', 'new'],
      ['pending', 'new'],
    ]);
  });
});
