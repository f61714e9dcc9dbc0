import { newId } from '@iimp/protocol/ids';
import { AttachmentFetches } from '../attachment-fetches.js';
import { Attachments } from '../attachments.js';
import { AuditLog } from '../audit.js';
import type { Database } from '../database.js';
import { ALICE, fromLocal, fromRemote, mailboxOf, makeMessage } from '../fixtures.testkit.js';
import { createOutboxWorld, type OutboxWorld } from '../outbox/outbox.testkit.js';
import { ConversationView } from '../read/conversation-view.js';
import { Sessions } from '../sessions.js';
import { Users } from '../users.js';
import { eventually } from '../wait.testkit.js';
import { MessageWriter } from '../write/message-writer.js';
import { continueErasures, erasedUsers, eraseUser, type ErasureReport, unfinishedErasures } from './erase.js';

const CAROL = 'carol@org1.test';
const BOB = 'bob@org2.test';
const SHA = 'ab'.repeat(32);

describe('erasure of a user', () => {
  let world: OutboxWorld;
  let db: Database;
  let writer: MessageWriter;
  let attachments: Attachments;
  beforeEach(async () => {
    world = await createOutboxWorld();
    db = world.test.db;
    writer = new MessageWriter(world.test.open(), { now: () => world.now });
    attachments = new Attachments(db);
  });
  afterEach(async () => {
    await writer.close();
    await world.close();
  });

  const rows = async (table: string, where = 'true'): Promise<number> =>
    Number((await db.pool.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`)).rows[0]?.n);
  const upload = async () => {
    const attachmentId = newId();
    await attachments.createUpload({ attachmentId, owner: ALICE, blobKey: `up/${attachmentId}`, now: 10 });
    await attachments.markReady({ attachmentId, owner: ALICE, size: 5, sha256: SHA });
    return { attachment_id: attachmentId, size: 5, sha256: SHA };
  };
  const erase = async (batch?: number, on = db): Promise<ErasureReport> => {
    const report = await eraseUser(on, { address: ALICE, actor: 'test', now: world.now, ...(batch && { batch }) });
    if (!report) throw new Error('no such user');
    return report;
  };
  /** The other domain takes all that waits for it, the user of one message being unknown there. */
  const deliver = async (domain: string): Promise<void> => {
    const lease = await world.lease(domain);
    const claimed = (await world.store.claimBatch(lease, 100, 1 << 20, world.now)).rows;
    const receipt = { signature: 'abc' };
    await world.store.complete(
      lease,
      claimed.map((row, at) => ({
        kind: 'delivered' as const,
        row,
        unknownRecipients: at === 0 ? row.recipients : [],
        receipt,
      })),
      world.now,
    );
  };
  /** What alice has, and what others have of her. */
  const live = async () => {
    const shared = makeMessage({ sender: ALICE, participants: [ALICE, CAROL, BOB], attachments: [await upload()] });
    const answer = makeMessage({
      sender: CAROL,
      participants: [ALICE, CAROL],
      conversation_id: shared.conversation_id,
    });
    const own = makeMessage({ sender: ALICE, participants: [ALICE, BOB], attachments: [await upload()] });
    const edit = makeMessage({ ...own, message_id: newId(), type: 'edit', reference: own.message_id, attachments: [] });
    for (const message of [shared, answer, own, edit]) await writer.submit(fromLocal(message));
    const theirs = { attachment_id: newId(), size: 7, sha256: SHA };
    const received = makeMessage({ sender: BOB, participants: [ALICE, BOB], attachments: [theirs] });
    await writer.submit(fromRemote(received, 'org1.test'));
    const unsent = await upload();
    await new Sessions(db).create({ address: ALICE, token: 't', expiresAt: 9e12, now: 1 });
    await deliver('org2.test');
    return { shared, answer, own, received, theirs, unsent };
  };
  /** Nothing is left of alice but what others have. */
  const expectGone = async ({ shared, answer, unsent }: Awaited<ReturnType<typeof live>>): Promise<void> => {
    const id = `user_id = (select user_id from erased_users where address = '${ALICE}')`;
    for (const table of ['users', 'sessions', 'mailboxes', 'mailbox_entries', 'conversation_members', 'notices'])
      expect([table, await rows(table, id)]).toEqual([table, 0]);
    expect(await rows('attachment_grants', `grantee = '${ALICE}'`)).toBe(0);
    expect(await new ConversationView(db).find(CAROL, shared.conversation_id)).toBeDefined();
    expect(await mailboxOf(db, CAROL)).toEqual([
      { ...shared, seq: 1 },
      { ...answer, seq: 2 },
    ]);
    expect(await rows('messages')).toBe(2);
    expect([await rows('conversations'), await rows('edit_counts'), await rows('attachment_fetches')]).toEqual([
      1, 0, 0,
    ]);
    // What was granted to others stays without an owner; the rest goes: the upload that nobody got, and what only alice was sent.
    const [kept] = shared.attachments ?? [];
    expect(await attachments.findForUser(kept?.attachment_id ?? '', CAROL)).toMatchObject({
      owner: null,
      state: 'ready',
    });
    expect(await attachments.takeRemovals(world.now, 10, 0)).toEqual(
      expect.arrayContaining([`up/${unsent.attachment_id}`]),
    );
  };

  it('removes what is only theirs, and leaves to others what they have', async () => {
    const before = await live();
    // The attachment of the message to bob is his domain's to fetch: it stays.
    const report = await erase();
    expect(report).toMatchObject({ address: ALICE, actor: 'test', finishedAt: world.now, waiting: 0 });
    expect(report.removed).toMatchObject({
      users: 1,
      sessions: 1,
      messages: 3,
      deliveries: 2,
      conversation_members: 3,
    });
    await expectGone(before);
    expect(await rows('attachments')).toBe(2);
    // The receipt covers the shared message too.
    expect([await rows('deliveries'), await rows('receipts')]).toEqual([1, 1]);
    expect((await new AuditLog(db).list({ limit: 9 })).map(({ action, subject }) => [action, subject])).toEqual([
      ['user.erased', ALICE],
      ['user.erase', ALICE],
    ]);
    expect(await erasedUsers(db, { limit: 9 })).toEqual([
      { address: ALICE, actor: 'test', begunAt: world.now, finishedAt: world.now },
    ]);
  });

  it('makes the address that of an unknown user, for ever', async () => {
    await erase();
    const users = new Users(db);
    expect([await users.find(ALICE), await users.credentials(ALICE), await users.keysOf(ALICE)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await expect(users.create({ address: ALICE, passwordHash: null, now: 1 })).rejects.toThrow('not given out again');
    await expect(upload()).rejects.toMatchObject({ code: 'unauthorized' });
    const fromBob = makeMessage({ sender: BOB, participants: [ALICE, BOB] });
    expect(await writer.submit(fromRemote(fromBob, 'org1.test'))).toMatchObject({ code: 'unknown_recipient' });
    const fromCarol = makeMessage({ sender: CAROL, participants: [ALICE, CAROL, BOB] });
    expect(await writer.submit(fromLocal(fromCarol))).toMatchObject({ unknownRecipients: [ALICE] });
    expect(await eraseUser(db, { address: 'nobody@org1.test', actor: 'test', now: 1 })).toBeUndefined();
  });

  it('is finished by running it again, wherever it was cut off', async () => {
    const before = await live();
    let cuts = 0;
    for (let finished = false; !finished; cuts++) {
      const cut = cutAfter(db, cuts);
      finished = await erase(1, cut).then(
        () => true,
        (error: Error) => {
          expect(error.message).toBe('cut off');
          return false;
        },
      );
    }
    expect(cuts).toBeGreaterThan(5);
    await expectGone(before);
    expect(await unfinishedErasures(db, 9)).toEqual([]);
    expect((await erase()).removed).toEqual({});
  });

  it('removes what a transaction still writes that took the user for one that exists', async () => {
    const client = await world.test.open().pool.connect();
    await client.query('begin');
    const { rows: found } = await client.query('select user_id from users where address = $1', [ALICE]);
    let ended = false;
    const erasing = erase().finally(() => (ended = true));
    await eventually('the user does not exist any more', async () => !(await rows('users', `address = '${ALICE}'`)));
    await client.query('insert into conversation_members values ($1, $2)', [found[0].user_id, newId()]);
    await client.query('insert into attachment_grants values ($1, $2, $3)', [newId(), 'org1.test', ALICE]);
    expect(ended).toBe(false);
    await client.query('commit');
    client.release();
    await erasing;
    expect([await rows('conversation_members'), await rows('attachment_grants')]).toEqual([0, 0]);
  });

  it('does not wait for others, or go on, when the process stops, and is finished by another run', async () => {
    const client = await world.test.open().pool.connect();
    await client.query('begin; select 1 from users');
    const stopping = new AbortController();
    const erasing = eraseUser(db, { address: ALICE, actor: 'test', now: world.now, signal: stopping.signal });
    await eventually('the user does not exist any more', async () => !(await rows('users', `address = '${ALICE}'`)));
    stopping.abort();
    await expect(erasing).rejects.toMatchObject({ name: 'AbortError' });
    await expect(continueErasures(db, world.now, stopping.signal)).resolves.toBeUndefined();
    expect(await unfinishedErasures(db, 9)).toHaveLength(1);
    await client.query('commit');
    client.release();
    await continueErasures(db, world.now, new AbortController().signal);
    expect(await unfinishedErasures(db, 9)).toEqual([]);
  });

  it('comes to an end in the smallest portions, whatever it is told of where the last one was', async () => {
    const before = await live();
    await world.send('org3.test', 2);
    const portion = async (after: number) => {
      const options = { address: ALICE, actor: 'test', now: world.now, batch: 1, isStopping: () => true };
      const report = await eraseUser(db, { ...options, after });
      if (!report) throw new Error('no such user');
      return report;
    };
    const through = async () => {
      let portions = 0;
      for (let next: number | null = 0; next !== null; portions++) {
        expect(portions).toBeLessThan(60);
        const report: ErasureReport = await portion(next);
        ({ next } = report);
        if (next === null) return { portions, report };
      }
      throw new Error('never');
    };
    expect(await portion(1e9)).toMatchObject({ finishedAt: null });
    const first = await through();
    expect(first.portions).toBeGreaterThan(8);
    expect(first.report).toMatchObject({ waiting: 2, finishedAt: null });
    await deliver('org3.test');
    expect((await through()).report).toMatchObject({ waiting: 0, finishedAt: world.now });
    await expectGone(before);
  });

  it('leaves a message that another domain has not taken yet until it has', async () => {
    const [message] = await world.send('org2.test', 1);
    expect(await erase()).toMatchObject({ waiting: 1, finishedAt: null });
    expect(await unfinishedErasures(db, 9)).toHaveLength(1);
    const lease = await world.lease('org2.test');
    const [row] = (await world.store.claimBatch(lease, 100, 1 << 20, world.now)).rows;
    expect(row).toMatchObject({ messageId: message?.message_id, sender: ALICE });
    await world.store.complete(lease, [{ kind: 'delivered', row: row!, unknownRecipients: [] }], world.now);
    expect(await erase()).toMatchObject({ waiting: 0, finishedAt: world.now, removed: { messages: 1 } });
    expect(await rows('messages')).toBe(0);
  });

  it('goes on with all that are not finished, whichever of them wait or fail', async () => {
    await world.send('org2.test', 1);
    await erase();
    await db.pool.query(`insert into erased_users (address, user_id, actor, begun_at)
      select 'u' || n || '@org1.test', 1000 + n, 'test', n / 3 from generate_series(1, 7) n`);
    await db.pool.query(
      `alter table erased_users add constraint never check (address <> 'u1@org1.test' or finished_at is null)`,
    );
    await expect(continueErasures(db, world.now, undefined, 2)).rejects.toThrow('could not go on: 1');
    expect((await unfinishedErasures(db, 9)).map(({ address }) => address)).toEqual(['u1@org1.test', ALICE]);
  });

  it('keeps an attachment that comes again, and fetches it anew when it was removed', async () => {
    const ref = { attachment_id: newId(), size: 7, sha256: SHA };
    const receive = (to: string) =>
      writer.submit(fromRemote(makeMessage({ sender: BOB, participants: [to, BOB], attachments: [ref] }), 'org1.test'));
    await receive(ALICE);
    const fetches = new AttachmentFetches(db);
    const [first] = await fetches.claimFetches('w', 9, world.now, { leaseMs: 30_000, perOrigin: 4 });
    await fetches.completeFetch(first!, world.now);
    await erase();
    expect(await attachments.takeRemovals(world.now, 9, 0)).toEqual([first?.blobKey]);
    world.now += 1;
    await receive(CAROL);
    const [again] = await fetches.claimFetches('w', 9, world.now, { leaseMs: 30_000, perOrigin: 4 });
    expect(again).toMatchObject({ attachmentId: ref.attachment_id, attempts: 0 });
    // The blob that waits for its removal is another one.
    expect(again?.blobKey).not.toBe(first?.blobKey);
    await attachments.blobRemoved(first!.blobKey);
    expect(await attachments.takeRemovals(world.now, 9, 0)).toEqual([]);
  });
});

/** The database for so many transactions more. */
function cutAfter(db: Database, transactions: number): Database {
  let left = transactions;
  return new Proxy(db, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (name === 'transaction') {
        return (...args: Parameters<Database['transaction']>) =>
          left-- > 0 ? target.transaction(...args) : Promise.reject(new Error('cut off'));
      }
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
