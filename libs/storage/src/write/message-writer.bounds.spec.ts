import type { AttachmentRef, Message } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { ALICE, BOB, createUsers, fromLocal, fromRemote, makeMessage } from '../fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { prepare } from './incoming.js';
import { MessageWriter } from './message-writer.js';
import type { WriteResult } from './types.js';
import { MAX_GRANTS, weightOf } from './weight.js';

const MOST = 1_000;
const READERS = MAX_GRANTS / MOST;
const READERS_HERE = Array.from({ length: READERS + 1 }, (_, i) => `reader${i}@org1.test`);
const READERS_THERE = READERS_HERE.map((user) => user.replace('org1', 'second'));

const refs = (count: number): AttachmentRef[] =>
  Array.from({ length: count }, () => ({ attachment_id: newId(), size: 7, sha256: 'ab'.repeat(32) }));
const received = (participants: string[], fields: Partial<Message> = {}): Message =>
  makeMessage({ sender: BOB, participants: [BOB, ...participants], ...fields });

describe('the bounds of the message writer', () => {
  let test: TestDatabase;
  let writer: MessageWriter;
  let commits = 0;
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, ...READERS_HERE, ...READERS_THERE]);
    writer = new MessageWriter(test.db, { onCommit: () => commits++ });
  });
  afterAll(async () => {
    await writer.close();
    await test.drop();
  });

  const store = (messages: readonly Message[], destination = 'org1.test'): Promise<WriteResult[]> =>
    writer.submitMany(messages.map((message) => fromRemote(message, destination)));
  const grantsOf = async ({ attachments = [] }: Message): Promise<number> => {
    const ids = attachments.map(({ attachment_id }) => attachment_id);
    const text = 'select count(*)::int as n from attachment_grants where attachment_id = any($1::uuid[])';
    return (await test.db.pool.query<{ n: number }>(text, [ids])).rows[0]!.n;
  };

  it('refuse a message whose attachments have too many readers, and store the others that came with it', async () => {
    const [most, more, other] = [READERS, READERS + 1, 1].map((readers) =>
      received(READERS_HERE.slice(0, readers), { attachments: refs(MOST) }),
    );
    const detail = `attachments: ${MOST} for ${READERS + 1} users and domains; their product may be ${MAX_GRANTS}`;
    expect(await store([most!, more!, other!])).toEqual([
      { status: 'stored', unknownRecipients: [] },
      { status: 'rejected', code: 'too_large', detail },
      { status: 'stored', unknownRecipients: [] },
    ]);
    expect([await grantsOf(most!), await grantsOf(more!), await grantsOf(other!)]).toEqual([MAX_GRANTS, 0, MOST]);
  });

  it('hold for the domains that a local user writes to, and before an original that may come', async () => {
    const send = (domains: number, fields: Partial<Message> = {}): Promise<WriteResult> => {
      const others = Array.from({ length: domains }, (_, i) => `somebody@remote${i}.test`);
      const participants = [ALICE, ...others];
      return writer.submit(fromLocal(makeMessage({ sender: ALICE, participants, attachments: refs(MOST), ...fields })));
    };
    const edit = { type: 'edit', reference: newId() } as const;
    expect(await send(READERS - 1)).toMatchObject({ code: 'not_found' });
    expect(await send(READERS)).toMatchObject({ code: 'too_large' });
    expect(await send(READERS - 1, edit)).toMatchObject({ code: 'unknown_reference' });
    expect(await send(READERS, edit)).toMatchObject({ code: 'too_large' });
  });

  it('hold for one more of our domains, and not for what was stored already', async () => {
    const message = received([ALICE, ...READERS_THERE], { attachments: refs(MOST) });
    expect(await store([message])).toMatchObject([{ status: 'stored' }]);
    for (let time = 0; time < 2; time++)
      expect(await store([message], 'second.test')).toMatchObject([{ code: 'too_large' }]);
    expect(await store([message])).toMatchObject([{ status: 'duplicate' }]);
    expect(await grantsOf(message)).toBe(MOST);
  });

  it('give messages with many attachments a transaction of their own, and ordinary ones one together', async () => {
    const batchOf = (attachments: number): Message[] =>
      Array.from({ length: 3 }, () => received([ALICE], { attachments: refs(attachments) }));
    const before = commits;
    await store(batchOf(3));
    expect(commits - before).toBe(1);
    await store(batchOf(MOST));
    expect(commits - before).toBe(4);
  });

  it('weigh attachments times those who may read them', () => {
    const many = Array.from({ length: 400 }, (_, i) => `reader${i}@org1.test`);
    const weigh = (attachments: number, destination?: string): number => {
      const message = received([...many, 'dan@second.test'], { attachments: refs(attachments), encrypted_keys: [] });
      return weightOf(prepare(destination === undefined ? fromLocal(message) : fromRemote(message, destination)));
    };
    expect([0, 6, 60].map((attachments) => weigh(attachments, 'org1.test'))).toEqual([1, 8, 80]);
    expect([0, 6, 60].map((attachments) => weigh(attachments, 'second.test'))).toEqual([1, 1, 6]);
    expect([0, 6, 60].map((attachments) => weigh(attachments))).toEqual([1, 9, 81]);
  });

  it('weigh members whom a message may remove', () => {
    const message = prepare(fromLocal(received([ALICE])));
    expect([0, 2, 302, 303, 500].map((members) => weightOf(message, members))).toEqual([1, 1, 1, 2, 2]);
  });

  it('count an attachment that a message names twice, and keep it once', async () => {
    const [ref] = refs(1) as [AttachmentRef];
    const message = received([ALICE], { attachments: [ref, ref] });
    expect(await store([message])).toMatchObject([{ status: 'stored' }]);
    expect(await grantsOf(message)).toBe(1);
    const count = 'select count(*)::int as n from attachment_fetches where attachment_id = $1';
    expect((await test.db.pool.query(count, [ref.attachment_id])).rows).toEqual([{ n: 1 }]);
  });

  it('let grants be written in one order, whatever the order in which they are named', async () => {
    const attachments = refs(3).reverse();
    const [first, second, third] = READERS_HERE as [string, string, string];
    await test.db.pool.query('truncate attachment_grants');
    const conversation_id = newId();
    await store([
      received([third, first], { conversation_id, attachments }),
      received([second, first], { conversation_id, attachments: attachments.slice(1) }),
    ]);
    const { rows } = await test.db.pool.query<{ id: string; grantee: string }>(
      'select attachment_id as id, grantee from attachment_grants order by ctid',
    );
    const [last, middle, least] = attachments.map(({ attachment_id }) => attachment_id);
    expect(rows.map(({ id, grantee }) => [id, grantee])).toEqual([
      ...[first, second, third].map((grantee) => [least, grantee]),
      ...[first, second, third].map((grantee) => [middle, grantee]),
      ...[first, third].map((grantee) => [last, grantee]),
    ]);
  });

  it('refuse messages while those that wait are too many bytes, and take more when they are stored', async () => {
    const large = (): Message => received([ALICE], { encrypted_payload: 'AQ'.repeat(50_000) });
    const small = new MessageWriter(test.db, { maxQueuedBytes: 250_000, maxBatch: 1 });
    const submit = (): Promise<PromiseSettledResult<WriteResult>[]> =>
      Promise.allSettled([1, 2, 3, 4, 5].map(() => small.submit(fromRemote(large(), 'org1.test'))));
    for (let time = 0; time < 3; time++) {
      const results = await submit();
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'fulfilled',
        'rejected',
        'rejected',
      ]);
      expect(results[4]).toMatchObject({ reason: { code: 'unavailable', retryAfterSeconds: 1 } });
    }
    await small.close();
  });

  it('reckon with keys, participants and attachments too', () => {
    const bytes = (fields: Partial<Message>): number => prepare(fromLocal(received([ALICE], fields))).bytes;
    const key = { recipient: ALICE, encrypted_key: 'A'.repeat(683) };
    const none = bytes({ encrypted_keys: [] });
    expect(bytes({ encrypted_keys: Array.from({ length: 500 }, () => key) }) - none).toBe(500 * 783);
    expect(bytes({ encrypted_keys: [], attachments: refs(MOST) }) - none).toBe(MOST * 200);
    expect(bytes({ encrypted_keys: [], participants: [BOB, ...READERS_HERE] }) - none).toBe(READERS * 100);
  });
});
