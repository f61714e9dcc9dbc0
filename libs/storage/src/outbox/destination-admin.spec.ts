import { AuditLog } from '../audit.js';
import { ALICE, mailboxOf } from '../fixtures.testkit.js';
import { DestinationAdmin } from './destination-admin.js';
import { createOutboxWorld, type OutboxWorld, TTL } from './outbox.testkit.js';

describe('what operators do with destinations', () => {
  let world: OutboxWorld;
  let admin: DestinationAdmin;
  beforeAll(async () => {
    world = await createOutboxWorld();
    admin = new DestinationAdmin(world.test.db);
  });
  afterAll(() => world.close());

  const by = (): { actor: string; now: number } => ({ actor: 'root', now: world.now });
  const due = async (): Promise<string[]> =>
    (await world.store.dueDestinations(world.now, 100)).map(({ domain }) => domain);

  it('is seen: backlog, age, state, leases', async () => {
    await world.send('a.test', 3);
    world.now += 1_000;
    await world.send('a.test', 1);
    await world.send('b.test', 1);
    const lease = await world.lease('a.test');
    const [row] = (await world.store.claimBatch(lease, 1, 1, world.now)).rows;
    const startedAt = world.now;
    const nextAttemptAt = world.now + 7;
    await world.store.recordFailure(
      lease,
      { code: 'unavailable', detail: 'no route', startedAt, nextAttemptAt: () => nextAttemptAt, tried: [row!] },
      world.now,
    );
    const [a, b] = await admin.list({ limit: 10, now: world.now });
    expect(a).toMatchObject({
      domain: 'a.test',
      state: 'down',
      backlog: 4,
      oldestAt: world.now - 1_000,
      failures: 1,
      downSince: world.now,
      nextAttemptAt,
      lastError: { code: 'unavailable', detail: 'no route', at: world.now },
      lastSuccessAt: null,
    });
    expect(a!.leases).toHaveLength(8);
    expect(a!.leases[0]).toEqual({ shard: 0, worker: 'w1', expiresAt: world.now + TTL });
    expect(b).toMatchObject({
      domain: 'b.test',
      state: 'up',
      backlog: 1,
      nextAttemptAt: null,
      lastError: null,
      leases: [],
    });
    expect(await admin.list({ limit: 10, after: 'a.test', now: world.now })).toEqual([b]);
    expect(await admin.find('a.test', world.now)).toEqual(a);
    expect(await admin.find('none.test', world.now)).toBeUndefined();
    expect(await admin.queued('a.test', 2)).toMatchObject([
      {
        messageId: row!.messageId,
        sender: ALICE,
        attempts: 1,
        createdAt: world.now - 1_000,
        nextAttemptAt: null,
        lastError: { code: 'unavailable', detail: 'no route' },
      },
      { attempts: 0, lastError: null },
    ]);
    expect(await admin.totals()).toEqual({
      waiting: 5,
      destinations: 2,
      down: 1,
      paused: 0,
      oldestAt: world.now - 1_000,
    });
  });

  it('can be paused, also before there is any mail, and resumed', async () => {
    expect(await admin.pause('c.test', by())).toBe(true);
    expect(await admin.pause('c.test', by())).toBe(false);
    await world.send('c.test', 1);
    expect(await due()).not.toContain('c.test');
    expect(await world.store.acquire('c.test', 'w1', TTL, world.now)).toBe('waiting');
    expect(await admin.find('c.test', world.now)).toMatchObject({ state: 'paused', backlog: 1 });
    expect(await admin.resume('c.test', by())).toBe(true);
    expect(await admin.resume('c.test', by())).toBe(false);
    expect(await due()).toContain('c.test');
  });

  it('can be tried at once, what was put off too', async () => {
    await world.send('d.test', 2);
    const lease = await world.lease('d.test');
    const [row] = (await world.store.claimBatch(lease, 1, 1, world.now)).rows;
    await world.store.complete(
      lease,
      [{ kind: 'deferred', row: row!, code: 'internal', detail: '', nextAttemptAt: world.now + 1e6 }],
      world.now,
    );
    const failure = { code: 'unavailable', detail: '', startedAt: world.now, tried: [] };
    await world.store.recordFailure(
      lease,
      { ...failure, nextAttemptAt: () => world.now + 1e6, retryAfterUntil: world.now + 1e6 },
      world.now,
    );
    await world.store.release(lease, world.now);
    expect(await due()).not.toContain('d.test');
    expect(await admin.retryNow('d.test', by())).toBe(true);
    expect(await due()).toContain('d.test');
    expect((await world.store.claimBatch(await world.lease('d.test'), 9, 1 << 20, world.now)).rows).toHaveLength(2);
    expect(await admin.retryNow('none.test', by())).toBe(false);
  });

  it('can be purged, with one notice for each message, while a worker holds it', async () => {
    const before = (await mailboxOf(world.test.db, ALICE)).length;
    await world.send('e.test', 501);
    const lease = await world.lease('e.test');
    const rows = (await world.store.claimBatch(lease, 3, 1 << 20, world.now)).rows;
    const reason = { code: 'domain_blocked', detail: 'closed' };
    expect(await admin.purge('e.test', by(), { reason })).toEqual({
      purged: 501,
      more: false,
      mailboxes: [{ userId: ALICE, seq: before + 501 + 501 }],
    });
    const marked = await world.store.complete(
      lease,
      rows.map((row) => ({ kind: 'refused', row, code: 'internal', detail: 'too late' })),
      world.now,
    );
    expect(marked).toEqual({ mailboxes: [] });
    expect((await mailboxOf(world.test.db, ALICE)).at(-1)).toMatchObject({
      domain: 'e.test',
      code: 'domain_blocked',
      attempts: 0,
    });
    await world.store.release(lease, world.now);
    expect(await due()).not.toContain('e.test');
  });

  it('is written down', async () => {
    const entries = await new AuditLog(world.test.db).list({ limit: 10 });
    expect(entries.map(({ action, subject, actor }) => `${actor} ${action} ${subject}`)).toEqual([
      'root destination.purge e.test',
      'root destination.retry d.test',
      'root destination.resume c.test',
      'root destination.pause c.test',
    ]);
    expect(entries[0]!.detail).toEqual({ purged: 501 });
  });

  it('is purged in portions where there is no time for all, and says whether there is more', async () => {
    await world.send('g.test', 1_003);
    const portions: [number, boolean][] = [];
    for (let n = 0; n < 4; n++) {
      const { purged, more } = await admin.purge('g.test', by(), { isStopping: () => true });
      portions.push([purged, more]);
    }
    expect(portions).toEqual([
      [500, true],
      [500, true],
      [3, false],
      [0, false],
    ]);
    const entries = await new AuditLog(world.test.db).list({ limit: 10, subject: 'g.test' });
    expect(entries.map(({ detail }) => detail)).toEqual([{ purged: 3 }, { purged: 500 }, { purged: 500 }]);
  });

  it('is written down as far as it came, where a purge breaks off', async () => {
    const entries = () => new AuditLog(world.test.db).list({ limit: 10, subject: 'f.test' });
    const backlog = async () => (await admin.find('f.test', world.now))?.backlog;
    const purge = () => admin.purge('f.test', by());
    await world.send('f.test', 503);
    await refuseEntriesFrom(0);
    await expect(purge()).rejects.toThrow('no_more');
    expect([await backlog(), await entries()]).toEqual([503, []]);
    await refuseEntriesFrom(501);
    await expect(purge()).rejects.toThrow('no_more');
    const first = { actor: 'root', action: 'destination.purge', detail: { purged: 500 } };
    expect(await backlog()).toBe(3);
    expect(await entries()).toMatchObject([first]);
    await refuseEntriesFrom(undefined);
    expect(await purge()).toMatchObject({ purged: 3 });
    expect(await entries()).toMatchObject([{ detail: { purged: 3 } }, first]);
  });

  /** Lets Postgres refuse entries of so many purged messages. */
  async function refuseEntriesFrom(purged: number | undefined): Promise<void> {
    const { pool } = world.test.db;
    await pool.query('alter table audit drop constraint if exists no_more');
    if (purged !== undefined)
      await pool.query(
        `alter table audit add constraint no_more check ((detail->>'purged')::int < ${purged}) not valid`,
      );
  }
});
