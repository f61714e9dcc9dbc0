import { newId } from '@iimp/protocol/ids';
import { ALICE, createUsers, fromLocal, makeMessage } from './fixtures.testkit.js';
import { ensurePartitions } from './maintenance.js';
import { checkClock, checkTime } from './retention-clock.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { MessageWriter } from './write/message-writer.js';

const CAROL = 'carol@org1.test';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the clock that retention goes by', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, CAROL]);
  });
  afterAll(() => test.drop());

  const at = (difference: number) => checkClock(test.db, Date.now() + difference);
  const due = (days: number) => checkTime(test.db, { now: Date.now(), retentionMs: days * DAY });
  const write = async (age: number): Promise<void> => {
    const writer = new MessageWriter(test.db);
    const message = makeMessage({ sender: ALICE, participants: [ALICE, CAROL], message_id: newId(Date.now() - age) });
    expect(await writer.submit(fromLocal(message))).toMatchObject({ status: 'stored' });
    await writer.close();
  };

  it('is about that of Postgres', async () => {
    for (const difference of [-HOUR / 2, 0, HOUR / 2]) await expect(at(difference)).resolves.toBeUndefined();
    await expect(at(400 * DAY)).rejects.toMatchObject({
      code: 'unavailable',
      detail: expect.stringContaining('9600.0 hours ahead of'),
    });
    await expect(at(-2 * HOUR)).rejects.toMatchObject({ detail: expect.stringContaining('2.0 hours behind') });
    await expect(checkTime(test.db, { now: Date.now() + 2 * HOUR, retentionMs: DAY })).rejects.toThrow('ahead of');
  });

  it('is not believed when it says that many months are due and nobody has written for long', async () => {
    await ensurePartitions(test.db, Date.now() - 300 * DAY, 5);
    await expect(due(30)).resolves.toBeUndefined();
    await write(200 * DAY);
    await expect(due(30)).rejects.toMatchObject({
      code: 'unavailable',
      detail: expect.stringContaining('200 days old'),
    });
    // No month leaves, or those that do are not the last of all.
    await expect(due(3_000)).resolves.toBeUndefined();
    await write(5 * DAY);
    await expect(due(30)).resolves.toBeUndefined();
  });
});
