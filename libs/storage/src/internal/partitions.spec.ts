import type { PoolClient } from 'pg';
import type { Database } from '../database.js';
import { ensurePartitions } from '../maintenance.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { countMonth, dropMonth } from './partitions.js';

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
  const waiting = async (): Promise<number> => {
    for (;;) {
      const [lock] = await others.query<{ pid: number }>(
        'waiting',
        `select pid from pg_locks where not granted and locktype = 'relation'
            and database = (select oid from pg_database where datname = current_database())`,
      );
      if (lock) return lock.pid;
    }
  };
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

  it('are made by one of several at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => ensurePartitions(test.open(), Date.UTC(2044, 0), 0)));
    expect(made.flat().sort()).toEqual(['deliveries_204401', 'messages_204401']);
  });

  it('of a month are dropped by one of several at once', async () => {
    const dropped = await Promise.all([1, 2, 3].map(() => dropMonth(test.open(), '202601')));
    expect(dropped.sort()).toEqual([0, undefined, undefined]);
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
    expect([removed, await db.query('after', 'select 1 as one')]).toEqual([1, [{ one: 1 }]]);
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
