import { createHash } from 'node:crypto';
import { publicKeyFromRaw } from '@iimp/http-signatures/keys';
import { parseReceipt, verifyReceipt } from '@iimp/http-signatures/receipt';
import { eventually } from '@iimp/messaging/wait.testkit';
import { newId } from '@iimp/protocol/ids';
import type { Message } from '@iimp/proto/types';
import { MailboxView } from '@iimp/storage/read/mailbox-view';
import type { Peer } from '../peer.testkit.js';
import { startWorld, type World } from '../world.testkit.js';

const MAX_ATTACHMENT_BYTES = 1_000;
let world: World;
let org1: Peer;

beforeAll(async () => {
  world = await startWorld({ IIMP_ATTACHMENT_MAX_BYTES: String(MAX_ATTACHMENT_BYTES) });
  org1 = world.peer('org1.test');
});
afterAll(() => world?.stop());

/** Ids in a user's mailbox, in the order of their sequence numbers. */
async function mailbox(address: string): Promise<{ ids: string[]; seqs: number[] }> {
  const page = await new MailboxView(world.database.db).readMailbox(address, 0, 1_000, 100_000_000);
  const messages = page.messages.map((text) => JSON.parse(String(text)) as Message & { seq: number });
  return { ids: messages.map((message) => message.message_id), seqs: messages.map(({ seq }) => seq) };
}

