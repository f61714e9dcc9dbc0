import { AuditLog } from './audit.js';
import { ALICE, fromLocal, makeMessage } from './fixtures.testkit.js';
import { createOutboxWorld, type OutboxWorld } from './outbox/outbox.testkit.js';
import { LeaseLost } from './outbox/store.js';
import { MailboxView } from './read/mailbox-view.js';
import { afterRestore } from './restored.js';
import { Sessions } from './sessions.js';
import { MessageWriter } from './write/message-writer.js';

const CAROL = 'carol@org1.test';

describe('a restored database', () => {
  let world: OutboxWorld;
  beforeAll(async () => {
    world = await createOutboxWorld();
  });
  afterAll(() => world.close());

  const read = (cursor: number) => new MailboxView(world.test.db).readMailbox(CAROL, cursor, 100, 1 << 20);
  const write = async () => {
    const writer = new MessageWriter(world.test.db);
    const message = makeMessage({ sender: ALICE, participants: [ALICE, CAROL] });
    await writer.submit(fromLocal(message));
    await writer.close();
    return message;
  };

  it('refuses a cursor beyond the end of a mailbox, because what follows it would be taken for known', async () => {
    await write();
    await expect(read(2)).rejects.toMatchObject({ code: 'cursor_ahead', detail: 'cursor: the mailbox ends at 1' });
    expect(await read(1)).toEqual({ nextCursor: 1, hasMore: false, messages: [], notices: [] });
  });

  it('gives no number again that a client may have seen, and hides nothing from anybody', async () => {
    const { db } = world.test;
    const sessions = new Sessions(db);
    for (let n = 0; n < 2_500; n++)
      await db.query(
        't',
        `insert into sessions (token_hash, family, user_id, created_at, expires_at)
        select sha256($1::text::bytea), gen_random_uuid(), user_id, 1, 9e12 from users where address = $2`,
        [`${n}`, ALICE],
      );
    await sessions.create({ address: CAROL, token: 'used', expiresAt: 9e12, now: 1 });
    const [sent] = await world.send('org2.test', 1);
    const lease = await world.lease('org2.test');
    const rows = (await world.store.claimBatch(lease, 9, 1 << 20, world.now)).rows;

    expect(await afterRestore(db, { actor: 'test', now: 5 })).toEqual({
      mailboxes: 2,
      sessions: 2_501,
      leases: 8,
      fetches: 0,
      finished: true,
    });
    expect(await sessions.rotate({ token: 'used', next: 'n', expiresAt: 9e12, now: 6 })).toEqual({ status: 'invalid' });
    // One that was at 1, and one that had seen 40 messages more, which are lost: both get what is new, and nothing else.
    expect(await read(1)).toMatchObject({ nextCursor: 1_000_001, hasMore: false, messages: [] });
    const message = await write();
    for (const cursor of [1, 41]) {
      const page = await read(cursor);
      expect(page.messages.map((json) => JSON.parse(json) as object)).toEqual([{ ...message, seq: 1_000_002 }]);
    }
    // A worker of before marks nothing; one of now delivers what is not marked.
    const late = rows.map((row) => ({ kind: 'delivered' as const, row, unknownRecipients: [] }));
    await expect(world.store.complete(lease, late, world.now)).rejects.toThrow(LeaseLost);
    const again = await world.lease('org2.test', 'w2');
    expect(Number(again.token)).toBeGreaterThan(Number(lease.token) + 900_000);
    expect((await world.store.claimBatch(again, 9, 1 << 20, world.now)).rows.map(({ messageId }) => messageId)).toEqual(
      [sent?.message_id],
    );
    expect((await new AuditLog(db).list({ limit: 1 }))[0]).toMatchObject({ action: 'database.restored' });
  });

  it('is done in portions of one run, and by one run at a time', async () => {
    const { db } = world.test;
    const ends = async () =>
      (await db.query<{ n: number }>('t-ends', 'select last_seq as n from mailboxes order by user_id')).map(
        ({ n }) => n,
      );
    const before = await ends();
    const portion = (run: string, now = 50) =>
      afterRestore(db, { actor: 'test', now, run, batch: 1, isStopping: () => true });
    expect(await portion('one')).toMatchObject({ mailboxes: 1, finished: false });
    await expect(portion('two')).rejects.toMatchObject({ code: 'unavailable' });
    let [portions, finished] = [1, false];
    for (; !finished; portions++) ({ finished } = await portion('one'));
    expect(portions).toBeGreaterThan(4);
    expect(await ends()).toEqual(before.map((seq) => seq + 1_000_000));
    // An answer that was lost is given again, and nothing is done.
    expect(await portion('one')).toMatchObject({ mailboxes: 2, finished: true });
    expect(await ends()).toEqual(before.map((seq) => seq + 1_000_000));
    const entries = await new AuditLog(db).list({ limit: 9, action: 'database.restored' });
    expect(entries.map(({ at }) => at)).toEqual([50, 5]);
    // One that nobody went on with is begun again by another.
    expect(await portion('three')).toMatchObject({ finished: false });
    expect(await portion('four', 50 + 120_000)).toMatchObject({ mailboxes: 1, finished: false });
  });

  it('changes nothing that is not noted, and has one entry of a run from its first batch on', async () => {
    const { db } = world.test;
    const now = 50 + 240_000;
    const run = (isStopping: () => boolean, actor = 'olga') =>
      afterRestore(db, { actor, now, run: 'noted', batch: 1, isStopping });
    const state = () =>
      db.query('t-state', `select user_id, last_seq, (select position from long_acts) from mailboxes order by user_id`);
    const noted = async () =>
      (await new AuditLog(db).list({ limit: 9, since: now })).map(({ actor, detail }) => [actor, detail]);
    const before = await state();
    await db.pool.query(
      `alter table audit add constraint no_more check ((detail->>'mailboxes')::int <> 1 or at <> ${now}) not valid`,
    );
    await expect(run(() => false)).rejects.toThrow('no_more');
    expect([await state(), await noted()]).toEqual([before, []]);
    await db.pool.query(`alter table audit drop constraint no_more,
      add constraint no_more check ((detail->>'mailboxes')::int <> 2 or at <> ${now}) not valid`);
    await expect(run(() => false)).rejects.toThrow('no_more');
    expect(await noted()).toEqual([['olga', { mailboxes: 1, sessions: 0, leases: 0, fetches: 0, finished: false }]]);
    await db.pool.query('alter table audit drop constraint no_more');
    // Whoever goes on with it.
    const { finished, ...counts } = await run(() => false, 'pete');
    expect([finished, await noted()]).toEqual([true, [['olga', { ...counts, finished }]]]);
    await run(() => false);
    expect(await noted()).toHaveLength(1);
  });

  it('notes a run that a version began which wrote its entry at the end', async () => {
    const { db } = world.test;
    const now = 50 + 360_000;
    const portion = () => afterRestore(db, { actor: 'olga', now, run: 'older', batch: 1, isStopping: () => true });
    await portion();
    await db.pool.query(`update long_acts set position = position - 'entry'`);
    await db.pool.query('delete from audit where at = $1', [now]);
    let finished = false;
    while (!finished) ({ finished } = await portion());
    const entries = await new AuditLog(db).list({ limit: 9, action: 'database.restored' });
    expect(entries.filter(({ at }) => at === now)).toMatchObject([{ detail: { mailboxes: 2, finished: true } }]);
  });
});
