import { type OutboxWorld, TTL } from './outbox.testkit.js';
import { type Lease, LeaseLost } from './store.js';
import { createCrowd, type Crowd, delivered } from './together.testkit.js';

describe('leases that are renewed or given back together', () => {
  let crowd: Crowd;
  let world: OutboxWorld;
  beforeAll(async () => {
    crowd = await createCrowd();
    world = crowd.world;
  });
  afterAll(() => world.close());

  it('renews each that is held, and says which is not', async () => {
    const domains = await crowd.destinations();
    const all = await crowd.leases(domains);
    const lost = 3;
    all[lost] = { ...all[lost]!, token: '1' };
    const results = await Promise.allSettled(all.map((lease) => world.store.renew(lease, 10 * TTL, world.now)));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(domains.map((_, index) => index !== lost));
    expect((results[lost] as PromiseRejectedResult).reason).toBeInstanceOf(LeaseLost);
    world.now += 2 * TTL;
    const others = await Promise.all(domains.map((domain) => crowd.acquire(domain, 'w2')));
    expect(others.map((one) => one === 'busy')).toEqual(domains.map((_, index) => index !== lost));
  });

  it('gives back each: what has work is due at once, what is put off then, and what is empty waits no more', async () => {
    const domains = await crowd.destinations();
    const all = await crowd.leases(domains);
    const [empty, putOff] = all.slice(-2) as [Lease, Lease];
    await world.store.complete(empty, delivered(await crowd.claim(empty)), world.now);
    const nextAttemptAt = world.now + 5_000;
    const rows = await crowd.claim(putOff);
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
    const { rows: found } = await world.test.db.pool.query<{ active: boolean; due: string }>(
      'select active, due_at::text as due from destinations where domain = any($1) order by domain',
      [domains],
    );
    const [first, ...others] = found.slice(0, -2);
    expect(first).toEqual({ active: true, due: String(world.now) });
    expect(others).toEqual(others.map(() => first));
    expect(found.slice(-2)).toMatchObject([{ active: false }, { active: true, due: String(nextAttemptAt) }]);
  });

  it('gives back the others where one is not held any more, and leaves that to its holder', async () => {
    const domains = await crowd.destinations();
    const all = await crowd.leases(domains);
    const lost = 3;
    await world.store.release(all[lost]!, world.now);
    const theirs = await world.lease(domains[lost]!, 'other');
    await Promise.all(all.map((lease) => world.store.release(lease, world.now)));
    await world.store.renew(theirs, TTL, world.now);
    const again = await Promise.all(domains.map((domain) => crowd.acquire(domain, 'w2')));
    expect(again.map((one) => one === 'busy')).toEqual(domains.map((_, index) => index === lost));
  });

  it('gives back in one trip, and does not wait for a destination that is locked', async () => {
    const domains = await crowd.destinations();
    const all = await crowd.leases(domains);
    const locked = domains[3]!;
    const free = await crowd.lock('select 1 from destinations where domain = $1 for update', locked);
    const queries = jest.spyOn(world.test.db, 'transaction');
    let isFree = false;
    const released = all.map(async (lease) => {
      await world.store.release(lease, world.now);
      return isFree;
    });
    expect(await Promise.all(released.filter((_, index) => index !== 3))).toEqual(domains.slice(1).map(() => false));
    isFree = true;
    await free();
    expect(await released[3]).toBe(true);
    const names = queries.mock.calls.map(([name]) => name);
    jest.restoreAllMocks();
    // One begins by itself, and the locked one ends so.
    expect(names).toEqual(['outbox-release', 'outbox-release-many', 'outbox-release']);
    const again = await Promise.all(domains.map((domain) => crowd.acquire(domain, 'w2')));
    expect(again.map((one) => typeof one)).toEqual(domains.map(() => 'object'));
  });

  it('renews each until its own end, and no sweep looks before it', async () => {
    const all = await crowd.leases(await crowd.destinations());
    const [whole, half, ...others] = all as [Lease, Lease, ...Lease[]];
    const part = { ...half, shards: half.shards.slice(0, 4) };
    await world.store.release(half, world.now, half.shards.slice(4));
    const ends = [3 * TTL, ...others.map((_, index) => (4 + index) * TTL)];
    const renewed = [whole, ...others].map((lease, index) => world.store.renew(lease, ends[index]!, world.now));
    await Promise.all([...renewed, world.store.renew(part, 3 * TTL, world.now)]);
    const due = async (after: number): Promise<string[]> =>
      (await world.store.dueDestinations(world.now + after, 1_000)).map(({ domain }) => domain);
    const domains = [whole, ...others].map(({ domain }) => domain);
    // Others may take the shards that are free.
    expect(await due(2 * TTL)).toContain(half.domain);
    for (const [index, domain] of domains.entries()) {
      expect(await due(ends[index]! - 1)).not.toContain(domain);
      expect(await due(ends[index]!)).toContain(domain);
    }
    const { rows } = await world.test.db.pool.query<{ end: string }>(
      'select max(expires_at)::text as end from leases where domain = any($1) group by domain order by 1',
      [domains],
    );
    expect(rows.map(({ end }) => Number(end) - world.now)).toEqual(ends);
  });

  it('renews a lone one as well', async () => {
    const [lease] = (await crowd.leases((await crowd.destinations()).slice(0, 1))) as [Lease];
    await world.store.renew(lease, 3 * TTL, world.now);
    const due = async (after: number): Promise<string[]> =>
      (await world.store.dueDestinations(world.now + after, 1_000)).map(({ domain }) => domain);
    expect(await due(3 * TTL - 1)).not.toContain(lease.domain);
    expect(await due(3 * TTL)).toContain(lease.domain);
  });
});
