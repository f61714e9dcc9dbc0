import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { readBacklog } from './backlog.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test?.drop());

async function destination(domain: string, waiting: [ready: number, created: number][], more = ''): Promise<void> {
  const { pool } = test.db;
  await pool.query(`insert into destinations (domain, active) values ('${domain}', true)`);
  if (more !== '') await pool.query(`update destinations set ${more} where domain = '${domain}'`);
  for (const [index, [ready, created]] of waiting.entries())
    await pool.query(
      `insert into outbox (domain, shard, ready_at, message_id, conversation_id, created_at, recipients, encrypted_keys)
       values ($1, $2, $3, gen_random_uuid(), gen_random_uuid(), $4, 'b', '[]')`,
      [domain, index % 8, ready, created],
    );
}

describe('readBacklog', () => {
  it('tells what waits and since when, by state', async () => {
    const none = { destinations: 0, messages: 0, oldestAt: undefined };
    expect(await readBacklog(test.db, 8)).toEqual({ healthy: none, down: none, paused: none });
    await destination('a.test', [
      [0, 500],
      [0, 400],
      [0, 600],
    ]);
    await destination('b.test', [[9_000, 300]]);
    await destination('c.test', [[0, 100]], 'failures = 3, next_attempt_at = 99');
    await destination('d.test', [[0, 200]], 'failures = 3, paused_at = 1');
    await destination('e.test', []);
    expect(await readBacklog(test.db, 8)).toEqual({
      healthy: { destinations: 2, messages: 4, oldestAt: 300 },
      down: { destinations: 1, messages: 1, oldestAt: 100 },
      paused: { destinations: 1, messages: 1, oldestAt: 200 },
    });
  });

  it('sees a paused destination, however many others are known whose names come first', async () => {
    await test.db.pool.query(
      `insert into destinations (domain, paused_at) select 'd' || n, 1 from generate_series(1, 6000) n`,
    );
    await destination('zz.test', [[0, 150]], 'paused_at = 7');
    expect((await readBacklog(test.db, 8))?.paused).toEqual({ destinations: 2, messages: 2, oldestAt: 150 });
  });

  it('is read by one replica at a time; another gets nothing meanwhile', async () => {
    const reading = await test.open({ max: 1 }).pool.connect();
    try {
      await reading.query('begin');
      await reading.query('select pg_advisory_xact_lock(7318005)');
      expect(await readBacklog(test.db, 8)).toBeUndefined();
      await reading.query('commit');
      expect(await readBacklog(test.db, 8)).toMatchObject({ healthy: { messages: 4 } });
    } finally {
      reading.release();
    }
  });
});
