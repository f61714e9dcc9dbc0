import { DestinationAdmin } from './destination-admin.js';
import { createOutboxWorld, type OutboxWorld, TTL } from './outbox.testkit.js';
import { PostgresOutboxStore } from './postgres-outbox-store.js';
import { type Failure, type Lease, LeaseLost, type Outcome, type OutboxRow } from './store.js';

/** Enough that some of what is asked for in one turn goes together: see PostgresOutboxStore. */
const MANY = 8;

describe('what many destinations ask for at once', () => {
  let world: OutboxWorld;
  let turn = 0;
  beforeAll(async () => {
    world = await createOutboxWorld();
  });
  afterAll(() => world.close());

  async function destinations(each = 2): Promise<string[]> {
    turn += 1;
    const domains = Array.from({ length: MANY }, (_, index) => `d${index}.t${turn}.test`);
    for (const domain of domains) await world.send(domain, each);
    return domains;
  }
  const acquire = (domain: string, worker = 'w1'): ReturnType<typeof world.store.acquire> =>
    world.store.acquire(domain, worker, TTL, world.now);
  async function leases(domains: readonly string[]): Promise<Lease[]> {
    const acquired = await Promise.all(domains.map((domain) => acquire(domain)));
    return acquired.map((one) => {
      if (typeof one === 'string') throw new Error(one);
      return one.lease;
    });
  }
  const claim = async (lease: Lease, limit = 100, bytes = 1 << 20): Promise<OutboxRow[]> =>
    (await world.store.claimBatch(lease, limit, bytes, world.now)).rows;
  const delivered = (rows: readonly OutboxRow[], receipt?: unknown): Outcome[] =>
    rows.map((row) => ({ kind: 'delivered', row, unknownRecipients: [], receipt }));
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
  /** Somebody holds the row until the returned function is called. */
  async function lock(sql: string, domain: string): Promise<() => Promise<void>> {
    const client = await world.test.db.pool.connect();
    await client.query('begin');
    await client.query(sql, [domain]);
    return async () => {
      await client.query('rollback');
      client.release();
    };
  }

  it('gives each its lease: whole, with a history, or not at all', async () => {
    const domains = await destinations();
    const [busy, down, paused, empty] = domains as [string, string, string, string];
    await world.lease(busy, 'other');
    await world.store.recordFailure(await world.lease(down), failure('refused', []), world.now);
    await new DestinationAdmin(world.test.db).pause(paused, { actor: 'test', now: world.now });
    const lease = await world.lease(empty);
    await world.store.complete(lease, delivered(await claim(lease)), world.now);
    await world.store.release(lease, world.now);
    const before = await Promise.all(domains.map((domain) => acquire(domain)));
    expect(before.slice(0, 4)).toEqual(['busy', 'waiting', 'waiting', 'waiting']);
    const shards = [0, 1, 2, 3, 4, 5, 6, 7];
    for (const [index, one] of before.slice(4).entries()) {
      expect(one).toMatchObject({ lease: { domain: domains[index + 4], shards }, history: { failures: 0 } });
    }
    world.now += 1_000;
    const [, again, , , ...rest] = await Promise.all(domains.map((domain) => acquire(domain, 'w2')));
    expect(again).toMatchObject({ lease: { domain: down, shards }, history: { failures: 1, lastCode: 'unavailable' } });
    expect(rest).toEqual(rest.map(() => 'busy'));
  });

  it('gives each its own rows, within its own bounds', async () => {
    const domains = await destinations(3);
    const all = await leases(domains);
    const [first] = await claim(all[0]!);
    const found = await Promise.all(
      all.map((lease, index) => (index % 2 === 0 ? claim(lease, 2) : claim(lease, 100, first!.bytes))),
    );
    for (const [index, rows] of found.entries()) {
      expect(rows).toEqual((await claim(all[index]!)).slice(0, index % 2 === 0 ? 2 : 1));
      expect(rows[0]!.recipients).toEqual([`bob@${domains[index]}`]);
    }
  });

  it('gives each what this process committed as it would be read, and looks in a row for each', async () => {
    const { db } = world.test;
    for (let index = 0; index < MANY; index++) world.fresh.follow(`d${index}.t${turn + 1}.test`);
    const all = await leases(await destinations(3));
    const queries = jest.spyOn(db, 'query');
    const found = await Promise.all(all.map((lease) => claim(lease, 2)));
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
    const domains = await destinations();
    const all = await leases(domains);
    const rows = await Promise.all(all.map((lease) => claim(lease)));
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
    const domains = await destinations();
    const all = await leases(domains);
    const rows = await Promise.all(all.map((lease) => claim(lease)));
    const results = await Promise.allSettled(
      all.map((lease, index) =>
        world.store.complete(lease, delivered(rows[index]!, { text: index === 4 ? '\0' : 'fine' }), world.now),
      ),
    );
    expect(results.flatMap(({ status }, index) => (status === 'rejected' ? index : []))).toEqual([4]);
    expect(await waiting(domains)).toEqual([domains[4], domains[4]]);
  });

  it('does not let one whose rows are locked hold up the others', async () => {
    const domains = await destinations();
    const [locked, ...others] = domains as [string, ...string[]];
    const order = [...others.slice(0, 3), locked, ...others.slice(3)];
    const row = 'select 1 from destinations where domain = $1 for update';
    let isFree = false;

    let free = await lock(row, locked);
    const acquired = order.map((domain) => acquire(domain));
    const held = await Promise.all(acquired.filter((_, index) => index !== 3));
    await free();
    const late = await acquired[3]!;
    const all = [...held.slice(0, 3), late, ...held.slice(3)].map((one) => (one as { lease: Lease }).lease);
    expect(all.map(({ domain }) => domain)).toEqual(order);

    free = await lock('update leases set worker = worker where domain = $1', locked);
    const marked = all.map(async (lease) => {
      await world.store.complete(lease, delivered((await claim(lease)).slice(0, 1)), world.now);
      return isFree;
    });
    expect(await Promise.all(marked.filter((_, index) => index !== 3))).toEqual(others.map(() => false));
    isFree = true;
    await free();
    expect(await marked[3]).toBe(true);

    isFree = false;
    free = await lock(row, locked);
    const failed = all.map(async (lease) => {
      await world.store.recordFailure(lease, failure('refused', await claim(lease)), world.now);
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
      const all = await leases(await destinations());
      const claimed = await Promise.all(all.map(async (lease) => ({ lease, rows: await claim(lease) })));
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
    const domains = await destinations();
    const all = await leases(domains);
    const rows = await Promise.all(all.map((lease) => claim(lease, 1)));
    const recorded = await Promise.all(
      all.map((lease, index) => world.store.recordFailure(lease, failure(`reason ${index}`, rows[index]!), world.now)),
    );
    expect(recorded).toEqual(domains.map(() => ({ failures: 1, first: true, mailboxes: [] })));
    world.now += 1_000;
    const probes = await Promise.all(domains.map((domain) => acquire(domain, 'w2')));
    const admin = new DestinationAdmin(world.test.db);
    for (const [index, probe] of probes.entries()) {
      expect(probe).toMatchObject({ history: { failures: 1, lastCode: 'unavailable' } });
      const { lease } = probe as { lease: Lease };
      expect((await claim(lease)).map(({ attempts }) => attempts)).toEqual([1, 0]);
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

  it('renews each that is held, and says which is not', async () => {
    const domains = await destinations();
    const all = await leases(domains);
    const lost = 3;
    all[lost] = { ...all[lost]!, token: '1' };
    const results = await Promise.allSettled(all.map((lease) => world.store.renew(lease, 10 * TTL, world.now)));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(domains.map((_, index) => index !== lost));
    expect((results[lost] as PromiseRejectedResult).reason).toBeInstanceOf(LeaseLost);
    world.now += 2 * TTL;
    const others = await Promise.all(domains.map((domain) => acquire(domain, 'w2')));
    expect(others.map((one) => one === 'busy')).toEqual(domains.map((_, index) => index !== lost));
  });

  it('gives back each: what has work is due at once, what is put off then, and what is empty waits no more', async () => {
    const domains = await destinations();
    const all = await leases(domains);
    const [empty, putOff] = all.slice(-2) as [Lease, Lease];
    await world.store.complete(empty, delivered(await claim(empty)), world.now);
    const nextAttemptAt = world.now + 5_000;
    const rows = await claim(putOff);
    await world.store.complete(
      putOff,
      rows.map((row) => ({ kind: 'deferred', row, nextAttemptAt, code: 'unavailable', detail: '' })),
      world.now,
    );
    const transactions = jest.spyOn(world.test.db, 'transaction');
    await Promise.all(all.map((lease) => world.store.release(lease, world.now)));
    // The first begins by itself.
    expect(transactions.mock.calls.map(([name]) => name)).toEqual(['outbox-release', 'outbox-release-many']);
    jest.restoreAllMocks();
    const { rows: found } = await world.test.db.pool.query<{ domain: string; active: boolean; due: string }>(
      'select domain, active, due_at::text as due from destinations where domain = any($1) order by domain',
      [domains],
    );
    expect(found.slice(0, -2)).toEqual(
      domains.slice(0, -2).map((domain) => ({ domain, active: true, due: String(world.now) })),
    );
    expect(found.slice(-2)).toMatchObject([{ active: false }, { active: true, due: String(nextAttemptAt) }]);
  });

  it('gives back the others where one is not held any more, and leaves that to its holder', async () => {
    const domains = await destinations();
    const all = await leases(domains);
    const lost = 3;
    await world.store.release(all[lost]!, world.now);
    const theirs = await world.lease(domains[lost]!, 'other');
    await Promise.all(all.map((lease) => world.store.release(lease, world.now)));
    await world.store.renew(theirs, TTL, world.now);
    const again = await Promise.all(domains.map((domain) => acquire(domain, 'w2')));
    expect(again.map((one) => one === 'busy')).toEqual(domains.map((_, index) => index === lost));
  });

  it('gives back in one trip, and does not wait for a destination that is locked', async () => {
    const domains = await destinations();
    const all = await leases(domains);
    const locked = domains[3]!;
    const free = await lock('select 1 from destinations where domain = $1 for update', locked);
    const queries = jest.spyOn(world.test.db, 'transaction');
    let isFree = false;
    const released = all.map(async (lease) => {
      await world.store.release(lease, world.now);
      return isFree;
    });
    expect(await Promise.all(released.filter((_, index) => index !== 3))).toEqual(
      domains.slice(1).map(() => false),
    );
    isFree = true;
    await free();
    expect(await released[3]).toBe(true);
    const names = queries.mock.calls.map(([name]) => name);
    jest.restoreAllMocks();
    // One begins by itself, and the locked one ends so.
    expect(names).toEqual(['outbox-release', 'outbox-release-many', 'outbox-release']);
    const again = await Promise.all(domains.map((domain) => acquire(domain, 'w2')));
    expect(again.map((one) => typeof one)).toEqual(domains.map(() => 'object'));
  });
});
