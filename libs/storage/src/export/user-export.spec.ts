import { newId } from '@iimp/protocol/ids';
import { Attachments } from '../attachments.js';
import { ALICE, fromLocal, mailboxOf, makeMessage } from '../fixtures.testkit.js';
import { createOutboxWorld, type OutboxWorld } from '../outbox/outbox.testkit.js';
import { Sessions } from '../sessions.js';
import { Users } from '../users.js';
import { MessageWriter } from '../write/message-writer.js';
import { EXPORT_FORMAT, exportUser } from './user-export.js';

const CAROL = 'carol@org1.test';
const DORA = 'dora@org1.test';

describe('the export of a user', () => {
  let world: OutboxWorld;
  beforeAll(async () => {
    world = await createOutboxWorld();
  });
  afterAll(() => world.close());

  const lines = async (address: string): Promise<Record<string, unknown>[]> => {
    const found: Record<string, unknown>[] = [];
    for await (const json of (await exportUser(world.test.db, address, 77))!)
      found.push(JSON.parse(json) as Record<string, unknown>);
    return found;
  };

  it('has everything that is kept of them, as it is stored, and ends with a sum', async () => {
    const { db } = world.test;
    const attachments = new Attachments(db);
    const attachmentId = newId();
    await attachments.createUpload({ attachmentId, owner: ALICE, blobKey: 'up/1', now: 10 });
    await attachments.markReady({ attachmentId, owner: ALICE, size: 5, sha256: 'ab'.repeat(32) });
    await new Sessions(db).create({ address: ALICE, token: 't', expiresAt: 9e12, now: 1 });
    const writer = new MessageWriter(db, { now: () => world.now });
    const refs = [{ attachment_id: attachmentId, size: 5, sha256: 'ab'.repeat(32) }];
    const local = makeMessage({ sender: CAROL, participants: [ALICE, CAROL] });
    await writer.submit(fromLocal(local));
    await writer.submit(fromLocal(makeMessage({ sender: ALICE, participants: [ALICE, CAROL], attachments: refs })));
    await writer.close();
    await world.send('org2.test', 1_200);
    const lease = await world.lease('org2.test');
    const claimed = (await world.store.claimBatch(lease, 100, 1 << 24, world.now)).rows;
    await world.store.complete(
      lease,
      claimed.map((row, at) => ({
        kind: 'delivered' as const,
        row,
        unknownRecipients: at === 0 ? row.recipients : [],
        receipt: { signature: 'abc' },
      })),
      world.now,
    );

    const found = await lines(ALICE);
    expect(found[0]).toEqual({
      record: 'account',
      format: EXPORT_FORMAT,
      exported_at: 77,
      address: ALICE,
      created_at: 1,
      disabled_at: null,
      keys: null,
      last_seq: 1_203,
    });
    const of = (record: string) => found.filter((line) => line['record'] === record);
    expect(of('session')).toEqual([expect.objectContaining({ expires_at: 9e12 })]);
    expect(JSON.stringify(of('session'))).not.toContain('token');
    expect(of('attachment')).toEqual([expect.objectContaining({ attachment_id: attachmentId, owner: ALICE, size: 5 })]);
    expect(of('conversation')).toHaveLength(1_202);
    const entries = [...of('message'), ...of('notice')].map((line) => line['entry']);
    expect(entries).toEqual(await mailboxOf(world.test.db, ALICE));
    expect(of('delivery')).toHaveLength(1_200);
    expect(of('delivery').find((line) => line['message_id'] === claimed[1]?.messageId)).toMatchObject({
      domain: 'org2.test',
      recipients: ['bob@org2.test'],
      state: 'delivered',
      receipt: { signature: 'abc' },
    });
    expect(found.at(-1)).toEqual({
      record: 'end',
      counts: {
        account: 1,
        session: 1,
        conversation: 1_202,
        attachment: 1,
        message: 1_202,
        notice: 1,
        delivery: 1_200,
      },
    });
  });

  it('names each attachment once, over many pages', async () => {
    const { db } = world.test;
    // Two origins have the same ids; of the first one some are owned, some received, some both; the second one's are received.
    await new Users(db).create({ address: DORA, passwordHash: null, now: 1 });
    await db.pool.query(`
      with ids as (select n, lpad(to_hex(n * 7919 % 1000), 32, '0')::uuid as id from generate_series(0, 799) n),
           mine as (insert into attachments (attachment_id, origin, owner, state, size, sha256, blob_key, created_at)
                    select id, 'org1.test', case when n < 600 then '${DORA}' end, 'ready', 1, 'x', 'k', n from ids),
           others as (insert into attachments (attachment_id, origin, state, size, sha256, blob_key, created_at)
                      select id, 'org2.test', 'ready', 1, 'x', 'k', n from ids)
      insert into attachment_grants
        select id, 'org1.test', '${DORA}' from ids where n >= 400 union all select id, 'org2.test', '${DORA}' from ids`);
    const found = (await lines(DORA)).filter((line) => line['record'] === 'attachment');
    const keys = found.map((line) => `${String(line['attachment_id'])} ${String(line['origin'])}`);
    expect(new Set(keys).size).toBe(1_600);
    expect(keys).toEqual([...keys].sort());
  });

  it('tells of a conversation what it was when the user was removed', async () => {
    const { db } = world.test;
    const eva = 'eva@org1.test';
    await new Users(db).create({ address: eva, passwordHash: null, now: 1 });
    const writer = new MessageWriter(db, { now: () => world.now });
    const first = makeMessage({ sender: ALICE, participants: [ALICE, eva] });
    const { conversation_id } = first;
    const removal = makeMessage({ sender: ALICE, participants: [ALICE, DORA], conversation_id });
    await writer.submitMany([first, removal].map(fromLocal));
    await writer.close();
    const [conversation] = (await lines(eva)).filter((line) => line['record'] === 'conversation');
    expect(conversation).toMatchObject({ participants: [ALICE, eva], last_message_id: first.message_id });
  });

  it('has nothing of others', async () => {
    const found = await lines(CAROL);
    expect(found.map((line) => line['record'])).toEqual([
      'account',
      'conversation',
      'conversation',
      'attachment',
      'message',
      'message',
      'end',
    ]);
    expect(await exportUser(world.test.db, 'nobody@org1.test', 1)).toBeUndefined();
  });
});
