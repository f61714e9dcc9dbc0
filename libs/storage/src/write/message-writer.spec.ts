import type { Message } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { ProblemError } from '@iimp/protocol/problem';
import type { Database } from '../database.js';
import { ALICE, BOB, createUsers, fromLocal, fromRemote, mailboxOf, makeMessage } from '../fixtures.testkit.js';
import { DeliveriesView } from '../outbox/deliveries-view.js';
import { ConversationView } from '../read/conversation-view.js';
import { conversationLockKey } from '../internal/locks.js';
import { bigintHexArray } from '../internal/pg-array.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { MessageWriter } from './message-writer.js';
import type { Wake, WriteResult } from './types.js';

const CAROL = 'carol@org1.test';
const DAN = 'dan@second.test';
const NOBODY = { destinations: [], mailboxes: [], attachments: [] };

describe('the message writer', () => {
  let test: TestDatabase;
  let writer: MessageWriter;
  const told: Wake[] = [];
  let conversations: ConversationView;
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, CAROL, DAN]);
    writer = new MessageWriter(test.db, { onCommit: (wake) => told.push(wake) });
    conversations = new ConversationView(test.db);
  });
  afterAll(async () => {
    await writer.close();
    await test.drop();
  });

  it('stores a message of a local user, delivers it here and queues it for elsewhere', async () => {
    const message = makeMessage({ sender: ALICE, participants: [ALICE, CAROL, BOB, 'eve@org2.test', 'fay@org3.test'] });
    const result = await writer.submit(fromLocal(message));
    expect(result).toMatchObject({ status: 'stored', unknownRecipients: [] });
    expect(told.at(-1)).toEqual({
      destinations: ['org2.test', 'org3.test'],
      mailboxes: [
        { userId: ALICE, seq: 1 },
        { userId: CAROL, seq: 1 },
      ],
      attachments: [],
    });
    expect(await mailboxOf(test.db, CAROL)).toEqual([{ ...message, seq: 1 }]);
    expect(await new DeliveriesView(test.db).deliveries(message.message_id, ALICE)).toEqual([
      {
        domain: 'org2.test',
        recipients: [BOB, 'eve@org2.test'],
        state: 'queued',
        attempts: 0,
        last_error: null,
        delivered_at: null,
      },
      {
        domain: 'org3.test',
        recipients: ['fay@org3.test'],
        state: 'queued',
        attempts: 0,
        last_error: null,
        delivered_at: null,
      },
    ]);
  });

  it('keeps the known members of a message, byte for byte, and no others', async () => {
    const message = makeMessage({ sender: ALICE, participants: [ALICE, CAROL] });
    await writer.submit(fromLocal({ ...message, x_new: 'unknown' } as Message));
    expect(JSON.parse((await conversations.message(CAROL, message.message_id)) ?? '')).toEqual(message);
  });

  it('tells of a batch once, each mailbox with its last number and each destination once', async () => {
    const batch = [1, 2].map(() => fromLocal(makeMessage({ sender: CAROL, participants: [CAROL, DAN, BOB] })));
    const before = told.length;
    await writer.submitMany(batch);
    expect(told.slice(before)).toEqual([
      {
        ...NOBODY,
        destinations: ['org2.test'],
        mailboxes: [
          { userId: CAROL, seq: (await mailboxOf(test.db, CAROL)).at(-1)?.seq },
          { userId: DAN, seq: (await mailboxOf(test.db, DAN)).at(-1)?.seq },
        ],
      },
    ]);
  });

  it('takes the same message again as a duplicate, and other content under its id as a conflict', async () => {
    const message = makeMessage({ sender: ALICE, participants: [ALICE, CAROL] });
    await writer.submit(fromLocal(message));
    const before = await mailboxOf(test.db, CAROL);
    expect(await writer.submit(fromLocal({ ...message, encrypted_keys: [] }))).toEqual({
      status: 'duplicate',
      unknownRecipients: [],
    });
    expect(told.at(-1)).toEqual(NOBODY);
    expect(await writer.submit(fromLocal({ ...message, timestamp: 7 }))).toMatchObject({
      status: 'rejected',
      code: 'message_id_conflict',
    });
    expect(await mailboxOf(test.db, CAROL)).toEqual(before);
  });

  it('lets the greatest message_id set the participants, in whatever order messages come', async () => {
    const conversation_id = newId();
    const [first, second, third] = [newId(), newId(), newId()];
    const send = (message_id: string, participants: string[], sender = ALICE): Promise<WriteResult> =>
      writer.submit(fromLocal(makeMessage({ message_id, conversation_id, sender, participants })));
    await send(first, [ALICE, CAROL]);
    await send(third, [ALICE, DAN]);
    await send(second, [ALICE, CAROL, DAN]);
    expect(await conversations.find(ALICE, conversation_id)).toEqual({
      conversation_id,
      participants: [ALICE, DAN],
      last_message_id: third,
    });
    expect(await send(newId(), [ALICE, CAROL], CAROL)).toMatchObject({ status: 'rejected', code: 'not_a_participant' });
    expect(await send(newId(), [ALICE, DAN], DAN)).toMatchObject({ status: 'stored' });
  });

  it('tells a local sender which local participants do not exist, and refuses when nobody does', async () => {
    const message = makeMessage({
      sender: ALICE,
      participants: [ALICE, CAROL, 'nobody@org1.test', 'none@second.test'],
    });
    expect(await writer.submit(fromLocal(message))).toMatchObject({
      status: 'stored',
      unknownRecipients: ['nobody@org1.test', 'none@second.test'],
    });
    const notices = (await mailboxOf(test.db, ALICE)).slice(-2);
    const { message_id, conversation_id } = message;
    expect(notices).toMatchObject([
      {
        type: 'delivery_failure',
        message_id,
        conversation_id,
        domain: 'org1.test',
        recipients: ['nobody@org1.test'],
        code: 'unknown_recipient',
      },
      { type: 'delivery_failure', message_id, domain: 'second.test', recipients: ['none@second.test'] },
    ]);
    const lonely = makeMessage({ sender: ALICE, participants: [ALICE, 'nobody@org1.test'] });
    expect(await writer.submit(fromLocal(lonely))).toMatchObject({ status: 'rejected', code: 'unknown_recipient' });
  });

  it('delivers what a remote server posts to the users of the domain that it is posted to', async () => {
    const message = makeMessage({ sender: BOB, participants: [BOB, ALICE, DAN, 'nobody@org1.test'] });
    const result = await writer.submit(fromRemote(message, 'org1.test'));
    expect(result).toMatchObject({ status: 'stored', unknownRecipients: ['nobody@org1.test'] });
    expect(told.at(-1)).toEqual({ ...NOBODY, mailboxes: [{ userId: ALICE, seq: expect.any(Number) as number }] });
    const again = {
      ...message,
      participants: [BOB, 'nobody@org1.test'],
      message_id: newId(),
      conversation_id: newId(),
    };
    expect(await writer.submit(fromRemote(again, 'org1.test'))).toMatchObject({ code: 'unknown_recipient' });
  });

  it('delivers a message once more when it is posted for another of our domains, and only once', async () => {
    const all = makeMessage({ sender: BOB, participants: [BOB, ALICE, DAN] });
    const keysOf = (user: string): Message['encrypted_keys'] => all.encrypted_keys.filter((k) => k.recipient === user);
    const post = (user: string, destination: string): Promise<WriteResult> =>
      writer.submit(fromRemote({ ...all, encrypted_keys: keysOf(user) }, destination));
    expect(await post(ALICE, 'org1.test')).toMatchObject({ status: 'stored' });
    const results = await Promise.all([post(DAN, 'second.test'), post(DAN, 'second.test'), post(ALICE, 'org1.test')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['duplicate', 'duplicate', 'stored']);
    expect((await mailboxOf(test.db, DAN)).at(-1)).toMatchObject({
      message_id: all.message_id,
      encrypted_keys: [...keysOf(ALICE), ...keysOf(DAN)],
    });
    expect((await mailboxOf(test.db, DAN)).filter((m) => m.message_id === all.message_id)).toHaveLength(1);
    expect(await conversations.find(DAN, all.conversation_id)).toBeDefined();
  });

  it('refuses what is not of the sender or for anybody here', async () => {
    const message = makeMessage({ sender: BOB, participants: [BOB, ALICE] });
    expect(await writer.submit(fromRemote(message, 'second.test'))).toMatchObject({ code: 'invalid_request' });
    expect(
      await writer.submit({ message, origin: { kind: 'remote', domain: 'org3.test' }, destination: 'org1.test' }),
    ).toMatchObject({ code: 'sender_domain_mismatch' });
    expect(await writer.submit({ message, origin: { kind: 'local', user: ALICE } })).toMatchObject({
      code: 'unauthorized',
    });
  });

  it('says of an edit that is for nobody so, since no original that comes would change it', async () => {
    const original = makeMessage({ sender: BOB, participants: [BOB, 'nobody@org1.test'] });
    const { conversation_id, message_id: reference } = original;
    const edit = (participants: string[]): Message =>
      makeMessage({ sender: BOB, participants, conversation_id, type: 'edit', reference });
    const toNobody = edit(original.participants);
    const batch = [toNobody, original, toNobody, edit([BOB, ALICE])];
    const results = await writer.submitMany(batch.map((message) => fromRemote(message, 'org1.test')));
    expect(results.map((result) => result.status === 'rejected' && result.code)).toEqual([
      'unknown_recipient',
      'unknown_recipient',
      'unknown_recipient',
      'unknown_reference',
    ]);
    const lonely = { ...edit([ALICE, 'nobody@org1.test']), sender: ALICE };
    expect(await writer.submit(fromLocal(lonely))).toMatchObject({ code: 'unknown_recipient' });
  });

  it('takes edits as the rules say, within one batch too', async () => {
    const original = makeMessage({ sender: ALICE, participants: [ALICE, CAROL] });
    const edit = (fields: Partial<Message> = {}): Message =>
      makeMessage({
        sender: ALICE,
        participants: [ALICE, CAROL],
        conversation_id: original.conversation_id,
        type: 'edit',
        reference: original.message_id,
        ...fields,
      });
    expect(await writer.submit(fromLocal(edit()))).toMatchObject({ code: 'unknown_reference' });
    const batch = [original, edit(), edit({ sender: CAROL }), edit(), edit(), edit()];
    const results = await writer.submitMany(batch.map(fromLocal));
    expect(results.map((result) => (result.status === 'rejected' ? result.code : result.status))).toEqual([
      'stored',
      'stored',
      'invalid_edit',
      'stored',
      'stored',
      'edit_limit_exceeded',
    ]);
    expect(await writer.submit(fromLocal(edit()))).toMatchObject({ code: 'edit_limit_exceeded' });
  });

  it('stores the others when one cannot be stored', async () => {
    const broken = makeMessage({ sender: ALICE, participants: [ALICE, CAROL, 'nul\0@org1.test'] });
    const entries = Array.from({ length: 9 }, () => makeMessage({ sender: ALICE, participants: [ALICE, CAROL] }));
    entries.splice(4, 0, broken);
    const results = await Promise.allSettled(entries.map((message) => writer.submit(fromLocal(message))));
    expect(results.map(({ status }) => status)).toEqual(entries.map((m) => (m === broken ? 'rejected' : 'fulfilled')));
    expect((await mailboxOf(test.db, CAROL)).slice(-9).map((m) => m.message_id)).toEqual(
      entries.filter((m) => m !== broken).map((m) => m.message_id),
    );
  });

  it('stores nothing of a request behind what it could not store, in the same conversation', async () => {
    const failures = [new ProblemError('unavailable', 'the pool is exhausted')];
    const flaky: Database = Object.create(test.db, {
      transaction: {
        value: (...args: Parameters<Database['transaction']>) => {
          const failure = failures.shift();
          return failure ? Promise.reject(failure) : test.db.transaction(...args);
        },
      },
    }) as Database;
    const careful = new MessageWriter(flaky, { maxBatch: 8, concurrency: 1 });
    const of = (conversation_id: string, count: number) =>
      Array.from({ length: count }, () =>
        makeMessage({ sender: ALICE, participants: [ALICE, CAROL], conversation_id }),
      );
    const long = of(newId(), 20);
    const request = long.map((message) => fromLocal(message));
    const arrived = async () =>
      (await mailboxOf(test.db, CAROL)).map((m) => m.message_id).filter((id) => long.some((m) => m.message_id === id));
    const alone = careful.submit(fromLocal(of(newId(), 1)[0]!)).catch(() => 'failed');
    await expect(careful.submitMany(request)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await alone).toBe('failed');
    expect(await arrived()).toEqual([]);
    expect(careful.queued).toBe(0);
    await careful.submitMany(request);
    expect(await arrived()).toEqual(long.map((m) => m.message_id));
    await careful.close();
  });

  it('does not let few wait for a transaction that waits itself, and lets them share one', async () => {
    const [stuck, ...others] = Array.from({ length: 6 }, () =>
      makeMessage({ sender: ALICE, participants: [ALICE, CAROL] }),
    );
    const other = await test.db.pool.connect();
    await other.query('begin');
    await other.query('select pg_advisory_xact_lock(k) from unnest($1::bigint[]) k', [
      bigintHexArray([conversationLockKey(stuck!.conversation_id)]),
    ]);
    const late = writer.submit(fromLocal(stuck!));
    await new Promise((resolve) => setImmediate(resolve));
    const before = told.length;
    const results = await Promise.all(others.map((message) => writer.submit(fromLocal(message))));
    expect(results.map(({ status }) => status)).toEqual(others.map(() => 'stored'));
    expect(told).toHaveLength(before + 1);
    await other.query('rollback');
    other.release();
    expect(await late).toMatchObject({ status: 'stored' });
  });

  it('refuses more than it may hold, and everything once it is closed', async () => {
    const small = new MessageWriter(test.db, { maxQueued: 3, maxBatch: 1 });
    const messages = Array.from({ length: 5 }, () => makeMessage({ sender: ALICE, participants: [ALICE, CAROL] }));
    const results = await Promise.allSettled(messages.map((message) => small.submit(fromLocal(message))));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(results[4]).toMatchObject({ reason: { code: 'unavailable', retryAfterSeconds: 1 } });
    await small.close();
    await expect(small.submit(fromLocal(messages[4]!))).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('says that the database is away, and stores again when it is back', async () => {
    const away = test.open();
    const held = new MessageWriter(away);
    await away.close();
    const message = makeMessage({ sender: ALICE, participants: [ALICE, CAROL] });
    await expect(held.submit(fromLocal(message))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await writer.submit(fromLocal(message))).toMatchObject({ status: 'stored' });
  });
});
