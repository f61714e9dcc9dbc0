import { PreparedStatements } from '../plans.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { BACKLOG, MAX_SORTED, readBacklog } from './backlog.js';

const SHARDS = 8;
const NOW = 5_000;
const CONVERSATION = '00000000-0000-4000-8000-000000000000';
const NONE = { destinations: 0, messages: 0, oldestAt: undefined };

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
beforeEach(() => test.db.pool.query('truncate destinations, outbox, attempts'));
afterAll(() => test?.drop());

const read = () => readBacklog(test.db, SHARDS, NOW);

/** Rows of a conversation each, in different shards. */
async function destination(domain: string, waiting: [ready: number, created: number][], more = ''): Promise<void> {
  const { pool } = test.db;
  await pool.query(`insert into destinations (domain, active) values ('${domain}', true)`);
  if (more !== '') await pool.query(`update destinations set ${more} where domain = '${domain}'`);
  for (const [index, [ready, created]] of waiting.entries())
    await pool.query(
      `insert into outbox (domain, shard, ready_at, message_id, conversation_id, created_at, recipients, encrypted_keys)
       values ($1, $2, $3, gen_random_uuid(), gen_random_uuid(), $4, 'b', '[]')`,
      [domain, index % SHARDS, ready, created],
    );
}

/** A message on hold and as many behind it, all of one conversation. */
async function heldUp(domain: string, behind: number, ready: number): Promise<void> {
  await test.db.pool.query(
    `insert into outbox (domain, shard, ready_at, hold, message_id, conversation_id, created_at, recipients, encrypted_keys)
     select $1, 0, case n when 0 then $3::bigint else 0 end, n = 0, gen_random_uuid(), '${CONVERSATION}', 100 + n, 'b', '[]'
       from generate_series(0, $2::int) n`,
    [domain, behind, ready],
  );
}

describe('readBacklog', () => {
  it('tells what waits and since when, by state', async () => {
    expect(await read()).toEqual({ healthy: NONE, put_off: NONE, down: NONE, paused: NONE });
    await destination('a.test', [
      [0, 500],
      [0, 400],
      [0, 600],
    ]);
    await destination('c.test', [[0, 100]], 'failures = 3, next_attempt_at = 99');
    await destination('d.test', [[9_000, 200]], 'failures = 3, paused_at = 1');
    await destination('e.test', []);
    expect(await read()).toEqual({
      healthy: { destinations: 1, messages: 3, oldestAt: 400 },
      put_off: NONE,
      down: { destinations: 1, messages: 1, oldestAt: 100 },
      paused: { destinations: 1, messages: 1, oldestAt: 200 },
    });
  });

  it('does not count what was put off among what may go, before it is due again, and then from there', async () => {
    await destination('a.test', [
      [0, 4_500],
      [9_000, 300],
    ]);
    await destination('b.test', [[9_000, 200]]);
    expect(await read()).toMatchObject({
      healthy: { destinations: 1, messages: 1, oldestAt: 4_500 },
      put_off: { destinations: 2, messages: 2, oldestAt: 200 },
    });
    await destination('c.test', [[NOW - 1_000, 100]]);
    expect(await read()).toMatchObject({
      healthy: { destinations: 2, messages: 2, oldestAt: NOW - 1_000 },
      put_off: { destinations: 2, messages: 2, oldestAt: 200 },
    });
  });

  it('counts from when a destination came back from a long outage, and of one that is away from when its messages were accepted', async () => {
    await destination('a.test', [
      [0, 100],
      [4_800, 200],
    ]);
    await destination('b.test', [[0, 100]], 'failures = 3');
    await test.db.pool.query(`insert into attempts (domain, slot, at, outcome, duration_ms) values
      ('a.test', 1, 4000, 'recovered', 300000), ('a.test', 2, 4500, 'recovered', 300000), ('a.test', 3, 4900, 'failed', 300000),
      ('a.test', 4, 4950, 'recovered', 299999), ('a.test', 5, 4960, 'recovered', null), ('b.test', 1, 4000, 'recovered', 300000)`);
    expect(await read()).toMatchObject({
      healthy: { messages: 2, oldestAt: 4_500 },
      down: { messages: 1, oldestAt: 100 },
    });
  });

  it('counts what waits behind a message on hold as put off, and sees what may go behind that', async () => {
    await destination('a.test', []);
    await heldUp('a.test', 3, 9_000);
    expect(await read()).toMatchObject({ healthy: NONE, put_off: { destinations: 1, messages: 4, oldestAt: 100 } });
    await test.db.pool.query(`update outbox set ready_at = ${NOW} where hold`);
    await test.db.pool.query(`insert into outbox
      (domain, shard, message_id, conversation_id, created_at, recipients, encrypted_keys)
      values ('a.test', 0, gen_random_uuid(), gen_random_uuid(), 4000, 'b', '[]')`);
    expect(await read()).toMatchObject({
      healthy: { destinations: 1, messages: 2, oldestAt: 4_000 },
      put_off: { destinations: 1, messages: 3, oldestAt: 101 },
    });
  });

  it('reads a bounded part of what waits behind messages on hold, by index', async () => {
    const lane = MAX_SORTED / SHARDS;
    const statements = await PreparedStatements.on(test.db);
    try {
      await statements.prepare('backlog', BACKLOG);
      await statements.explain('backlog', [SHARDS, NOW]);
      await destination('a.test', []);
      await heldUp('a.test', 3 * lane, 9_000);
      await test.db.pool.query(
        `update outbox set conversation_id = gen_random_uuid() where created_at > 100 + ${lane}`,
      );
      expect(await read()).toMatchObject({ healthy: NONE, put_off: { messages: 3 * lane + 1 } });
      const plan = await statements.explain('backlog', [SHARDS, NOW]);
      expect(plan.scanned).toEqual([]);
      expect(plan.pages).toBeLessThan(10 * lane);
    } finally {
      statements.release();
    }
  });

  it('sees a paused destination, however many others are known whose names come first', async () => {
    await test.db.pool.query(
      `insert into destinations (domain, paused_at) select 'd' || n, 1 from generate_series(1, 6000) n`,
    );
    await destination('zz.test', [[0, 150]], 'paused_at = 7');
    expect((await read())?.paused).toEqual({ destinations: 1, messages: 1, oldestAt: 150 });
  });

  it('is read by one replica at a time; another gets nothing meanwhile', async () => {
    await destination('a.test', [[0, 500]]);
    const reading = await test.open({ max: 1 }).pool.connect();
    try {
      await reading.query('begin');
      await reading.query('select pg_advisory_xact_lock(7318005)');
      expect(await read()).toBeUndefined();
      await reading.query('commit');
      expect(await read()).toMatchObject({ healthy: { messages: 1 } });
    } finally {
      reading.release();
    }
  });
});
