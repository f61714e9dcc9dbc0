import type { PoolClient } from 'pg';
import { Database } from '../database.js';
import { ensurePartitions } from '../maintenance.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { eventually, lockWait } from '../wait.testkit.js';
import { countMonth, dropMonth, monthsBefore } from './partitions.js';

const JANUARY = Date.UTC(2026, 0, 1);

describe('partitions, beside others', () => {
  let test: TestDatabase;
  let others: Database;
  beforeAll(async () => {
    test = await createTestDatabase();
    others = test.open();
  });
  beforeEach(() => ensurePartitions(test.db, JANUARY, 0));
  afterAll(() => test.drop());

  /** A transaction of somebody else, ended at the end of the work. */
  const beside = async (statement: string, work: (client: PoolClient) => Promise<void>): Promise<void> => {
    const client = await others.pool.connect();
    try {
      await client.query('begin');
      await client.query(statement);
      await work(client);
    } finally {
      await client.query('rollback');
      client.release();
    }
  };
  /** The connection that waits for a table. */
  const waiting = (): Promise<number> => lockWait(others);

  it('of a month are dropped without a circle: who has come to messages comes to deliveries', async () => {
    let dropping: Promise<unknown> | undefined;
    await beside('select count(*) from messages', async (client) => {
      dropping = dropMonth(test.db, '202601');
      await waiting();
      // Shorter than `deadlock_timeout`, after which Postgres would break a circle.
      await client.query('set local lock_timeout = 900');
      await client.query('select count(*) from deliveries');
    });
    expect(await dropping).toBe(0);
  });

  it.each(['messages', 'deliveries'])('of a month hold up nobody beside who reads %s for long', async (table) => {
    let dropping: Promise<unknown> | undefined;
    await beside(`select count(*) from ${table}`, async () => {
      dropping = dropMonth(test.db, '202601');
      for (let tries = 0; tries < 2; tries++) {
        await waiting();
        await others.transaction('behind', async (tx) => {
          await tx.query('patience', 'set local lock_timeout = 1500');
          await tx.query('behind', 'select count(*) from messages');
        });
      }
    });
    expect(await dropping).toBe(0);
  });

  it.each(['messages', 'deliveries'])(
    'are made without holding up a writer beside who reads %s for long',
    async (table) => {
      const year = table === 'messages' ? 2042 : 2043;
      let making: Promise<unknown> | undefined;
      await beside(`select count(*) from ${table}_default`, async () => {
        making = ensurePartitions(test.db, Date.UTC(year, 0), 0);
        for (let tries = 0; tries < 2; tries++) {
          await waiting();
          await others.transaction('behind', async (tx) => {
            await tx.query('patience', 'set local lock_timeout = 1500');
            await tx.query(
              `write-${table}`,
              `update ${table} set message_id = message_id where message_id = gen_random_uuid()`,
            );
          });
        }
      });
      expect(await making).toEqual([`messages_${year}01`, `deliveries_${year}01`]);
    },
  );

  it('of a month may take longer to look at than other statements', async () => {
    const db = new Database({ url: test.url, statementTimeoutMs: 500 });
    Object.assign(db.pool.options, { query_timeout: 1_000 });
    // A scan that takes its time, and finds a message that waits.
    await others.pool.query(`create view deliveries_203001 as select 'queued' as state from pg_sleep(2)`);
    try {
      expect(await dropMonth(db, '203001')).toBeUndefined();
    } finally {
      await db.close();
      await others.pool.query('drop view deliveries_203001');
    }
  });

  it('of a month are left alone at once when the process stops, by the server too', async () => {
    const db = new Database({ url: test.url, applicationName: 'stops' });
    await others.pool.query(`create view deliveries_203001 as select 'queued' as state from pg_sleep(600)`);
    const looking = () =>
      others.query<{ state: string }>(
        'looking',
        `select state from pg_stat_activity where application_name = 'stops' and query like 'select 1 from%' and state = 'active'`,
      );
    const stopping = new AbortController();
    const failed = expect(dropMonth(db, '203001', { signal: stopping.signal })).rejects.toMatchObject({
      code: 'unavailable',
    });
    await eventually('the look', async () => (await looking()).length > 0);
    stopping.abort();
    await failed;
    await db.close();
    await eventually('the end of the look', async () => (await looking()).length === 0);
    await others.pool.query('drop view deliveries_203001');
  });

  it.each([
    ['dropped', 'messages', (signal: AbortSignal) => dropMonth(test.db, '202601', { signal })],
    ['made', 'messages_default', (signal: AbortSignal) => ensurePartitions(test.db, Date.UTC(2045, 0), 0, signal)],
  ])(
    'are not %s any more when the process stops',
    async (_, table, work) => {
      const stopping = new AbortController();
      await beside(`select count(*) from ${table}`, async () => {
        const failed = expect(work(stopping.signal)).rejects.toThrow();
        await waiting();
        stopping.abort();
        await failed;
      });
      const months = await monthsBefore(others, Date.UTC(2046, 0));
      expect([months.includes('202601'), months.includes('204501')]).toEqual([true, false]);
      // Less than the tries take that nobody breaks off.
    },
    5_000,
  );

  it('are made by one of several at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => ensurePartitions(test.open(), Date.UTC(2044, 0), 0)));
    expect(made.flat().sort()).toEqual(['deliveries_204401', 'messages_204401']);
  });

  it('of a month are dropped by one of several at once', async () => {
    const dropped = await Promise.all([1, 2, 3].map(() => dropMonth(test.open(), '202601')));
    expect(dropped.sort()).toEqual([0, undefined, undefined]);
  });

  it('of a month are nothing to do when another run drops them while they are looked at', async () => {
    let dropping: Promise<unknown> | undefined;
    await beside('lock table messages, deliveries in access exclusive mode', async (client) => {
      dropping = dropMonth(test.db, '202601');
      await waiting();
      for (const table of ['messages', 'deliveries']) await client.query(`drop table ${table}_202601`);
      await client.query('commit');
    });
    expect(await dropping).toBeUndefined();
  });

  it.each([
    ['made', 'messages_default', (db: Database) => ensurePartitions(db, Date.UTC(2041, 0), 0)],
    ['counted', 'messages_202601', (db: Database) => countMonth(db, '202601', 5_000)],
    ['looked at', 'deliveries_202601', (db: Database) => dropMonth(db, '202601')],
  ])('that are %s when the server goes away say so, and end no process', async (_, table, work) => {
    const db = test.open({ max: 1 });
    let removed = 0;
    db.pool.on('remove', () => removed++);
    await beside(`lock table ${table} in access exclusive mode`, async () => {
      const failed = expect(work(db)).rejects.toMatchObject({ name: 'ProblemError', code: 'unavailable' });
      await others.query('kill', 'select pg_terminate_backend($1)', [await waiting()]);
      await failed;
    });
    // Jest fails a test in which an error reaches nobody.
    expect(await db.query('after', 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await eventually('the end of the connection', () => removed)).toBe(1);
  });

  it('are dropped on another connection when one breaks', async () => {
    let dropping: Promise<unknown> | undefined;
    await beside('select count(*) from messages', async () => {
      dropping = dropMonth(test.db, '202601');
      await others.query('kill', 'select pg_terminate_backend($1)', [await waiting()]);
    });
    expect(await dropping).toBe(0);
  });
});
