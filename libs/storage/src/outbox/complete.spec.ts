import { ALICE, mailboxOf } from '../fixtures.testkit.js';
import { lockWait } from '../wait.testkit.js';
import { DeliveriesView } from './deliveries-view.js';
import { createOutboxWorld, type OutboxWorld, TTL } from './outbox.testkit.js';
import { LeaseLost, type Lease, type OutboxRow, type Outcome } from './store.js';

describe('marking outbox rows', () => {
  let world: OutboxWorld;
  let view: DeliveriesView;
  beforeAll(async () => {
    world = await createOutboxWorld();
    view = new DeliveriesView(world.test.db);
  });
  afterAll(() => world.close());

  const claim = async (lease: Lease): Promise<OutboxRow[]> =>
    (await world.store.claimBatch(lease, 100, 1 << 20, world.now)).rows;
  const noticesAbout = async (messageId: string): Promise<unknown[]> =>
    (await mailboxOf(world.test.db, ALICE)).filter((e) => e.type === 'delivery_failure' && e.message_id === messageId);
  const delivered = (row: OutboxRow, unknownRecipients: string[] = []): Outcome => ({
    kind: 'delivered',
    row,
    unknownRecipients,
  });

  it('keeps what was delivered, with the receipt that covers it', async () => {
    const sent = await world.send('one.test', 3);
    const lease = await world.lease('one.test');
    const rows = await claim(lease);
    const receipt = { signature: 'abc', body: '{"results":[]}' };
    world.now += 5;
    const outcomes = rows.map((row): Outcome => ({ kind: 'delivered', row, unknownRecipients: [], receipt }));
    expect(await world.store.complete(lease, outcomes, world.now)).toEqual({ mailboxes: [] });
    expect(await claim(lease)).toEqual([]);
    expect(await view.deliveries(sent[1]!.message_id, ALICE)).toEqual([
      {
        domain: 'one.test',
        recipients: ['bob@one.test'],
        state: 'delivered',
        attempts: 1,
        last_error: null,
        delivered_at: world.now,
      },
    ]);
    expect(await view.receipts(sent[1]!.message_id)).toEqual([
      {
        domain: 'one.test',
        deliveredAt: world.now,
        receipt,
        messages: rows.map(({ messageId, json }) => ({ messageId, json })),
      },
    ]);
    expect(await view.receipts(sent[1]!.message_id, 'other.test')).toEqual([]);
    expect(await view.deliveries(sent[1]!.message_id, 'carol@org1.test')).toBeUndefined();
  });

  it('tells the sender of a refusal once, with a number in the mailbox', async () => {
    const participants = [ALICE, 'bob@two.test', 'eve@two.test', 'fay@three.test'];
    const [message] = await world.send('two.test', 1, { participants });
    const lease = await world.lease('two.test');
    const [row] = await claim(lease);
    const refused: Outcome = { kind: 'refused', row: row!, code: 'domain_blocked', detail: 'go away' };
    const before = (await mailboxOf(world.test.db, ALICE)).length;
    expect(await world.store.complete(lease, [refused], world.now)).toEqual({
      mailboxes: [{ userId: ALICE, seq: before + 1 }],
    });
    expect(await world.store.complete(lease, [refused], world.now)).toEqual({ mailboxes: [] });
    expect(await noticesAbout(message!.message_id)).toEqual([
      {
        seq: before + 1,
        type: 'delivery_failure',
        message_id: message!.message_id,
        conversation_id: message!.conversation_id,
        recipients: ['bob@two.test', 'eve@two.test'],
        domain: 'two.test',
        code: 'domain_blocked',
        detail: 'go away',
        attempts: 1,
        created_at: world.now,
      },
    ]);
    expect(await view.deliveries(message!.message_id, ALICE)).toMatchObject([
      { domain: 'three.test', state: 'queued' },
      { domain: 'two.test', state: 'failed', attempts: 1, last_error: { code: 'domain_blocked', detail: 'go away' } },
    ]);
  });

  it('names the recipients that do not exist at a destination that took the message', async () => {
    const participants = [ALICE, 'bob@four.test', 'nobody@four.test', 'none@four.test'];
    const [message] = await world.send('four.test', 1, { participants });
    const lease = await world.lease('four.test');
    const [row] = await claim(lease);
    const { mailboxes } = await world.store.complete(
      lease,
      [delivered(row!, ['nobody@four.test', 'none@four.test'])],
      world.now,
    );
    expect(mailboxes).toHaveLength(1);
    expect(await noticesAbout(message!.message_id)).toMatchObject([
      { recipients: ['nobody@four.test', 'none@four.test'], domain: 'four.test', code: 'unknown_recipient' },
    ]);
    expect(await view.deliveries(message!.message_id, ALICE)).toMatchObject([{ state: 'delivered' }]);
  });

  it('takes all rows of the outbox before it writes to a mailbox', async () => {
    const { db } = world.test;
    await world.send('six.test', 3);
    const lease = await world.lease('six.test');
    const [partly, putOff, refused] = (await claim(lease)) as [OutboxRow, OutboxRow, OutboxRow];
    const before = (await mailboxOf(db, ALICE)).length;
    const outcomes: Outcome[] = [
      delivered(partly, ['bob@six.test']),
      { kind: 'deferred', row: putOff, code: 'internal', detail: '', nextAttemptAt: world.now + 1 },
      { kind: 'refused', row: refused, code: 'not_found', detail: '' },
    ];
    let completed: Promise<unknown> = Promise.resolve();
    await db.transaction('test-lock', async (tx) => {
      await tx.query('test-row', 'select 1 from outbox where id = $1 for update', [Number(refused.id)]);
      completed = world.store.complete(lease, outcomes, world.now);
      await lockWait(world.test.db);
      await tx.query('test-mailbox', 'select 1 from mailboxes for update nowait');
    });
    expect(await completed).toEqual({ mailboxes: [{ userId: ALICE, seq: before + 2 }] });
  });

  it('changes nothing under a lease that somebody else has by now', async () => {
    const [message] = await world.send('five.test', 1);
    const stale = await world.lease('five.test', 'w1');
    const [row] = await claim(stale);
    world.now += TTL;
    const fresh = await world.lease('five.test', 'w2');
    const outcomes: Outcome[][] = [
      [delivered(row!, ['bob@five.test'])],
      [{ kind: 'refused', row: row!, code: 'internal', detail: '' }],
      [{ kind: 'deferred', row: row!, code: 'internal', detail: '', nextAttemptAt: world.now + 1 }],
    ];
    for (const outcome of outcomes)
      await expect(world.store.complete(stale, outcome, world.now)).rejects.toThrow(LeaseLost);
    const failure = {
      code: 'unavailable',
      detail: '',
      startedAt: world.now,
      nextAttemptAt: () => world.now + 1,
      tried: [row!],
    };
    await expect(world.store.recordFailure(stale, failure, world.now)).rejects.toThrow(LeaseLost);
    await expect(world.store.recordSuccess(stale, world.now)).rejects.toThrow(LeaseLost);
    await world.store.release(stale, world.now);
    expect(await noticesAbout(message!.message_id)).toEqual([]);
    expect(await claim(fresh)).toEqual([row]);
    await world.store.renew(fresh, TTL, world.now);
  });

  /** What completions leave behind beside the outbox. */
  const traces = (domain: string): Promise<object[]> =>
    world.test.db.query(
      'test-traces',
      `select (select count(*) from receipts where domain = $1) as receipts, last_success_at as succeeded
         from destinations where domain = $1`,
      [domain],
    );

  it('changes nothing under a lease of which a part is taken over while it is waited for', async () => {
    const { db } = world.test;
    await world.send('seven.test', 1);
    const lease = await world.lease('seven.test');
    const [row] = await claim(lease);
    let completed: Promise<unknown> = Promise.resolve();
    await db.transaction('test-take-over', async (tx) => {
      const take = `update leases set token = token + 1 where domain = 'seven.test' and shard = 3`;
      await tx.query('test-take-over', take);
      completed = world.store.complete(
        lease,
        [{ kind: 'delivered', row: row!, unknownRecipients: [], receipt: {} }],
        world.now,
      );
      completed.catch(() => undefined);
      await lockWait(db);
    });
    await expect(completed).rejects.toThrow(LeaseLost);
    expect(await traces('seven.test')).toEqual([{ receipts: 0, succeeded: null }]);
    expect(await claim(lease)).toEqual([row]);
  });

  it('writes one notice when a refusal and a loss of the lease race', async () => {
    for (let round = 0; round < 10; round++) {
      const domain = `race${round}.test`;
      const [message] = await world.send(domain, 1);
      const first = await world.lease(domain, 'w1');
      const [row] = await claim(first);
      world.now += TTL;
      const refuse = (lease: Lease): Promise<unknown> =>
        world.store.complete(lease, [{ kind: 'refused', row: row!, code: 'not_found', detail: '' }], world.now);
      await Promise.allSettled([
        refuse(first),
        refuse(first),
        world.lease(domain, 'w2').then((lease) => Promise.all([refuse(lease), refuse(lease)])),
      ]);
      expect(await noticesAbout(message!.message_id)).toHaveLength(1);
    }
  });
});
