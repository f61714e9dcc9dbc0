import { newId } from '@iimp/protocol/ids';
import { Attachments } from './attachments.js';
import { AuditLog } from './audit.js';
import { ALICE, fromLocal, fromRemote, mailboxOf, makeMessage } from './fixtures.testkit.js';
import { LOCKS } from './internal/alone.js';
import { monthsBefore } from './internal/partitions.js';
import { ensurePartitions } from './maintenance.js';
import { createOutboxWorld, type OutboxWorld } from './outbox/outbox.testkit.js';
import { ConversationView } from './read/conversation-view.js';
import { MailboxView } from './read/mailbox-view.js';
import { planRetention, runRetention } from './retention.js';
import { lockWait } from './wait.testkit.js';
import { MessageWriter } from './write/message-writer.js';

const CAROL = 'carol@org1.test';
const BOB = 'bob@org2.test';
const DAY = 86_400_000;
const SHA = 'ab'.repeat(32);
const NOW = Date.UTC(2026, 10, 26);
const at = (month: number, day: number): number => Date.UTC(2026, month - 1, day);
const OPTIONS = { retentionMs: 200 * DAY, restoreWindowMs: 14 * DAY, now: NOW, actor: 'test', batch: 3 };

describe('retention', () => {
  let world: OutboxWorld;
  let clock = NOW;
  let writer: MessageWriter;
  beforeAll(async () => {
    world = await createOutboxWorld();
    // January to March have partitions; other old months are in the default one.
    await ensurePartitions(world.test.db, at(1, 1), 2);
    writer = new MessageWriter(world.test.db, { now: () => clock });
  });
  afterAll(async () => {
    await writer.close();
    await world.close();
  });

  const bound = (of: object, name: string | symbol): unknown => {
    const value = Reflect.get(of, name) as unknown;
    return typeof value === 'function' ? (value.bind(of) as unknown) : value;
  };
  /** The database; `saw` is told the name of each statement outside a transaction, and of what a connection is lent for. */
  const watched = (saw: (name: string) => unknown): typeof world.test.db => {
    const query: (typeof world.test.db)['query'] = (name, text, values) => {
      saw(name);
      return world.test.db.query(name, text, values);
    };
    const withClient: (typeof world.test.db)['withClient'] = (name, ...rest) => {
      saw(name);
      return world.test.db.withClient(name, ...rest);
    };
    const own: Record<string | symbol, unknown> = { query, withClient };
    return new Proxy(world.test.db, { get: (of, name) => own[name] ?? bound(of, name) });
  };
  const send = async (time: number, fields: object = {}, participants = [ALICE, CAROL]) => {
    clock = time;
    const message = makeMessage({ sender: ALICE, participants, message_id: newId(time), ...fields });
    expect(await writer.submit(fromLocal(message))).toMatchObject({ status: 'stored' });
    return message;
  };
  const upload = async (time: number) => {
    const attachmentId = newId(time);
    const attachments = new Attachments(world.test.db);
    await attachments.createUpload({ attachmentId, owner: ALICE, blobKey: `up/${time}`, now: time });
    await attachments.markReady({ attachmentId, owner: ALICE, size: 5, sha256: SHA });
    return { attachment_id: attachmentId, size: 5, sha256: SHA };
  };
  const count = async (table: string): Promise<number> =>
    Number((await world.test.db.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n);
  const deliverAll = async (domain: string): Promise<void> => {
    const lease = await world.lease(domain);
    const rows = (await world.store.claimBatch(lease, 100, 1 << 20, world.now)).rows;
    await world.store.complete(
      lease,
      rows.map((row, index) => ({
        kind: 'delivered' as const,
        row,
        unknownRecipients: index === 0 ? row.recipients : [],
        receipt: { n: row.messageId },
      })),
      world.now,
    );
  };

  it('removes months that are older than the period, with all that is about them, and nothing else', async () => {
    const [rare, forwarded] = [await upload(at(1, 5)), await upload(at(1, 5))];
    const old = await send(at(1, 5), { attachments: [rare, forwarded] });
    await send(at(1, 6), { type: 'edit', reference: old.message_id, conversation_id: old.conversation_id });
    const lost = await send(at(2, 1), {}, [ALICE, BOB]);
    for (let day = 1; day <= 20; day++) await send(at(3, day));
    await send(at(4, 20));
    await deliverAll('org2.test');
    const kept = [await send(at(5, 20)), await send(at(11, 1), { attachments: [forwarded] })];
    kept.push(await send(at(11, 2), { conversation_id: old.conversation_id }));
    const numbers = async (user: string) => (await mailboxOf(world.test.db, user)).map(({ seq }) => seq);
    const before = await numbers(CAROL);

    const plan = await planRetention(world.test.db, OPTIONS);
    expect(plan).toEqual({
      oldestAccepted: NOW - 200 * DAY,
      months: ['202601', '202602', '202603'],
      removed: { messages: 23, attachments: 1 },
      finished: true,
    });
    expect(await numbers(CAROL)).toEqual(before);

    // Cut off now and then, and begun again.
    let stops = 0;
    const interrupted = await runRetention(world.test.db, { ...OPTIONS, isStopping: () => ++stops > 3 });
    expect([interrupted.months.length < 3, interrupted.finished]).toEqual([true, false]);
    const report = await runRetention(world.test.db, OPTIONS);
    expect([...interrupted.months, ...report.months, report.finished]).toEqual([...plan.months, true]);

    expect(await mailboxOf(world.test.db, CAROL)).toEqual(
      kept.map((message, index) => ({ ...message, seq: 24 + index })),
    );
    expect([await count('messages'), await count('mailbox_entries')]).toEqual([3, 6]);
    for (const table of ['notices', 'edit_counts', 'receipts', 'deliveries'])
      expect([table, await count(table)]).toEqual([table, 0]);
    expect(await world.test.db.pool.query(`select to_regclass('messages_202601') as gone`)).toMatchObject({
      rows: [{ gone: null }],
    });
    // A conversation is there as long as somebody is in it, with the messages that are left.
    const view = new ConversationView(world.test.db);
    expect((await view.messages(CAROL, old.conversation_id, { limit: 9, maxBytes: 1 << 20 }))?.messages).toHaveLength(
      1,
    );
    expect(await view.message(ALICE, lost.message_id)).toBeUndefined();
    const log = await new AuditLog(world.test.db).list({ limit: 9, action: 'retention.month' });
    expect(log.map(({ subject }) => subject)).toEqual([...plan.months].reverse());

    // What was forwarded lately stays; the blob of the other one goes when no restore can need it any more.
    const attachments = new Attachments(world.test.db);
    expect(await attachments.findForUser(forwarded.attachment_id, CAROL)).toBeDefined();
    expect(await attachments.findForUser(rare.attachment_id, CAROL)).toBeUndefined();
    expect(await attachments.takeRemovals(NOW + 14 * DAY - 1, 9, 0)).toEqual([]);
    expect(await attachments.takeRemovals(NOW + 14 * DAY, 9, 0)).toEqual([`up/${at(1, 5)}`]);

    expect((await runRetention(world.test.db, OPTIONS)).removed).toEqual({});
  });

  it('does not use numbers again, and a cursor in the gap goes on after it', async () => {
    const view = new MailboxView(world.test.db);
    for (const cursor of [0, 10, 23]) {
      const page = await view.readMailbox(CAROL, cursor, 100, 1 << 20);
      expect([page.messages.length, page.nextCursor, page.hasMore]).toEqual([3, 26, false]);
    }
    const message = await send(NOW);
    expect((await mailboxOf(world.test.db, CAROL)).at(-1)).toEqual({ ...message, seq: 27 });
  });

  it('leaves a month in which a message still waits for another domain, and looks for nothing that refers to it', async () => {
    await ensurePartitions(world.test.db, at(1, 1), 0);
    // April has no partition of its own.
    for (const month of [1, 4]) await send(at(month, 9), {}, [ALICE, 'x@org9.test']);
    let walks = 0;
    const db = watched((name) => name.startsWith('retention-walk') && walks++);
    expect(await runRetention(db, OPTIONS)).toMatchObject({ months: [], removed: {}, finished: true });
    expect([walks, await count('messages_202601')]).toEqual([0, 1]);
    await deliverAll('org9.test');
    expect(await runRetention(db, OPTIONS)).toMatchObject({ months: ['202601'], removed: { messages: 2 } });
    expect(walks).toBeGreaterThan(0);
  });

  it('is done by one process at a time', async () => {
    const other = await world.test.open().pool.connect();
    await other.query('select pg_advisory_lock($1, $2)', [...LOCKS.retention]);
    expect(await runRetention(world.test.db, OPTIONS)).toMatchObject({ finished: false, isUnderWay: true });
    await other.query('select pg_advisory_unlock_all()');
    other.release();
    expect(await runRetention(world.test.db, OPTIONS)).not.toHaveProperty('isUnderWay');
  });

  it('waits for a reader of the table, without holding up others for long', async () => {
    await ensurePartitions(world.test.db, at(1, 1), 0);
    const reader = await world.test.open().pool.connect();
    await reader.query('begin');
    await reader.query('select count(*) from messages');
    let ended = false;
    const running = runRetention(world.test.db, OPTIONS).finally(() => (ended = true));
    // Others write meanwhile: between two tries the table is free.
    const theirs = makeMessage({ sender: BOB, participants: [BOB, CAROL] });
    clock = NOW;
    expect(await writer.submit(fromRemote(theirs, 'org1.test'))).toMatchObject({ status: 'stored' });
    expect(ended).toBe(false);
    await reader.query('commit');
    reader.release();
    expect((await running).months).toEqual(['202601']);
  });

  it('looks at each receipt once, however often it is cut off, and judges it by its messages', async () => {
    await ensurePartitions(world.test.db, at(1, 1), 0);
    const ids = (times: number[]): string => `{${times.map((time) => newId(time)).join(',')}}`;
    // The youngest of all is about an old message only; the oldest ones are about a young one too.
    const receipts = [...Array.from({ length: 90 }, () => [at(1, 3), NOW]), [at(1, 3), at(1, 4)]];
    for (const [index, times] of receipts.entries())
      await world.test.db.query('receipt', `insert into receipts values (default, 'org2.test', $1, $2::uuid[], '{}')`, [
        index,
        ids(times),
      ]);
    let looks = 0;
    const db = watched((name) => name === 'retention-walk-receipts' && looks++);
    let removed = 0;
    for (let finished = false; !finished;) {
      const part = await runRetention(db, { ...OPTIONS, isStopping: () => true });
      removed += part.removed['receipts'] ?? 0;
      ({ finished } = part);
    }
    expect([removed, looks, await count('receipts')]).toEqual([1, Math.floor(receipts.length / 30) + 1, 90]);
    await world.test.db.query('forget', 'delete from receipts');
  });

  it('comes to an end in the smallest portions, and walks through the mailboxes and looks for what waits once', async () => {
    await ensurePartitions(world.test.db, at(1, 1), 2);
    const before = await mailboxOf(world.test.db, CAROL);
    for (let day = 1; day <= 28; day++) await send(at(2, day));
    const entries = await count('mailbox_entries');
    let [walks, looks] = [0, 0];
    const db = watched((name) => (name === 'retention-walk' ? walks++ : name === 'month-look' && looks++));
    const months: string[] = [];
    let portions = 0;
    for (let finished = false; !finished; portions++) {
      expect(portions).toBeLessThan(50);
      const part = await runRetention(db, { ...OPTIONS, isStopping: () => true });
      months.push(...part.months);
      ({ finished } = part);
    }
    expect(months).toEqual(['202601', '202602', '202603']);
    expect(portions).toBeGreaterThan(3);
    expect(walks).toBe(Math.floor(entries / 30) + 1);
    // Whether something waits is looked for before the walk, and before each month is dropped.
    expect(looks).toBe(6);
    expect(await mailboxOf(world.test.db, CAROL)).toEqual(before);
  });

  it('removes nothing that it cannot note, and has an entry of what is gone, wherever it breaks off', async () => {
    const log = new AuditLog(world.test.db);
    const [last] = await log.list({ limit: 1 });
    const noted = async () =>
      (await log.list({ limit: 9, since: NOW }))
        .filter(({ id }) => id > last!.id)
        .map(({ actor, action, subject, detail }) => [`${actor} ${action} ${subject}`, detail]);
    const left = () => Promise.all(['mailbox_entries', 'attachments', 'messages'].map(count));
    /** Lets Postgres refuse other entries. */
    const noteOnly = async (check?: string): Promise<void> => {
      await world.test.db.pool.query('alter table audit drop constraint if exists no_more');
      if (check) await world.test.db.pool.query(`alter table audit add constraint no_more check (${check}) not valid`);
    };
    const run = () => runRetention(world.test.db, OPTIONS);
    await ensurePartitions(world.test.db, at(1, 1), 0);
    for (let day = 1; day <= 4; day++) await send(at(1, day));
    await upload(at(1, 6));
    const [entries = 0, attachments = 0, messages = 0] = await left();

    await noteOnly('false');
    await expect(run()).rejects.toThrow('no_more');
    expect([await left(), await noted()]).toEqual([[entries, attachments, messages], []]);
    await noteOnly(`(detail->'removed'->>'mailbox_entries')::int < 6`);
    await expect(run()).rejects.toThrow('no_more');
    const first = ['test retention.run database', { removed: { mailbox_entries: 3 } }];
    expect([await left(), await noted()]).toEqual([[entries - 3, attachments, messages], [first]]);
    // A month that cannot be noted stays, and keeps nothing else.
    await noteOnly(`action <> 'retention.month'`);
    await expect(run()).rejects.toThrow('no_more');
    const second = ['test retention.run database', { removed: { mailbox_entries: 5, attachments: 1 } }];
    expect([await left(), await noted()]).toEqual([
      [entries - 8, attachments - 1, messages],
      [second, first],
    ]);
    await noteOnly();
    await run();
    expect([await left(), await noted()]).toEqual([
      [entries - 8, attachments - 1, messages - 4],
      [['test retention.month 202601', { messages: 4 }], second, first],
    ]);
    await run();
    expect(await noted()).toHaveLength(3);
  });

  it('removes the other months, and attachments, when one cannot be removed, and tells which', async () => {
    await ensurePartitions(world.test.db, at(1, 1), 2);
    await upload(at(1, 6));
    const attachments = await count('attachments');
    const locked = await world.test.open().pool.connect();
    await locked.query('begin; lock table deliveries_202602 in access exclusive mode');
    const run = runRetention(world.test.db, OPTIONS);
    await expect(run).rejects.toMatchObject({ code: 'unavailable', detail: expect.stringMatching(/: 202602$/) });
    await locked.query('rollback');
    locked.release();
    expect(await monthsBefore(world.test.db, NOW)).toEqual(['202602']);
    expect(await count('attachments')).toBe(attachments - 1);
    expect(await runRetention(world.test.db, OPTIONS)).toMatchObject({ months: ['202602'], finished: true });
  });

  it('is cut off between two months when the process stops', async () => {
    await ensurePartitions(world.test.db, at(1, 1), 1);
    const locked = await world.test.open().pool.connect();
    await locked.query('begin; lock table deliveries_202601 in access exclusive mode');
    const stopping = new AbortController();
    const run = runRetention(world.test.db, { ...OPTIONS, signal: stopping.signal });
    await lockWait(world.test.db);
    stopping.abort();
    expect(await run).toMatchObject({ months: [], finished: false });
    await locked.query('rollback');
    locked.release();
    expect((await runRetention(world.test.db, OPTIONS)).months).toEqual(['202601', '202602']);
  });
});
