import { newId } from '@iimp/protocol/ids';
import { CLAIM as CLAIM_FETCHES, CLAIM_BY_ORIGIN } from './attachment-fetches.js';
import { DISOWN, UNGRANT } from './erasure/attachments.js';
import { EXPORTED_ATTACHMENT } from './export/exported-attachment.js';
import { LISTS } from './export/user-export.js';
import { ENTER } from './internal/mailbox-rows.js';
import { monthOf } from './internal/months.js';
import { INSERT_NOTICES } from './internal/notices.js';
import { ensurePartitions } from './maintenance.js';
import { ORPHANS } from './orphans.js';
import { BACKLOG } from './outbox/backlog.js';
import { ACCOUNTS } from './plans-accounts.testkit.js';
import { HISTORY } from './plans-history.testkit.js';
import { OUTBOX } from './plans-outbox.testkit.js';
import { TOGETHER } from './plans-together.testkit.js';
import { fill, type Plan, PreparedStatements, ROWS, someIds, UPLOADS, USERS } from './plans.testkit.js';
import { LAST_SEQS, READ as READ_MAILBOX } from './read/mailbox-view.js';
import { REMOVE_RECEIPTS, WALK_RECEIPTS } from './retention.js';
import { SUM } from './storage-use.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { READ as READ_FOR_WRITING } from './write/view.js';
import { WRITE } from './write/write-sql.js';

const BYTES = 1 << 24;
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const fill100 = <T>(value: T): T[] => Array.from({ length: 100 }, () => value);
const count100 = Array.from({ length: 100 }, (_, i) => i);

/** A statement, and what it may cost. */
export interface Case {
  name: string;
  text: string;
  values: (ids: Awaited<ReturnType<typeof someIds>>) => unknown[];
  /** Rows it gives; unset for statements that give none. */
  rows?: number;
  /** Pages it may touch: some for each row it gives or changes, whatever is stored. */
  pages: number;
}

const CASES: Case[] = [
  ...TOGETHER,
  {
    name: 'a page of a mailbox',
    text: READ_MAILBOX,
    values: () => [['u7@org1.test'], [10], [100], BYTES],
    rows: 100,
    pages: 1_500,
  },
  {
    name: 'the news of 50 mailboxes',
    text: READ_MAILBOX,
    values: () => {
      const fifty = count100.slice(0, 50);
      return [fifty.map((i) => `u${i}@org1.test`), fifty.map(() => ROWS / USERS - 2), fifty.map(() => 100), BYTES];
    },
    rows: 100,
    pages: 1_500,
  },
  {
    name: 'a mailbox without news',
    text: READ_MAILBOX,
    values: () => [['u7@org1.test'], [ROWS / USERS], [100], BYTES],
    rows: 1,
    pages: 30,
  },
  {
    name: 'how far 100 mailboxes reach',
    text: LAST_SEQS,
    values: () => [count100.map((i) => `u${i}@org1.test`)],
    rows: 100,
    pages: 1_000,
  },
  {
    name: 'what waits, for scrapes: it counts far, and reads few texts',
    text: BACKLOG,
    values: () => [8, 1_000],
    pages: 40_000,
  },
  {
    name: 'what decides on a batch',
    text: READ_FOR_WRITING,
    values: ({ messages }) => [
      messages,
      messages,
      messages,
      count100.map((i) => `u${i}@org1.test`),
      ['org1.test'],
      ['hot.test'],
    ],
    pages: 3_000,
  },
  {
    name: 'entering a batch into mailboxes',
    text: ENTER,
    values: ({ messages }) => [count100.map((i) => i + 1), fill100(1), count100, messages, fill100(0)],
    rows: 1,
    pages: 2_500,
  },
  {
    name: 'writing a batch',
    text: WRITE,
    values: ({ messages, fresh, conversation }) => [
      count100.map((i) => i + 1),
      fill100(1),
      count100,
      fresh,
      fill100(0),
      fresh,
      fill100(conversation),
      fill100('u1@org1.test'),
      fill100('text'),
      fresh,
      fill100('org1.test'),
      fill100(1),
      fill100('x'),
      fill100('y'),
      messages,
      messages,
      fill100('hot.test'),
      fill100(1),
      fresh,
      fresh,
      fill100('b@hot.test'),
      fill100('[]'),
      1,
    ],
    rows: 1,
    pages: 9_000,
  },
  {
    name: 'writing notices',
    text: INSERT_NOTICES,
    values: ({ messages }) => [
      fill100(1),
      messages,
      messages,
      fill100('hot.test'),
      fill100('a'),
      fill100('c'),
      fill100('d'),
      fill100(1),
      fill100(1),
    ],
    rows: 100,
    pages: 2_000,
  },
  ...HISTORY,
  ...ACCOUNTS,
  ...OUTBOX,
  { name: 'what a user has stored', text: SUM, values: () => ['u7@org1.test'], rows: 1, pages: 60 },
  {
    name: 'attachments of a user to export, own and received',
    text: LISTS['attachment'] ?? '',
    values: () => ['u7@org1.test', '', 500],
    rows: 2 * UPLOADS + 1,
    pages: 1_000,
  },
  {
    name: 'a page of them: what comes before and after is not read',
    text: LISTS['attachment'] ?? '',
    values: ({ upload }) => ['hoarder@org1.test', `${upload} org1.test`, 10],
    rows: 10,
    pages: 150,
  },
  {
    name: 'one of them',
    text: EXPORTED_ATTACHMENT,
    values: ({ attachment }) => [attachment.id, 'org1.test', attachment.owner],
    rows: 1,
    pages: 30,
  },
  { name: 'disowning what an erased user uploaded', text: DISOWN, values: () => ['u7@org1.test', 200], pages: 2_000 },
  { name: 'ungranting what an erased user was sent', text: UNGRANT, values: () => ['u7@org1.test', 200], pages: 500 },
  {
    name: 'which of 100 blobs no row names',
    text: ORPHANS,
    values: ({ fresh }) => [fresh.map((id) => `uploads/${id}`), fresh],
    rows: 100,
    pages: 1_500,
  },
  {
    name: 'a step through receipts of which retention removes none',
    text: WALK_RECEIPTS,
    values: () => [FIRST_UUID, ROWS / 2, 5_000],
    rows: 5_000,
    pages: 300,
  },
  { name: 'removing receipts', text: REMOVE_RECEIPTS, values: () => [count100], rows: 99, pages: 1_000 },
  {
    name: 'claiming fetches',
    text: CLAIM_FETCHES,
    values: () => ['w1', 10, 5_000_000, 6_000_000, 100, 0, 1_000_000],
    rows: 10,
    pages: 1_000,
  },
  {
    name: 'claiming fetches where the longest due are of an origin that runs all it may',
    text: CLAIM_FETCHES,
    values: () => ['w0', 10, 18_000_000, 19_000_000, 2, 0, 1_000_000],
    rows: 0,
    pages: 3_000,
  },
  {
    name: 'claiming fetches behind 18,000 of an origin that runs all it may',
    text: CLAIM_BY_ORIGIN,
    values: () => ['w0', 10, 18_000_000, 19_000_000, 2, 0, 1_000_000],
    rows: 2,
    pages: 3_000,
  },
];

