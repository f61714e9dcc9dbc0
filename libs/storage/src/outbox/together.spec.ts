import { DestinationAdmin } from './destination-admin.js';
import type { OutboxWorld } from './outbox.testkit.js';
import { PostgresOutboxStore } from './postgres-outbox-store.js';
import { type Failure, type Lease, LeaseLost, type OutboxRow } from './store.js';
import { createCrowd, type Crowd, delivered, MANY } from './together.testkit.js';

describe('what many destinations ask for at once', () => {
  let crowd: Crowd;
  let world: OutboxWorld;
  beforeAll(async () => {
    crowd = await createCrowd();
    world = crowd.world;
  });
  afterAll(() => world.close());

  const failure = (detail: string, tried: readonly OutboxRow[], failedAt = world.now): Failure => ({
    ...{ code: 'unavailable', detail, startedAt: failedAt, durationMs: 7, leave: true, tried },
    nextAttemptAt: (failures) => world.now + failures * 1_000,
  });
  const waiting = async (domains: readonly string[]): Promise<string[]> => {
    const { rows } = await world.test.db.pool.query<{ domain: string }>(
      'select domain from outbox where domain = any($1) order by domain, id',
      [domains],
    );
    return rows.map(({ domain }) => domain);
  };

  it('gives each its lease: whole, with a history, or not at all', async () => {
    const domains = await crowd.destinations();
    const [busy, down, paused, empty] = domains as [string, string, string, string];
    await world.lease(busy, 'other');
    await world.store.recordFailure(await world.lease(down), failure('refused', []), world.now);
    await new DestinationAdmin(world.test.db).pause(paused, { actor: 'test', now: world.now });
    const lease = await world.lease(empty);
    await world.store.complete(lease, delivered(await crowd.claim(lease)), world.now);
    await world.store.release(lease, world.now);
    const before = await Promise.all(domains.map((domain) => crowd.acquire(domain)));
    expect(before.slice(0, 4)).toEqual(['busy', 'waiting', 'waiting', 'waiting']);
    const shards = [0, 1, 2, 3, 4, 5, 6, 7];
    for (const [index, one] of before.slice(4).entries()) {
      expect(one).toMatchObject({ lease: { domain: domains[index + 4], shards }, history: { failures: 0 } });
    }
    world.now += 1_000;
    const [, again, , , ...rest] = await Promise.all(domains.map((domain) => crowd.acquire(domain, 'w2')));
    expect(again).toMatchObject({ lease: { domain: down, shards }, history: { failures: 1, lastCode: 'unavailable' } });
    expect(rest).toEqual(rest.map(() => 'busy'));
  });

  it('gives each its own rows, within its own bounds', async () => {
    const domains = await crowd.destinations(3);
    const all = await crowd.leases(domains);
    const [first] = await crowd.claim(all[0]!);
    const found = await Promise.all(
      all.map((lease, index) => (index % 2 === 0 ? crowd.claim(lease, 2) : crowd.claim(lease, 100, first!.bytes))),
    );
    for (const [index, rows] of found.entries()) {
      expect(rows).toEqual((await crowd.claim(all[index]!)).slice(0, index % 2 === 0 ? 2 : 1));
      expect(rows[0]!.recipients).toEqual([`bob@${domains[index]}`]);
    }
  });

  it('gives each what this process committed as it would be read, and looks in a row for each', async () => {
    const { db } = world.test;
    for (let index = 0; index < MANY; index++) world.fresh.follow(`d${index}.t${crowd.turn + 1}.test`);
    const all = await crowd.leases(await crowd.destinations(3));
    const queries = jest.spyOn(db, 'query');
    const found = await Promise.all(all.map((lease) => crowd.claim(lease, 2)));
    const looks = await Promise.all(queries.mock.results.map(({ value }) => value as Promise<unknown[]>));
    const names = queries.mock.calls.map(([name]) => name);
    jest.restoreAllMocks();
    // Two begin by themselves.
    expect(names).toEqual(['outbox-look', 'outbox-look', 'outbox-look-many']);
    expect(looks.map(({ length }) => length)).toEqual([1, 1, MANY - 2]);
    const reader = new PostgresOutboxStore(db);
    for (const [index, lease] of all.entries()) {
      expect(found[index]).toEqual((await reader.claimBatch(lease, 2, 1 << 20, world.now)).rows);
    }
  });

  it('marks what arrived, each with its receipt, and nothing of a lease that is lost', async () => {
    const domains = await crowd.destinations();
    const all = await crowd.leases(domains);
    const rows = await Promise.all(all.map((lease) => crowd.claim(lease)));
    const lost = 5;
    all[lost] = { ...all[lost]!, token: '1' };
    const results = await Promise.allSettled(
      all.map((lease, index) =>
        world.store.complete(lease, delivered(rows[index]!, { of: domains[index] }), world.now),
      ),
    );
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(domains.map((_, index) => index !== lost));
    expect((results[lost] as PromiseRejectedResult).reason).toBeInstanceOf(LeaseLost);
    expect(await waiting(domains)).toEqual([domains[lost], domains[lost]]);
    const { rows: receipts } = await world.test.db.pool.query<{ domain: string; of: string; ids: string[] }>(
      `select r.domain, r.receipt ->> 'of' as of, array_agg(d.message_id::text) as ids
         from deliveries d join receipts r using (receipt_id)
        where d.domain = any($1) and d.state = 'delivered' group by 1, 2 order by 1`,
      [domains],
    );
    const expected = domains.flatMap((domain, index) =>
      index === lost ? [] : { domain, of: domain, ids: rows[index]!.map(({ messageId }) => messageId) },
    );
    expect(receipts.map(({ ids, ...rest }) => ({ ...rest, ids: ids.sort() }))).toEqual(
      expected.map(({ ids, ...rest }) => ({ ...rest, ids: ids.sort() })),
    );
    const { rows: orphans } = await world.test.db.pool.query('select 1 from receipts where domain = $1', [
      domains[lost],
    ]);
    expect(orphans).toHaveLength(0);
  });

  it('marks the others where one has a receipt that Postgres does not take', async () => {
    const domains = await crowd.destinations();
    const all = await crowd.leases(domains);
    const rows = await Promise.all(all.map((lease) => crowd.claim(lease)));
    const results = await Promise.allSettled(
      all.map((lease, index) =>
        world.store.complete(lease, delivered(rows[index]!, { text: index === 4 ? '\0' : 'fine' }), world.now),
      ),
    );
    expect(results.flatMap(({ status }, index) => (status === 'rejected' ? index : []))).toEqual([4]);
    expect(await waiting(domains)).toEqual([domains[4], domains[4]]);
  });

  it('does not let one whose rows are locked hold up the others', async () => {
    const domains = await crowd.destinations();
    const [locked, ...others] = domains as [string, ...string[]];
    const order = [...others.slice(0, 3), locked, ...others.slice(3)];
    const row = 'select 1 from destinations where domain = $1 for update';
    let isFree = false;

    let free = await crowd.lock(row, locked);
    const acquired = order.map((domain) => crowd.acquire(domain));
    const held = await Promise.all(acquired.filter((_, index) => index !== 3));
    await free();
    const late = await acquired[3]!;
    const all = [...held.slice(0, 3), late, ...held.slice(3)].map((one) => (one as { lease: Lease }).lease);
    expect(all.map(({ domain }) => domain)).toEqual(order);

    free = await crowd.lock('update leases set worker = worker where domain = $1', locked);
    const marked = all.map(async (lease) => {
      await world.store.complete(lease, delivered((await crowd.claim(lease)).slice(0, 1)), world.now);
      return isFree;
    });
    expect(await Promise.all(marked.filter((_, index) => index !== 3))).toEqual(others.map(() => false));
    isFree = true;
    await free();
    expect(await marked[3]).toBe(true);

    isFree = false;
    free = await crowd.lock(row, locked);
    const failed = all.map(async (lease) => {
      await world.store.recordFailure(lease, failure('refused', await crowd.claim(lease)), world.now);
      return isFree;
    });
    expect(await Promise.all(failed.filter((_, index) => index !== 3))).toEqual(others.map(() => false));
    isFree = true;
    await free();
    expect(await failed[3]).toBe(true);
  });

  it('goes in few trips', async () => {
    const { db } = world.test;
    const queries = jest.spyOn(db, 'query');
    const transactions = jest.spyOn(db, 'transaction');
    const counted = (): Record<string, number> => {
      const names = [...queries.mock.calls, ...transactions.mock.calls].map(([name]) => name);
      return Object.fromEntries(names.map((name) => [name, names.filter((other) => other === name).length]));
    };
    try {
      const all = await crowd.leases(await crowd.destinations());
      const claimed = await Promise.all(all.map(async (lease) => ({ lease, rows: await crowd.claim(lease) })));
      await Promise.all(
        claimed.map(({ lease, rows }, index) =>
          index < MANY / 2
            ? world.store.complete(lease, delivered(rows), world.now)
            : world.store.recordFailure(lease, failure('refused', rows), world.now),
        ),
      );
      const { 'outbox-acquire-many': acquires, 'outbox-claim-many': claims, ...others } = counted();
      expect({ acquires, claims }).toEqual({ acquires: 1, claims: 1 });
      // At most two begin by themselves.
      for (const one of ['outbox-acquire', 'outbox-claim', 'outbox-complete', 'outbox-failure']) {
        expect(others[one] ?? 0).toBeLessThanOrEqual(2);
      }
    } finally {
      jest.restoreAllMocks();
    }
  });

  it('records a failure of each, counts what was tried, and takes the leases back', async () => {
    const domains = await crowd.destinations();
    const all = await crowd.leases(domains);
    const rows = await Promise.all(all.map((lease) => crowd.claim(lease, 1)));
    const recorded = await Promise.all(
      all.map((lease, index) => world.store.recordFailure(lease, failure(`reason ${index}`, rows[index]!), world.now)),
    );
    expect(recorded).toEqual(domains.map(() => ({ failures: 1, first: true, mailboxes: [] })));
    world.now += 1_000;
    const probes = await Promise.all(domains.map((domain) => crowd.acquire(domain, 'w2')));
    const admin = new DestinationAdmin(world.test.db);
    for (const [index, probe] of probes.entries()) {
      expect(probe).toMatchObject({ history: { failures: 1, lastCode: 'unavailable' } });
      const { lease } = probe as { lease: Lease };
      expect((await crowd.claim(lease)).map(({ attempts }) => attempts)).toEqual([1, 0]);
      expect(await admin.recentAttempts(domains[index]!)).toMatchObject([
        { outcome: 'failed', code: 'unavailable', detail: `reason ${index}`, durationMs: 7 },
      ]);
    }
    // Requests that began before the last failure was seen tell nothing new.
    const old = await Promise.all(
      probes.map((probe) =>
        world.store.recordFailure((probe as { lease: Lease }).lease, failure('old', [], world.now - 1_000), world.now),
      ),
    );
    expect(old).toEqual(domains.map(() => ({ failures: 1, first: false, mailboxes: [] })));
  });
});
