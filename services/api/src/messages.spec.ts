import type { DeliveryReport, FederationBatchResult, Message, Problem, SyncResponse } from '@iimp/proto/types';
import {
  validateDeliveryReport,
  validateFederationBatchResult,
  validateFederationResult,
} from '@iimp/proto/validators';
import { domainOf } from '@iimp/protocol/address';
import { newId } from '@iimp/protocol/ids';
import { ALICE, ApiWorld, BOB, CAROL, REMOTE, textMessage } from './api.testkit.js';

/** What came of a message, or why nothing did. */
interface Sent {
  message_id: string;
  status: string | number;
  unknown_recipients: string[];
  code: string;
}

describe('sending', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await ApiWorld.start();
  });
  afterAll(() => world.stop());

  const send = (message: unknown, user = ALICE) => world.as<Sent>(user, 'POST', '/messages', { body: message });
  const sendMany = (messages: unknown[], user = ALICE) =>
    world.as<FederationBatchResult & Problem>(user, 'POST', '/messages', { body: { messages } });
  const mailbox = async (user: string) => (await world.as<SyncResponse>(user, 'GET', '/sync?limit=1000')).body.messages;

  it('stores a message once, whatever is asked again', async () => {
    const message = textMessage();
    const first = await send({ ...message, unknown: { member: 1 } });
    expect([first.status, first.body]).toEqual([
      201,
      { message_id: message.message_id, status: 'stored', unknown_recipients: [] },
    ]);
    expect(validateFederationResult(first.body)).toBe(true);
    const again = await send(message);
    expect([again.status, again.body.status]).toEqual([200, 'duplicate']);
    const other = await send({ ...message, encrypted_payload: `AQ${'B'.repeat(62)}` });
    expect([other.status, other.body.code]).toEqual([409, 'message_id_conflict']);
    for (const user of [ALICE, BOB]) {
      const found = (await mailbox(user)).filter(({ message_id }) => message_id === message.message_id);
      expect(found).toHaveLength(1);
      const { seq: _seq, ...stored } = found[0]!;
      expect(stored).toMatchObject(message);
      expect(stored).not.toHaveProperty('unknown');
    }
  });

  it('lets a worker in the same process know what it stored for other domains', async () => {
    const { freshOutbox } = world.context;
    const domain = domainOf(REMOTE);
    freshOutbox.follow(domain);
    const message = textMessage({ participants: [ALICE, REMOTE] });
    expect((await send(message)).status).toBe(201);
    expect(freshOutbox.get(domain, message.message_id)).toMatchObject({ domain, sender: ALICE });
  });

  it('stores one of 50 posted at once', async () => {
    const message = textMessage();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(message)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    for (const user of [ALICE, BOB])
      expect((await mailbox(user)).filter(({ message_id }) => message_id === message.message_id)).toHaveLength(1);
  });

  it('takes three edits of an original, from its sender alone', async () => {
    const original = textMessage();
    const { conversation_id, message_id: reference } = original;
    const edit = (change: Partial<Message> = {}) =>
      textMessage({ type: 'edit', conversation_id, reference, ...change });
    const early = await send(edit());
    expect([early.status, early.body.code]).toEqual([409, 'unknown_reference']);
    await send(original);
    for (let i = 0; i < 3; i++) expect((await send(edit())).status).toBe(201);
    const fourth = await send(edit());
    expect([fourth.status, fourth.body.code]).toEqual([422, 'edit_limit_exceeded']);
    const foreign = await send(edit({ sender: BOB }), BOB);
    expect([foreign.status, foreign.body.code]).toEqual([422, 'invalid_edit']);
  });

  it('refuses who is not in the conversation', async () => {
    const { conversation_id } = textMessage();
    await send(textMessage({ conversation_id }));
    const intruder = await send(textMessage({ conversation_id, sender: CAROL, participants: [CAROL, ALICE] }), CAROL);
    expect([intruder.status, intruder.body.code]).toEqual([403, 'not_a_participant']);
  });

  it('names local recipients that do not exist, and refuses when there is no other', async () => {
    const some = await send(textMessage({ participants: [ALICE, BOB, 'ghost@org1.test'] }));
    expect([some.status, some.body.unknown_recipients]).toEqual([201, ['ghost@org1.test']]);
    const none = await send(textMessage({ participants: [ALICE, 'ghost@org1.test'] }));
    expect([none.status, none.body.code]).toEqual([404, 'unknown_recipient']);
  });

  it('tells how far a message came, to its sender alone', async () => {
    const message = textMessage({ participants: [ALICE, BOB, REMOTE] });
    await send(message);
    const path = `/messages/${message.message_id}/deliveries`;
    const report = await world.as<DeliveryReport>(ALICE, 'GET', path);
    expect(report.status).toBe(200);
    expect(validateDeliveryReport(report.body)).toBe(true);
    expect(report.body).toMatchObject({
      message_id: message.message_id,
      deliveries: [{ domain: 'org2.test', recipients: [REMOTE], state: 'queued', attempts: 0, last_error: null }],
    });
    expect((await world.as<Problem>(BOB, 'GET', path)).body.code).toBe('not_found');
    expect((await world.as<Problem>(ALICE, 'GET', `/messages/${newId()}/deliveries`)).status).toBe(404);
  });

  it('takes several at once, each with its own result, in order', async () => {
    const conversation_id = newId();
    const good = Array.from({ length: 3 }, () => textMessage({ conversation_id }));
    const { body, status } = await sendMany([
      good[0],
      { ...textMessage(), sender: BOB },
      good[1],
      good[0],
      'not a message',
      { message_id: 'no id' },
      good[2],
      { ...good[1]!, timestamp: 1 },
    ]);
    expect(status).toBe(200);
    expect(validateFederationBatchResult(body)).toBe(true);
    expect(body.results.map((one) => one.code ?? one.status)).toEqual([
      'stored',
      'invalid_request',
      'stored',
      'duplicate',
      'invalid_request',
      'invalid_request',
      'stored',
      'message_id_conflict',
    ]);
    expect(body.results.map(({ message_id }) => message_id)).toMatchObject({
      0: good[0]!.message_id,
      4: null,
      5: null,
    });
    const stored = (await mailbox(BOB)).filter((message) => message.conversation_id === conversation_id);
    expect(stored.map(({ message_id }) => message_id)).toEqual(good.map(({ message_id }) => message_id));
  });

  it('takes a hundred at once, and no more', async () => {
    const many = (count: number) => Array.from({ length: count }, () => textMessage());
    const { body } = await sendMany(many(100));
    expect(body.results.filter(({ status }) => status === 'stored')).toHaveLength(100);
    expect((await sendMany(many(101))).body.code).toBe('too_large');
    expect((await sendMany([])).body.code).toBe('invalid_request');
  });
});
