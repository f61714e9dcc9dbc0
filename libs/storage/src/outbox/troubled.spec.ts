/** What a console asks for every few seconds, while everything is down. */
import { PreparedStatements } from '../plans.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { DestinationAdmin } from './destination-admin.js';
import { TROUBLED } from './destination-sql.js';

const NOW = 1_000_000;

let test: TestDatabase;
beforeEach(async () => {
  test = await createTestDatabase();
});
afterEach(() => test?.drop());

/** `count` destinations that are down, the first for longest, with two messages for each in different shards. */
async function down(name: string, count: number, since: number, isActive = true): Promise<void> {
  const { pool } = test.db;
  await pool.query(
    `insert into destinations (domain, active, failures, down_since, next_attempt_at, due_at)
     select '${name}' || n || '.test', ${isActive}, 3, ${since} + n, ${NOW} + n, ${NOW} + n from generate_series(1, ${count}) n`,
  );
  if (!isActive) return;
  await pool.query(
    `insert into outbox (domain, shard, message_id, conversation_id, created_at, recipients, encrypted_keys)
     select '${name}' || n || '.test', (n + s * 37) % 64, gen_random_uuid(), gen_random_uuid(), ${since} + n + s, 'b', '[]'
       from generate_series(1, ${count}) n, generate_series(0, 1) s`,
  );
}

it('names those whose messages wait for longest, in whatever shard', async () => {
  await down('idle', 300, 0, false);
  await down('new', 300, 2_000);
  await down('old', 300, 1_000);
  await test.db.pool.query(`insert into destinations (domain, active, paused_at) values ('paused.test', true, 5)`);
  const found = await new DestinationAdmin(test.db).troubled(50, NOW);
  expect(found.map(({ domain }) => domain)).toEqual(Array.from({ length: 50 }, (_, n) => `old${n + 1}.test`));
  expect(found[0]).toMatchObject({ state: 'down', backlog: 2, oldestAt: 1_001, downSince: 1_001 });
});

it('costs no more with twenty thousand that are down', async () => {
  const statements = await PreparedStatements.on(test.db);
  try {
    await statements.prepare('troubled', TROUBLED);
    await statements.explain('troubled', [50, NOW]);
    await down('d', 20_000, 0);
    const plan = await statements.explain('troubled', [50, NOW]);
    expect(plan.scanned).not.toContain('outbox');
    expect(plan.rows).toBe(50);
    expect(plan.pages).toBeLessThan(20_000);
  } finally {
    statements.release();
  }
});
