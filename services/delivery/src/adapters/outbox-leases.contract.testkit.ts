import { type Lease, LeaseLost } from '@iimp/storage/outbox/store';
import { delivered, LEASE_MS, type OutboxCase } from './outbox-case.testkit.js';

/** Who may work on what, and when. */
export function leaseContract(given: () => OutboxCase): void {
  let t: OutboxCase;
  beforeAll(() => {
    t = given();
  });

  it('finds a destination as soon as it has work, and not after', async () => {
    expect(await t.isDue()).toBe(false);
    const id = await t.accept();
    expect(await t.isDue()).toBe(true);
    const lease = await t.acquire();
    expect(await t.isDue()).toBe(false);
    await t.h.store.complete(
      lease,
      (await t.claim(lease)).map((row) => delivered(row)),
      t.now,
    );
    await t.h.store.release(lease, t.now);
    expect(await t.isDue()).toBe(false);
    expect(await t.h.delivery(id, t.domain)).toEqual({ state: 'delivered', attempts: 1 });
    expect(await t.h.store.acquire(t.domain, 'w1', LEASE_MS, t.now)).toBe('waiting');
    expect(await t.h.notices(id)).toEqual([]);
  });

  it('finds what came while its holder was leaving', async () => {
    await t.accept();
    const lease = await t.acquire();
    await t.h.store.complete(
      lease,
      (await t.claim(lease)).map((row) => delivered(row)),
      t.now,
    );
    await t.accept();
    await t.h.store.release(lease, t.now);
    expect(await t.isDue()).toBe(true);
  });

  it('gives all free shards to one, and the rest to nobody', async () => {
    await t.accept();
    const lease = await t.acquire();
    expect([...lease.shards].sort((a, b) => a - b)).toEqual(Array.from({ length: t.h.store.shards }, (_, i) => i));
    expect(await t.h.store.acquire(t.domain, 'w2', LEASE_MS, t.now)).toBe('busy');
  });

  it('serves a crowd that comes at once one lease', async () => {
    await t.accept();
    const got = await Promise.all(
      Array.from({ length: 10 }, (_, i) => t.h.store.acquire(t.domain, `w${i}`, LEASE_MS, t.now)),
    );
    expect(got.filter((one) => typeof one !== 'string')).toHaveLength(1);
  });

  it('lets half of the shards go to another worker, each sees its own conversations', async () => {
    const conversations = Array.from({ length: 24 }, () => t.h.newConversation());
    for (const conversation of conversations) for (let i = 0; i < 2; i++) await t.accept(conversation);
    const first = await t.acquire('w1');
    const half = first.shards.slice(0, t.h.store.shards / 2);
    const kept: Lease = { ...first, shards: first.shards.filter((shard) => !half.includes(shard)) };
    await t.h.store.release(first, t.now, half);
    expect(await t.isDue()).toBe(true);
    const second = await t.acquire('w2');
    expect([...second.shards].sort()).toEqual([...half].sort());
    const [a, b] = [await t.claim(kept), await t.claim(second)];
    expect(a.length + b.length).toBe(48);
    const theirs = new Set(b.map((row) => row.conversationId));
    expect(a.some((row) => theirs.has(row.conversationId))).toBe(false);
    await t.h.store.renew(kept, LEASE_MS, t.now);
    await t.h.store.complete(
      kept,
      a.map((row) => delivered(row)),
      t.now,
    );
    await t.h.store.complete(
      second,
      b.map((row) => delivered(row)),
      t.now,
    );
  });

  it('fences whoever lost the lease, in everything', async () => {
    const id = await t.accept();
    const old = await t.acquire('w1');
    const [row] = await t.claim(old);
    if (row === undefined) throw new Error('no row');
    t.now += LEASE_MS + 1;
    expect(await t.isDue()).toBe(true);
    const lease = await t.acquire('w2');
    expect(BigInt(lease.token)).toBeGreaterThan(BigInt(old.token));
    await expect(t.h.store.renew(old, LEASE_MS, t.now)).rejects.toThrow(LeaseLost);
    await expect(t.h.store.complete(old, [delivered(row)], t.now)).rejects.toThrow(LeaseLost);
    await expect(
      t.h.store.complete(old, [{ kind: 'refused', row, code: 'not_found', detail: '' }], t.now),
    ).rejects.toThrow(LeaseLost);
    await expect(t.fail(old, { tried: [row] })).rejects.toThrow(LeaseLost);
    await expect(t.h.store.recordSuccess(old, t.now)).rejects.toThrow(LeaseLost);
    await t.h.store.release(old, t.now);
    expect(await t.h.store.acquire(t.domain, 'w3', LEASE_MS, t.now)).toBe('busy');
    expect(await t.h.delivery(id, t.domain)).toEqual({ state: 'queued', attempts: 0 });
    expect(await t.h.notices(id)).toEqual([]);
    await t.h.store.complete(lease, [delivered(row)], t.now);
    expect(await t.h.delivery(id, t.domain)).toEqual({ state: 'delivered', attempts: 1 });
  });

  it('fences a part that was released and taken by another', async () => {
    for (let i = 0; i < 16; i++) await t.accept();
    const first = await t.acquire('w1');
    const rows = await t.claim(first);
    await t.h.store.release(first, t.now, first.shards.slice(1));
    const second = await t.acquire('w2');
    const theirs = rows.filter((row) => second.shards.includes(row.shard));
    expect(theirs.length).toBeGreaterThan(0);
    await expect(
      t.h.store.complete(
        first,
        theirs.map((row) => delivered(row)),
        t.now,
      ),
    ).rejects.toThrow(LeaseLost);
  });

  it('keeps a lease that is renewed', async () => {
    await t.accept();
    const lease = await t.acquire('w1');
    for (let i = 0; i < 3; i++) {
      t.now += LEASE_MS - 1;
      await t.h.store.renew(lease, LEASE_MS, t.now);
    }
    expect(await t.h.store.acquire(t.domain, 'w2', LEASE_MS, t.now + LEASE_MS - 1)).toBe('busy');
    expect(await t.h.store.acquire(t.domain, 'w2', LEASE_MS, t.now + LEASE_MS + 1)).toHaveProperty('lease');
  });

  it('a released lease cannot be renewed', async () => {
    const id = await t.accept();
    const lease = await t.acquire('w1');
    const rows = await t.claim(lease);
    const [some, rest] = [lease.shards.slice(0, 3), lease.shards.slice(3)];
    await t.h.store.release(lease, t.now, some);
    await expect(t.h.store.renew(lease, LEASE_MS, t.now)).rejects.toThrow(LeaseLost);
    await t.h.store.renew({ ...lease, shards: rest }, LEASE_MS, t.now);
    await t.h.store.release({ ...lease, shards: rest }, t.now);
    await expect(t.h.store.renew(lease, LEASE_MS, t.now)).rejects.toThrow(LeaseLost);
    const outcomes = rows.map((row) => delivered(row));
    await expect(t.h.store.complete(lease, outcomes, t.now)).rejects.toThrow(LeaseLost);
    await expect(t.h.store.recordSuccess(lease, t.now)).rejects.toThrow(LeaseLost);
    await expect(t.fail(lease)).rejects.toThrow(LeaseLost);
    expect((await t.acquire('w2')).shards).toHaveLength(t.h.store.shards);
    expect(await t.h.delivery(id, t.domain)).toEqual({ state: 'queued', attempts: 0 });
  });

  it('a lease that was given back with a failure cannot be renewed', async () => {
    await t.accept();
    const lease = await t.acquire('w1');
    await t.fail(lease, { leave: true });
    await expect(t.h.store.renew(lease, LEASE_MS, t.now)).rejects.toThrow(LeaseLost);
    await expect(t.fail(lease, { leave: true })).rejects.toThrow(LeaseLost);
    t.now += 5_000;
    expect((await t.acquire('w2')).shards).toHaveLength(t.h.store.shards);
  });

  it('leaves a paused destination alone', async () => {
    await t.accept();
    await t.h.pause(t.domain, true);
    expect(await t.isDue()).toBe(false);
    expect(await t.h.store.acquire(t.domain, 'w1', LEASE_MS, t.now)).toBe('waiting');
    await t.h.pause(t.domain, false);
    expect(await t.isDue()).toBe(true);
  });
}