describe('POST /federation/v1/messages, one message', () => {
  it('stores it for the recipients of the destination, then answers, then tells who waits', async () => {
    const message = org1.message({ participants: ['alice@org1.test', 'bob@org2.test', 'dave@org3.test'] });
    const answer = await org1.post(message);
    expect([answer.status, answer.json]).toEqual([
      200,
      { message_id: message.message_id, status: 'stored', unknown_recipients: [] },
    ]);
    expect((await mailbox('bob@org2.test')).ids).toContain(message.message_id);
    // Addressed to org2.test: org3.test gets its own post.
    expect((await mailbox('dave@org3.test')).ids).toEqual([]);
    await eventually('it is told', () => world.neighbours.grown.length > 0 && world.neighbours.heard.length > 0);
    expect(world.neighbours.grown).toEqual([{ userId: 'bob@org2.test', seq: expect.any(String) }]);
    expect(world.neighbours.heard).toEqual(['org1.test']);
  });

  it('tells who waits in the same process by a call, and the broker nothing of it', async () => {
    const hear = jest.fn();
    const stop = world.context.nearby.waits(hear);
    const said = jest.spyOn(world.context.messaging.client, 'emitBestEffort');
    await org1.post(org1.message({ participants: ['alice@org1.test', 'bob@org2.test'] }));
    stop();
    expect(hear.mock.calls).toEqual([[[{ userId: 'bob@org2.test', seq: expect.any(Number) }]]]);
    expect(said.mock.calls.map(([pattern]) => pattern)).not.toContain('mailbox.grown');
    said.mockRestore();
  });

  it('takes the same message again for a duplicate, also for another local domain', async () => {
    const message = org1.message({ participants: ['alice@org1.test', 'carol@org2.test', 'dave@org3.test'] });
    expect((await org1.post(message)).json.status).toBe('stored');
    expect((await org1.post(message)).json.status).toBe('duplicate');
    const other = await org1.post(message, { destination: 'org3.test', host: 'org3.test' });
    expect(other.status).toBe(200);
    expect((await mailbox('dave@org3.test')).ids).toEqual([message.message_id]);
    expect((await mailbox('carol@org2.test')).ids.filter((id) => id === message.message_id)).toHaveLength(1);
  });

  it('stores once what is posted 50 times at once, over two replicas', async () => {
    const other = await world.replica();
    const message = org1.message();
    const before = await mailbox('bob@org2.test');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        i % 2 ? org1.post(message) : org1.send({ body: Buffer.from(JSON.stringify(message)) }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(answers.filter(({ json }) => json.status === 'stored')).toHaveLength(1);
    const after = await mailbox('bob@org2.test');
    expect(after.ids).toEqual([...before.ids, message.message_id]);
    expect(after.seqs).toEqual(after.seqs.map((_, i) => i + 1));
    await other.stop();
  });

  it('names the recipients that do not exist, and refuses a message without one that does', async () => {
    const some = await org1.post(
      org1.message({ participants: ['alice@org1.test', 'bob@org2.test', 'nobody@org2.test'] }),
    );
    expect(some.json).toMatchObject({ status: 'stored', unknown_recipients: ['nobody@org2.test'] });
    const none = await org1.post(org1.message({ participants: ['alice@org1.test', 'nobody@org2.test'] }));
    expect([none.status, none.json.code]).toEqual([404, 'unknown_recipient']);
  });

  it('refuses another content under a known id, and what conversation and edits do not allow', async () => {
    const message = org1.message();
    await org1.post(message);
    const conflict = await org1.post({ ...message, timestamp: message.timestamp - 1 });
    expect([conflict.status, conflict.json.code]).toEqual([409, 'message_id_conflict']);
    const org4 = world.peer('org4.test');
    const intruder = await org4.post(
      org4.message({ conversation_id: message.conversation_id, participants: ['alice@org4.test', 'bob@org2.test'] }),
    );
    expect([intruder.status, intruder.json.code]).toEqual([403, 'not_a_participant']);
    const { conversation_id } = message;
    const edit = (reference: string) => org1.post(org1.message({ conversation_id, type: 'edit', reference }));
    const early = await edit(newId(world.now()));
    expect([early.status, early.json.code]).toEqual([409, 'unknown_reference']);
    for (let i = 0; i < 3; i++) expect((await edit(message.message_id)).status).toBe(200);
    const fourth = await edit(message.message_id);
    expect([fourth.status, fourth.json.code]).toEqual([422, 'edit_limit_exceeded']);
  });

  it('asks for the attachments that a message names', async () => {
    const attachment = { attachment_id: newId(world.now()), size: 10, sha256: 'ab'.repeat(32) };
    expect((await org1.post(org1.message({ attachments: [attachment] }))).status).toBe(200);
    await eventually('it is told', () => world.neighbours.fetches.length > 0);
    expect(world.neighbours.fetches).toEqual([{ attachmentId: attachment.attachment_id, origin: 'org1.test' }]);
  });

  it('refuses an attachment larger than what it says it takes, in a batch that message alone', async () => {
    const attachment = { attachment_id: newId(world.now()), size: MAX_ATTACHMENT_BYTES + 1, sha256: 'ab'.repeat(32) };
    const large = org1.message({ attachments: [attachment] });
    const { status, json } = await org1.post(large);
    expect([status, json.code, json.detail]).toEqual([
      413,
      'too_large',
      `attachments[0].size: more than ${MAX_ATTACHMENT_BYTES}`,
    ]);
    const just = org1.message({ attachments: [{ ...attachment, size: MAX_ATTACHMENT_BYTES }] });
    const batch = await org1.post({ messages: [large, just] });
    expect(batch.json.results).toMatchObject([{ status: 'rejected', code: 'too_large' }, { status: 'stored' }]);
  });

  it('normalises addresses, drops what it does not know, and takes other JSON of the same content for the same', async () => {
    const message = org1.message();
    const odd = { ...message, sender: 'Alice@ORG1.test', extra: { a: 1 } };
    expect((await org1.post(odd)).json).toMatchObject({ status: 'stored' });
    const reordered = Object.fromEntries(Object.entries(message).reverse());
    expect((await org1.post(reordered)).json).toMatchObject({ status: 'duplicate' });
    const page = await new MailboxView(world.database.db).readMailbox('carol@org2.test', 0, 1_000, 100_000_000);
    expect(page.messages.map(String).join()).not.toContain('extra');
  });
});

describe('POST /federation/v1/messages, a batch', () => {
  it('gives each message its result, in order; a bad one does not fail the others', async () => {
    const good = org1.message();
    const batch = [
      good,
      { ...org1.message(), participants: ['alice@org1.test'] },
      org1.message({ participants: ['alice@org1.test', 'nobody@org2.test'] }),
      { ...org1.message({ participants: ['eve@evil.test', 'bob@org2.test'] }), sender: 'eve@evil.test' },
      good,
      null,
      { message_id: 'no id' },
      org1.message({ conversation_id: good.conversation_id, type: 'edit', reference: good.message_id }),
    ];
    const { status, json } = await org1.post({ messages: batch });
    expect(status).toBe(200);
    expect(json.results).toMatchObject([
      { message_id: good.message_id, status: 'stored', unknown_recipients: [] },
      { message_id: (batch[1] as Message).message_id, status: 'rejected', code: 'invalid_request' },
      { message_id: (batch[2] as Message).message_id, status: 'rejected', code: 'unknown_recipient' },
      { message_id: (batch[3] as Message).message_id, status: 'rejected', code: 'sender_domain_mismatch' },
      { message_id: good.message_id, status: 'duplicate' },
      { message_id: null, status: 'rejected', code: 'invalid_request' },
      { message_id: null, status: 'rejected', code: 'invalid_request' },
      { status: 'stored' },
    ]);
    expect(json.results).toHaveLength(batch.length);
  });

  it('keeps the order of a conversation', async () => {
    const conversation_id = newId(world.now());
    const messages = Array.from({ length: 100 }, () => org1.message({ conversation_id }));
    const { json } = await org1.post({ messages });
    expect(json.results.map(({ status }: { status: string }) => status)).toEqual(Array(100).fill('stored'));
    expect((await mailbox('bob@org2.test')).ids.slice(-100)).toEqual(messages.map(({ message_id }) => message_id));
  });

  it('may have nothing good in it', async () => {
    const { status, json } = await org1.post({ messages: [{}, 1] });
    expect([status, json.results.length]).toEqual([200, 2]);
  });
});

describe('receipts', () => {
  const keyOf = (domain: string) => {
    const [active] = world.context.keyring.publicKeys(domain);
    return { keyid: `${domain}#${active!.keyId}`, key: publicKeyFromRaw(active!.publicKey) };
  };

  it.each(['org2.test', 'org3.test'])('prove that %s took exactly this request', async (destination) => {
    const message = org1.message({ participants: ['alice@org1.test', 'bob@org2.test', 'dave@org3.test'] });
    const body = Buffer.from(JSON.stringify({ messages: [message] }));
    const sending = { body, destination, host: destination };
    const headers = org1.sign(sending);
    const answer = await org1.send({ ...sending, headers });
    const { keyid, key } = keyOf(destination);
    const parsed = parseReceipt(answer.headers);
    expect(parsed.keyid).toBe(keyid);
    const request = { signature: headers['signature']!, contentDigest: headers['content-digest']! };
    const receipt = { status: 200, headers: answer.headers, body: answer.body, request };
    expect(() => verifyReceipt(parsed, receipt, key, world.now())).not.toThrow();
    expect(() => verifyReceipt(parsed, { ...receipt, body: Buffer.from('{}') }, key)).toThrow();
    const otherRequest = { ...request, contentDigest: `sha-256=:${createHash('sha256').digest('base64')}:` };
    expect(() => verifyReceipt(parsed, { ...receipt, request: otherRequest }, key)).toThrow();
  });

  it('are given for duplicates too', async () => {
    const message = org1.message();
    await org1.post(message);
    expect((await org1.post(message)).headers).toHaveProperty('signature-input');
  });
});
