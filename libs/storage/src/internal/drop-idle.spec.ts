import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { eventually } from '../wait.testkit.js';
import { IdleConnections } from './drop-idle.js';

describe('connections that wait for work', () => {
  let test: TestDatabase;
  let pool: pg.Pool;
  let idle: IdleConnections;
  let clock: number;
  let removed: unknown[];
  beforeAll(async () => (test = await createTestDatabase()));
  beforeEach(() => {
    clock = 0;
    const gone: unknown[] = (removed = []);
    pool = new pg.Pool({ connectionString: test.url, max: 6 });
    pool.on('error', () => undefined).on('remove', (client) => gone.push(client));
    idle = new IdleConnections(pool, () => clock);
  });
  afterEach(() => pool.end());
  afterAll(() => test.drop());

  const use = (): Promise<unknown> => Promise.all([1, 2, 3].map(() => pool.query('select pg_sleep(0.1)')));

  it('are closed now and then, however often something fails', async () => {
    for (const closed of [3, 6]) {
      await use();
      clock += 10_000;
      idle.drop();
      await eventually('the end of them', () => removed.length === closed);
      await use();
      clock += 9_999;
      idle.drop();
      await pool.query('select 1');
      expect([removed.length, pool.totalCount]).toEqual([closed, 3]);
      clock -= 9_999;
    }
  });

  it('are not those that were opened since', async () => {
    await use();
    clock += 1;
    const used = use();
    idle.drop();
    await used;
    await eventually('those that were opened', () => pool.idleCount === 6);
    expect(removed).toEqual([]);
  });
});
