import { ALICE, createUsers, fromLocal, mailboxOf, makeMessage } from './fixtures.testkit.js';
import { newId } from '@iimp/protocol/ids';
import { uuidFloor } from './internal/months.js';
import { monthsBefore } from './internal/partitions.js';
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

  it('are there for this month and the next two, and made once', async () => {
    expect(await ensurePartitions(test.db, Date.now())).toEqual([]);
  });

  it('are not made for months that a wider one has, which leaves with its last one', async () => {
    for (const table of ['messages', 'deliveries'])
      await test.db.pool.query(
        `create table ${table}_203412 partition of ${table}
            for values from ('${uuidFloor(Date.UTC(2034, 1))}') to ('${uuidFloor(Date.UTC(2035, 0))}')`,
      );
    const make = (month: number) => ensurePartitions(test.db, Date.UTC(2034, month - 1, 9), 0);
    expect(await make(1)).toEqual(['messages_203401', 'deliveries_203401']);
    for (const month of [2, 7, 12]) expect(await make(month)).toEqual([]);
    const old = async (year: number, month: number) =>
      (await monthsBefore(test.db, Date.UTC(year, month - 1))).filter((name) => name.startsWith('2034'));
    expect(await old(2034, 12)).toEqual(['203401']);
    expect(await old(2035, 1)).toEqual(['203401', '203412']);
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