/**
 * Locks of a statement, all partitions included. Postgres has room for twice `max_locks_per_transaction` (64) of each connection, should
 * all of them be in a transaction at once.
 */
const MOST_LOCKS = 128;

/** What it learns would have plans made anew in the middle of a test, which takes more locks than to use them. */
const NO_AUTOVACUUM = `
  do $$ declare t regclass;
  begin
    for t in select oid::regclass from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
      execute format('alter table %s set (autovacuum_enabled = false)', t);
    end loop;
  end $$`;

/** What a hot statement costs depends on what it gives, never on what is stored: 120,000 messages here. On the server of IIMP_TEST_POSTGRES_URL. */
export function plansContract(): void {
  describe('plans', () => {
    let test: TestDatabase;
    let statements: PreparedStatements;
    let ids: Awaited<ReturnType<typeof someIds>>;
    beforeAll(async () => {
      test = await createTestDatabase();
      // Two years of partitions.
      await ensurePartitions(test.db, monthOf(Date.now(), -24).from, 24);
      await test.db.pool.query(NO_AUTOVACUUM);
      statements = await PreparedStatements.on(test.db);
      for (const { name, text } of CASES) await statements.prepare(name, text);
      const none = {
        messages: count100.map(() => newId()),
        fresh: count100.map(() => newId()),
        conversation: LAST_UUID,
        outbox: [0],
        attachment: { id: LAST_UUID, owner: '' },
        upload: LAST_UUID,
        sent: { id: LAST_UUID, sender: '' },
      };
      // Makes the plans, and keeps them.
      for (const { name, values } of CASES) await statements.explain(name, values(none));
      await fill(test.db);
      ids = await someIds(test.db);
    }, 240_000);
    afterAll(async () => {
      statements.release();
      await test.drop();
    });

    const check = ({ rows, pages }: Case, plan: Plan): void => {
      expect(plan.scanned).toEqual([]);
      if (rows !== undefined) expect(plan.rows).toBe(rows);
      expect(plan.pages).toBeLessThan(pages);
      expect(plan.locks).toBeLessThan(MOST_LOCKS);
    };

    it.each(CASES)('made before there was anything are good for plenty: $name', async (one) => {
      check(one, await statements.explain(one.name, one.values(ids)));
    });

    it('made with statistics are as good', async () => {
      await test.db.pool.query('vacuum analyze');
      for (const one of CASES) {
        // Makes the plan, which takes more locks than to use it.
        await statements.explain(one.name, one.values(ids));
        check(one, await statements.explain(one.name, one.values(ids)));
      }
    });
  });
}
