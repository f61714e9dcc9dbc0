import { newId } from '@iimp/protocol/ids';
import type { Database, Queryable } from '../database.js';
import { createUsers, fromLocal, fromRemote, makeMessage } from '../fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { MessageWriter } from './message-writer.js';
import type { Wake } from './types.js';

/** Rows that statements of transactions gave, by the statement's name. */
function countRows(db: Database): Map<string, number> {
  const rows = new Map<string, number>();
  const counted = (tx: Queryable): Queryable => ({
    async query<T extends object>(name: string, text: string, values?: readonly unknown[]): Promise<T[]> {
      const found = await tx.query<T>(name, text, values);
      rows.set(name, (rows.get(name) ?? 0) + found.length);
      return found;
    },
  });
  const transaction = db.transaction.bind(db);
  db.transaction = (name, work, options) => transaction(name, (tx) => work(counted(tx)), options);
  return rows;
}

describe('a batch of many conversations', () => {
  let test: TestDatabase;
  beforeAll(async () => (test = await createTestDatabase()));
  afterAll(() => test.drop());

  it('reads and writes them in a row for each kind, and has them right', async () => {
    const pairs = Array.from({ length: 20 }, (_, n) => [`a${n}@org1.test`, `b${n}@org1.test`] as const);
    await createUsers(test.db, pairs.flat());
    const wakes: Wake[] = [];
    const db = test.open();
    const rows = countRows(db);
    const writer = new MessageWriter(db, { onCommit: (wake) => wakes.push(wake) });
    const conversations = pairs.map((participants) => ({ participants, conversation_id: newId() }));
    const send = async (n: number): Promise<void> => {
      const messages = conversations.map(({ participants: [a, b], conversation_id }) =>
        makeMessage({ sender: [a, b][n]!, participants: [a, b, 'eve@org2.test'], conversation_id }),
      );
      const results = await writer.submitMany(messages.map(fromLocal));
      expect(results).toEqual(messages.map(() => ({ status: 'stored', unknownRecipients: [] })));
    };
    await send(0);
    rows.clear();
    wakes.length = 0;
    await send(1);
    // Users, conversations, local domains, active destinations; what has grown.
    expect([rows.get('write-read'), rows.get('write')]).toEqual([4, 1]);
    // The participants of each conversation are as they were.
    expect(rows.get('write-conversations')).toBeUndefined();
    expect(wakes.map(({ destinations }) => destinations)).toEqual([['org2.test']]);
    const grown = wakes.flatMap(({ mailboxes }) => mailboxes);
    expect(new Map(grown.map(({ userId, seq }) => [userId, seq]))).toEqual(
      new Map(pairs.flat().map((user) => [user, 2])),
    );
    await writer.close();
  });

  it('reads no row where there is nothing to know', async () => {
    const db = test.open();
    const rows = countRows(db);
    const writer = new MessageWriter(db);
    const stranger = makeMessage({ sender: 'x@org8.test', participants: ['x@org8.test', 'y@org9.test'] });
    expect(await writer.submit(fromRemote(stranger, 'org9.test'))).toMatchObject({ status: 'rejected' });
    expect(rows.get('write-read')).toBe(0);
    await writer.close();
  });
});
