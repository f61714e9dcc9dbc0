import { newId } from '@iimp/protocol/ids';
import { createUsers, fromLocal, makeMessage } from '@iimp/storage/fixtures.testkit';
import { ensurePartitions } from '@iimp/storage/maintenance';
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import { keepFor } from './retention.js';

const ALICE = 'alice@org1.test';
const CAROL = 'carol@org1.test';
const DAY = 86_400_000;

describe('retention by the configuration', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, CAROL]);
    await ensurePartitions(test.db, Date.now() - 100 * DAY, 0);
    const writer = new MessageWriter(test.db);
    for (const age of [100, 1]) {
      const message = { sender: ALICE, participants: [ALICE, CAROL], message_id: newId(Date.now() - age * DAY) };
      expect(await writer.submit(fromLocal(makeMessage(message)))).toMatchObject({ status: 'stored' });
    }
    await writer.close();
  });
  afterAll(() => test.drop());

  const run = (now: number) =>
    keepFor({ retentionMs: 60 * DAY, restoreWindowMs: 0 }, test.db, now, new AbortController().signal);
  const stored = async (): Promise<number> => (await test.db.query('t-stored', 'select 1 from messages')).length;

  it('removes nothing by a clock that is a year ahead', async () => {
    await expect(run(Date.now() + 400 * DAY)).rejects.toThrow('ahead of that of Postgres');
    expect(await stored()).toBe(2);
  });

  it('removes by a good one what is older than the period', async () => {
    await run(Date.now());
    expect(await stored()).toBe(1);
  });
});
