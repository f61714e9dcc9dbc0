import type { ConversationList, ConversationSummary, MessagePage, Problem } from '@iimp/proto/types';
import { validateConversationList, validateConversationSummary, validateMessagePage } from '@iimp/proto/validators';
import { newId } from '@iimp/protocol/ids';
import { ALICE, ApiWorld, BOB, CAROL, textMessage } from './api.testkit.js';

describe('conversations', () => {
  let world: ApiWorld;
  const conversations: string[] = [];
  const messages: string[] = [];
  beforeAll(async () => {
    world = await ApiWorld.start();
    for (let i = 0; i < 5; i++) conversations.push(newId());
    // Five conversations, then seven more messages of the first.
    const all = [
      ...conversations.map((conversation_id) => textMessage({ conversation_id })),
      ...Array.from({ length: 7 }, () => textMessage({ conversation_id: conversations[0]! })),
    ];
    await world.as(ALICE, 'POST', '/messages', { body: { messages: all } });
    messages.push(all[0]!.message_id, ...all.slice(5).map(({ message_id }) => message_id));
  });
  afterAll(() => world.stop());

  it('are listed with the newest message first, in pages', async () => {
    const got: string[] = [];
    let before = '';
    for (let more = true; more;) {
      const { status, body } = await world.as<ConversationList>(BOB, 'GET', `/conversations?limit=2${before}`);
      expect([status, validateConversationList(body)]).toEqual([200, true]);
      expect(body.conversations.length).toBeLessThanOrEqual(2);
      got.push(...body.conversations.map(({ conversation_id }) => conversation_id));
      before = `&before=${body.conversations.at(-1)!.last_message_id}`;
      more = body.has_more;
    }
    const [first, ...others] = conversations;
    expect(got).toEqual([first, ...others.reverse()]);
    expect((await world.as<ConversationList>(CAROL, 'GET', '/conversations')).body.conversations).toEqual([]);
  });

  it('are shown to those who take part', async () => {
    const path = `/conversations/${conversations[0]!}`;
    const { status, body } = await world.as<ConversationSummary>(BOB, 'GET', path);
    expect([status, validateConversationSummary(body)]).toEqual([200, true]);
    expect(body.last_message_id).toBe(messages.at(-1));
    expect([...body.participants].sort()).toEqual([ALICE, BOB]);
    for (const hidden of [path, `${path}/messages`, `/conversations/${newId()}`]) {
      const refused = await world.as<Problem>(CAROL, 'GET', hidden);
      expect([refused.status, refused.body.code]).toEqual([404, 'not_found']);
    }
  });

  it('give their messages newest first, in pages', async () => {
    const got: string[] = [];
    let before = '';
    for (let more = true; more;) {
      const path = `/conversations/${conversations[0]!}/messages?limit=3${before}`;
      const { status, body } = await world.as<MessagePage>(BOB, 'GET', path);
      expect([status, validateMessagePage(body)]).toEqual([200, true]);
      got.push(...body.messages.map(({ message_id }) => message_id));
      before = `&before=${body.messages.at(-1)!.message_id}`;
      more = body.has_more;
    }
    expect(got).toEqual([...messages].reverse());
  });

  it('give somebody who was removed long ago the messages of before', async () => {
    const conversation_id = newId();
    const participants = [ALICE, BOB, CAROL];
    const first = textMessage({ conversation_id, participants });
    const last = textMessage({ conversation_id, message_id: newId(Date.now() + 1_000) });
    await world.as(ALICE, 'POST', '/messages', { body: { messages: [first, last] } });
    // Many more of the others, between the two.
    await world.database.db.pool.query(
      `insert into messages (message_id, conversation_id, sender, type, local_domains, sent_at, created_at, envelope, encrypted_keys)
       select overlay($1::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, conversation_id, sender, type, local_domains, sent_at,
              created_at, envelope, encrypted_keys
         from messages, generate_series(1, 2500) n where message_id = $1::text::uuid`,
      [last.message_id],
    );
    // The newest message of all is nobody's business who was removed.
    expect((await world.as(CAROL, 'GET', `/conversations/${conversation_id}`)).body).toEqual({
      conversation_id,
      participants,
      last_message_id: first.message_id,
    });
    const path = `/conversations/${conversation_id}/messages`;
    const { status, body } = await world.as<MessagePage>(CAROL, 'GET', path);
    expect([status, body.messages.map(({ message_id }) => message_id)]).toEqual([200, [first.message_id]]);
    const before = `${path}?before=${first.message_id}`;
    expect((await world.as<MessagePage>(CAROL, 'GET', before)).body).toEqual({ messages: [], has_more: false });
  });
});
