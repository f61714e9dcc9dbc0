import { ALICE, mailboxOf } from '../fixtures.testkit.js';
import { DeliveriesView } from './deliveries-view.js';
import { DestinationAdmin } from './destination-admin.js';
import { createOutboxWorld, type OutboxWorld, TTL } from './outbox.testkit.js';
import { type Failure, type Lease, LeaseLost } from './store.js';

const HOUR = 3_600_000;

describe('the health of a destination', () => {
  let world: OutboxWorld;
  beforeAll(async () => {
    world = await createOutboxWorld({ giveUpMs: 10 * HOUR });
  });
  afterAll(() => world.close());

  const due = async (): Promise<string[]> =>
    (await world.store.dueDestinations(world.now, 100)).map(({ domain }) => domain);
  const failure = (fields: Partial<Failure> = {}): Failure => ({
    code: 'unavailable',
    detail: 'refused',
    startedAt: world.now,
    nextAttemptAt: (failures) => world.now + failures * 1_000,
    tried: [],
    ...fields,
  });
  const fail = async (lease: Lease, fields: Partial<Failure> = {}): ReturnType<typeof world.store.recordFailure> =>
    world.store.recordFailure(lease, failure(fields), world.now);

  it('gets worse with each failure, is tried when its time has come, and one success makes it well', async () => {
    await world.send('one.test', 2);
    const lease = await world.lease('one.test');
    const [row] = (await world.store.claimBatch(lease, 1, 1, world.now)).rows;
    expect(await fail(lease, { tried: [row!] })).toEqual({ failures: 1, first: true, mailboxes: [] });
    await world.store.release(lease, world.now);
    expect(await due()).toEqual([]);
    expect(await world.store.acquire('one.test', 'w1', TTL, world.now)).toBe('waiting');
    world.now += 1_000;
    expect(await world.store.dueDestinations(world.now, 1)).toEqual([
      { domain: 'one.test', failures: 1, lastCode: 'unavailable' },
    ]);
    const probe = await world.store.acquire('one.test', 'w2', TTL, world.now);
    expect(probe).toMatchObject({ history: { failures: 1, lastCode: 'unavailable' } });
    expect(await world.store.acquire('one.test', 'w3', TTL, world.now)).toBe('busy');
    const second = (probe as { lease: Lease }).lease;
    expect(await fail(second)).toEqual({ failures: 2, first: false, mailboxes: [] });
    await world.store.release(second, world.now);
    world.now += 1_999;
    expect(await due()).toEqual([]);
    world.now += 1;
    const third = await world.lease('one.test');
    await world.store.recordSuccess(third, world.now);
    await world.store.release(third, world.now);
    expect(await world.store.dueDestinations(world.now, 1)).toEqual([{ domain: 'one.test', failures: 0 }]);
    expect((await world.store.claimBatch(third, 9, 1 << 20, world.now)).rows.map(({ attempts }) => attempts)).toEqual([
      1, 0,
    ]);
    expect(await new DestinationAdmin(world.test.db).recentAttempts('one.test')).toMatchObject([
      { outcome: 'recovered', code: null, durationMs: 3_000 },
      { outcome: 'failed', code: 'unavailable', detail: 'refused' },
      { outcome: 'failed' },
    ]);
  });

  it('comes back after longer than can be noted', async () => {
    await world.send('seven.test', 1);
    const lease = await world.lease('seven.test');
    await fail(lease);
    await world.store.recordSuccess(lease, world.now + 30 * 24 * HOUR);
    const attempts = await new DestinationAdmin(world.test.db).recentAttempts('seven.test');
    expect(attempts).toMatchObject([{ outcome: 'recovered', durationMs: 2 ** 31 - 1 }, { outcome: 'failed' }]);
  });

  it('counts one of several requests that failed in one outage', async () => {
    await world.send('two.test', 1);
    const lease = await world.lease('two.test');
    const startedAt = world.now;
    world.now += 10;
    await fail(lease, { startedAt });
    expect(await fail(lease, { startedAt })).toMatchObject({ failures: 1, first: false });
    expect(await fail(lease, { startedAt: world.now + 1 })).toMatchObject({ failures: 2, first: false });
  });

  it('gives the lease back with the failure, and nothing up, for a caller that leaves', async () => {
    await world.send('six.test', 1);
    world.now += 11 * HOUR;
    const lease = await world.lease('six.test');
    const { rows } = await world.store.claimBatch(lease, 1, 1, world.now);
    expect(await fail(lease, { tried: rows, leave: true })).toEqual({ failures: 1, first: true, mailboxes: [] });
    expect(await due()).not.toContain('six.test');
    world.now += 1_000;
    expect(await due()).toContain('six.test');
    const next = await world.lease('six.test');
    await expect(fail(lease, { leave: true })).rejects.toThrow(LeaseLost);
    await world.store.release(lease, world.now);
    await world.store.renew(next, TTL, world.now);
    expect((await world.store.claimBatch(next, 1, 1, world.now)).rows).toMatchObject([{ attempts: 1 }]);
  });

  it('earns a probe when the destination is heard of, unless it asked for silence', async () => {
    await world.send('three.test', 1);
    expect(await world.store.wakeProbe('three.test', world.now)).toBe(false);
    const lease = await world.lease('three.test');
    await fail(lease, { nextAttemptAt: () => world.now + HOUR, retryAfterUntil: world.now + 500 });
    await world.store.release(lease, world.now);
    expect(await world.store.wakeProbe('three.test', world.now)).toBe(false);
    world.now += 500;
    expect(await world.store.wakeProbe('three.test', world.now)).toBe(true);
    expect(await world.store.acquire('three.test', 'w1', TTL, world.now)).toMatchObject({ history: { failures: 1 } });
  });

  it('stays bad for mail that comes later', async () => {
    await world.send('four.test', 1);
    const lease = await world.lease('four.test');
    const [row] = (await world.store.claimBatch(lease, 1, 1, world.now)).rows;
    await world.store.complete(lease, [{ kind: 'refused', row: row!, code: 'internal', detail: '' }], world.now);
    await fail(lease, { nextAttemptAt: () => world.now + HOUR });
    await world.store.release(lease, world.now);
    await world.send('four.test', 1);
    expect(await due()).not.toContain('four.test');
    expect(await world.store.acquire('four.test', 'w1', TTL, world.now)).toBe('waiting');
    world.now += HOUR;
    expect(await due()).toContain('four.test');
  });

  it('gives up what waited too long when a try fails, and tells the senders', async () => {
    const old = await world.send('five.test', 600);
    world.now += 10 * HOUR - 1;
    const young = await world.send('five.test', 2);
    const lease = await world.lease('five.test');
    const before = (await mailboxOf(world.test.db, ALICE)).length;
    expect((await fail(lease)).mailboxes).toEqual([]);
    world.now += 1;
    await world.store.renew(lease, TTL, world.now);
    const { mailboxes } = await fail(lease, {
      tried: (await world.store.claimBatch(lease, 2, 1 << 20, world.now)).rows,
    });
    expect(mailboxes.at(-1)).toEqual({ userId: ALICE, seq: before + 600 });
    expect(
      (await world.store.claimBatch(lease, 900, 1 << 30, world.now)).rows.map(({ messageId }) => messageId),
    ).toEqual(young.map((m) => m.message_id));
    const notices = (await mailboxOf(world.test.db, ALICE)).slice(before);
    expect(new Set(notices.map(({ message_id }) => message_id))).toEqual(new Set(old.map((m) => m.message_id)));
    expect(await new DeliveriesView(world.test.db).deliveries(old[0]!.message_id, ALICE)).toMatchObject([
      { state: 'failed', attempts: 1, last_error: { code: 'unavailable', detail: 'given up: refused' } },
    ]);
  });
});
