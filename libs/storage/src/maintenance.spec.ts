import { ALICE, createUsers, fromLocal, mailboxOf, makeMessage } from './fixtures.testkit.js';
import { newId } from '@iimp/protocol/ids';
import { monthOf, uuidFloor } from './internal/partitions.js';
import { ensurePartitions } from './maintenance.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { MessageWriter } from './write/message-writer.js';

describe('partitions', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, 'carol@org1.test']);
  });
  afterAll(() => test.drop());

  it('are named and bounded by months, over the end of the year too', () => {
    const now = Date.UTC(2026, 10, 23);
    expect(monthOf(now, 0)).toEqual({ suffix: '202611', from: Date.UTC(2026, 10), to: Date.UTC(2026, 11) });
    expect(monthOf(now, 2)).toEqual({ suffix: '202701', from: Date.UTC(2027, 0), to: Date.UTC(2027, 1) });
    expect(uuidFloor(0x0123456789ab)).toBe('01234567-89ab-0000-0000-000000000000');
  });

  it('are there for this month and the next two, and made once', async () => {
    expect(await ensurePartitions(test.db, Date.now())).toEqual([]);
  });

  it('take over what came before they were there, while messages go on being written', async () => {
    const later = Date.UTC(2031, 4, 5);
    const writer = new MessageWriter(test.db);
    const send = (message_id: string): Promise<unknown> =>
      writer.submit(fromLocal(makeMessage({ sender: ALICE, participants: [ALICE, 'carol@org1.test'], message_id })));
    for (let i = 0; i < 5; i++) await send(newId(later + i));
    await send(newId(Date.UTC(1999, 0)));
    const where = async (): Promise<Record<string, number>> =>
      Object.fromEntries(
        (
          await test.db.query<{ name: string; n: number }>(
            'where',
            'select tableoid::regclass::text as name, count(*) as n from messages group by 1',
          )
        ).map(({ name, n }) => [name, n]),
      );
    expect(await where()).toEqual({ messages_default: 6 });
    const [created] = await Promise.all([
      ensurePartitions(test.db, later, 0),
      ...Array.from({ length: 20 }, (_, i) => send(newId(later + 100 + i))),
    ]);
    expect(created).toEqual(['messages_203105', 'deliveries_203105']);
    await send(newId(later + 500));
    expect(await where()).toEqual({ messages_default: 1, messages_203105: 26 });
    expect(await mailboxOf(test.db, ALICE)).toHaveLength(27);
    await writer.close();
  });
});
