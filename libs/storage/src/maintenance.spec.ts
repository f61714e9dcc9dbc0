import { ALICE, createUsers, fromLocal, mailboxOf, makeMessage } from './fixtures.testkit.js';
import { newId } from '@iimp/protocol/ids';
import { monthsBefore } from './internal/partitions.js';
import { ensurePartitions, spanFor } from './maintenance.js';
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

  it.each([
    ['a year', 365, 1],
    ['two years', 730, 1],
    ['five years', 1_826, 3],
    ['ten years', 3_650, 12],
    ['ever', 0, 12],
  ])('have so many months, where messages are kept for %s, that there are about two dozen', (_, days, months) => {
    expect(spanFor(days * 86_400_000)).toBe(months);
  });

  it('have several months where they are asked for, and leave with the last one', async () => {
    const make = (month: number, span: number) => ensurePartitions(test.db, Date.UTC(2034, month - 1, 9), 0, { span });
    expect(await make(1, 1)).toEqual(['messages_203401', 'deliveries_203401']);
    expect(await make(2, 12)).toEqual(['messages_203412', 'deliveries_203412']);
    for (const span of [1, 3, 12]) expect(await make(7, span)).toEqual([]);
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
