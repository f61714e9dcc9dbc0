import { newId } from '@iimp/protocol/ids';
import { ALICE, BOB, createUsers, fromLocal, makeMessage } from '../fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { MessageWriter } from '../write/message-writer.js';
import { ConversationView } from './conversation-view.js';

const CAROL = 'carol@org1.test';
const DAVE = 'dave@org1.test';
const PLENTY = 1 << 24;

describe('conversations of a user', () => {
  let test: TestDatabase;
  let view: ConversationView;
  let writer: MessageWriter;
  const [talk, other, third] = [newId(), newId(), newId()];
  const ids: string[] = [];
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, CAROL, DAVE]);
    view = new ConversationView(test.db);
    writer = new MessageWriter(test.db);
    const send = async (conversation_id: string, participants: string[]): Promise<void> => {
      ids.push(await store(conversation_id, participants));
    };
    await send(talk, [ALICE, CAROL]);
    await send(other, [ALICE, BOB]);
    await send(talk, [ALICE, CAROL, DAVE]);
    await send(third, [ALICE, CAROL]);
    await send(talk, [ALICE, DAVE]);
  });
  afterAll(() => test.drop());

  const store = async (conversation_id: string, participants: string[], message_id = newId()): Promise<string> => {
    const message = makeMessage({ sender: ALICE, participants, conversation_id, message_id });
    expect(await writer.submit(fromLocal(message))).toMatchObject({ status: 'stored' });
    return message_id;
  };
  const idsOf = (messages: string[] = []): string[] =>
    messages.map((json) => (JSON.parse(json) as { message_id: string }).message_id);

  it('are listed up to so many bytes, at least one', async () => {
    const { conversations: all } = await view.list(ALICE, { limit: 10 });
    const bytes = all[0]!.participants.join(',').length + 1;
    expect(await view.list(ALICE, { limit: 10, maxBytes: bytes })).toEqual({
      conversations: all.slice(0, 1),
      hasMore: true,
    });
    expect(await view.list(ALICE, { limit: 10, maxBytes: bytes + 10 })).toEqual({
      conversations: all.slice(0, 2),
      hasMore: true,
    });
    expect((await view.list(ALICE, { limit: 10, before: all[0]!.last_message_id, maxBytes: 1 })).conversations).toEqual(
      all.slice(1, 2),
    );
  });

  it('are listed with the newest message first, page by page', async () => {
    const all = await view.list(ALICE, { limit: 10 });
    expect(all).toEqual({
      conversations: [
        { conversation_id: talk, participants: [ALICE, DAVE], last_message_id: ids[4] },
        { conversation_id: third, participants: [ALICE, CAROL], last_message_id: ids[3] },
        { conversation_id: other, participants: [ALICE, BOB], last_message_id: ids[1] },
      ],
      hasMore: false,
    });
    expect(await view.list(ALICE, { limit: 1 })).toEqual({
      conversations: all.conversations.slice(0, 1),
      hasMore: true,
    });
    expect(await view.list(ALICE, { limit: 2, before: ids[4]! })).toEqual({
      conversations: all.conversations.slice(1),
      hasMore: false,
    });
    expect((await view.list(DAVE, { limit: 9 })).conversations).toHaveLength(1);
    expect([await view.count(ALICE, 9), await view.count(ALICE, 2), await view.count(BOB, 9)]).toEqual([3, 2, 0]);
  });

  it('are to who was removed as they were then, whoever joins and writes later', async () => {
    const left = { conversation_id: talk, participants: [ALICE, CAROL, DAVE], last_message_id: ids[2] };
    expect(await view.find(CAROL, talk)).toEqual(left);
    const { conversations } = await view.list(CAROL, { limit: 9 });
    expect(conversations).toEqual([
      { conversation_id: third, participants: [ALICE, CAROL], last_message_id: ids[3] },
      left,
    ]);
    expect((await view.list(CAROL, { limit: 9, before: ids[3]! })).conversations).toEqual([left]);
  });

  it('are to each what the last message was that named them, in whatever order messages come', async () => {
    const conversation_id = newId();
    const seen = async (user: string) => {
      const found = await view.find(user, conversation_id);
      return found && [found.last_message_id, found.participants];
    };
    const group = [ALICE, CAROL, DAVE];
    const [first, late, latest, removal, again, last] = Array.from({ length: 6 }, () => newId()) as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    await store(conversation_id, [ALICE, CAROL], first);
    await store(conversation_id, [ALICE, BOB], removal);
    expect(await seen(CAROL)).toEqual([first, [ALICE, CAROL]]);
    // Of before the removal: carol gets it, and dave was never among those whom the newest message names.
    await store(conversation_id, group, latest);
    await store(conversation_id, [ALICE, CAROL], late);
    for (const user of [CAROL, DAVE]) expect(await seen(user)).toEqual([latest, group]);
    await store(conversation_id, [ALICE, CAROL], again);
    expect(await seen(CAROL)).toEqual([again, [ALICE, CAROL]]);
    await store(conversation_id, [ALICE, DAVE], last);
    expect(await seen(CAROL)).toEqual([again, [ALICE, CAROL]]);
    expect(await seen(DAVE)).toEqual([last, [ALICE, DAVE]]);
    expect(await seen(ALICE)).toEqual([last, [ALICE, DAVE]]);
  });

  it('are the same when a batch has all of it', async () => {
    const conversation_id = newId();
    const of = (participants: string[]) => makeMessage({ sender: ALICE, participants, conversation_id });
    const messages = [of([ALICE, CAROL]), of([ALICE, DAVE]), of([ALICE, CAROL, DAVE]), of([ALICE, DAVE])];
    await writer.submitMany(messages.map(fromLocal));
    expect(await view.find(CAROL, conversation_id)).toMatchObject({
      participants: [ALICE, CAROL, DAVE],
      last_message_id: messages[2]!.message_id,
    });
  });

  it('show nothing of today to who was removed before it was noted what they had', async () => {
    const conversation_id = newId();
    await store(conversation_id, [ALICE, CAROL]);
    await store(conversation_id, [ALICE, DAVE]);
    await test.db.pool.query('update conversation_members set left_by = null where conversation_id = $1', [
      conversation_id,
    ]);
    const nothing = { conversation_id, participants: [CAROL], last_message_id: conversation_id };
    expect(await view.find(CAROL, conversation_id)).toEqual(nothing);
    // The others are found page by page all the same.
    const { conversations } = await view.list(CAROL, { limit: 9 });
    const ids = conversations.map(({ last_message_id }) => last_message_id);
    expect(conversations[0]).toEqual(nothing);
    for (const [index, before] of ids.entries())
      expect((await view.list(CAROL, { limit: 9, before })).conversations).toEqual(conversations.slice(index + 1));
  });

  it('show who was removed no participants of then when the message is gone', async () => {
    const conversation_id = newId();
    const last = await store(conversation_id, [ALICE, CAROL]);
    await store(conversation_id, [ALICE, DAVE]);
    await test.db.pool.query('delete from messages where message_id = $1', [last]);
    const left = { conversation_id, participants: [CAROL], last_message_id: last };
    expect(await view.find(CAROL, conversation_id)).toEqual(left);
    expect((await view.list(CAROL, { limit: 1 })).conversations).toEqual([left]);
  });

  it('note a message of whoever is removed, and nothing of who is back', async () => {
    const conversation_id = newId();
    const noted = async () => {
      const text = `select u.address, m.left_by from conversation_members m join users u using (user_id)
                     where m.conversation_id = $1 and m.left_by is not null`;
      return (await test.db.pool.query(text, [conversation_id])).rows;
    };
    const last = await store(conversation_id, [ALICE, CAROL, DAVE]);
    await store(conversation_id, [ALICE, CAROL]);
    expect(await noted()).toEqual([{ address: DAVE, left_by: last }]);
    await store(conversation_id, [ALICE, CAROL, DAVE]);
    expect(await noted()).toEqual([]);
  });

  it('show a user the messages that it takes part in, and those alone', async () => {
    const read = async (user: string): Promise<string[]> =>
      idsOf((await view.messages(user, talk, { limit: 10, maxBytes: PLENTY }))?.messages);
    expect(await read(ALICE)).toEqual([ids[4], ids[2], ids[0]]);
    expect(await read(CAROL)).toEqual([ids[2], ids[0]]);
    expect(await read(DAVE)).toEqual([ids[4], ids[2]]);
    expect(await view.message(DAVE, ids[0]!)).toBeUndefined();
    expect(idsOf([(await view.message(CAROL, ids[0]!))!])).toEqual([ids[0]]);
  });

  it('give messages page by page, and about as many bytes as asked for', async () => {
    const page = await view.messages(ALICE, talk, { limit: 2, maxBytes: PLENTY });
    expect([idsOf(page?.messages), page?.next]).toEqual([[ids[4], ids[2]], ids[2]]);
    const rest = await view.messages(ALICE, talk, { limit: 2, before: ids[2]!, maxBytes: PLENTY });
    expect([idsOf(rest?.messages), rest?.next]).toEqual([[ids[0]], undefined]);
    const small = await view.messages(ALICE, talk, { limit: 3, maxBytes: 1 });
    expect([idsOf(small?.messages), small?.next]).toEqual([[ids[4]], ids[4]]);
  });

  it('look at so many messages for a page, whoever they are for, and say where to go on', async () => {
    const look = async (user: string, options: { before?: string; limit?: number; maxBytes?: number } = {}) => {
      const page = await view.messages(user, talk, { limit: 9, maxBytes: PLENTY, lookAt: 2, ...options });
      return [idsOf(page?.messages), page?.next];
    };
    expect(await look(ALICE)).toEqual([[ids[4], ids[2]], ids[2]]);
    expect(await look(ALICE, { limit: 1 })).toEqual([[ids[4]], ids[4]]);
    expect(await look(CAROL)).toEqual([[ids[2]], ids[2]]);
    expect(await look(CAROL, { before: ids[2]! })).toEqual([[ids[0]], undefined]);
    // The newest message is not carol's, and is as much as is looked at.
    expect(await look(CAROL, { maxBytes: 1 })).toEqual([[], ids[4]]);
    expect(await look(DAVE, { before: ids[2]! })).toEqual([[], undefined]);
  });

  it('are nobody else’s business', async () => {
    expect(await view.find(CAROL, other)).toBeUndefined();
    expect(await view.messages(CAROL, other, { limit: 1, maxBytes: PLENTY })).toBeUndefined();
    expect(await view.find(ALICE, newId())).toBeUndefined();
    expect(await view.find(ALICE, 'no-uuid')).toBeUndefined();
    expect(await view.message(ALICE, 'no-uuid')).toBeUndefined();
    expect(await view.find('org1.test', talk)).toBeUndefined();
  });
});
