import { createOutboxWorld, type OutboxWorld, TTL } from './outbox.testkit.js';
import { LeaseLost } from './store.js';

const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

describe('leases on destinations', () => {
  let world: OutboxWorld;
  beforeAll(async () => {
    world = await createOutboxWorld();
  });
  afterAll(() => world.close());

  const due = async (): Promise<string[]> =>
    (await world.store.dueDestinations(world.now, 100)).map(({ domain }) => domain);

  it('are to be had where mail waits, and only there', async () => {
    expect(await world.store.acquire('quiet.test', 'w1', TTL, world.now)).toBe('waiting');
    await world.send('one.test', 3);
    expect(await due()).toEqual(['one.test']);
    expect(await world.store.acquire('one.test', 'w1', TTL, world.now)).toMatchObject({
      lease: { domain: 'one.test', shards: ALL },
      history: { failures: 0 },
    });
    expect(await due()).toEqual([]);
  });

  it('exclude others until they end or are given back', async () => {
    await world.send('two.test', 3);
    const first = await world.lease('two.test', 'w1');
    expect(await world.store.acquire('two.test', 'w2', TTL, world.now)).toBe('busy');
    await world.store.release(first, world.now, [5, 6, 7]);
    expect((await world.lease('two.test', 'w2')).shards).toEqual([5, 6, 7]);
    world.now += TTL;
    const third = await world.lease('two.test', 'w3');
    expect(third.shards).toEqual(ALL);
    expect(Number(third.token)).toBeGreaterThan(Number(first.token));
    await expect(world.store.renew({ ...first, shards: [0] }, TTL, world.now)).rejects.toThrow(LeaseLost);
  });

  it('live on when they are renewed, all shards or none', async () => {
    await world.send('three.test', 1);
    const lease = await world.lease('three.test');
    world.now += TTL - 1;
    await world.store.renew(lease, TTL, world.now);
    world.now += TTL - 1;
    expect(await world.store.acquire('three.test', 'w2', TTL, world.now)).toBe('busy');
    await world.store.release(lease, world.now, [7]);
    world.now += 1;
    const [seven] = [await world.lease('three.test', 'w2')];
    expect(seven.shards).toEqual(ALL);
    await expect(world.store.renew(lease, TTL, world.now)).rejects.toThrow(LeaseLost);
  });

  it('are given to one of many who ask at once', async () => {
    await world.send('many.test', 8);
    const stores = Array.from({ length: 8 }, (_, i) => `w${i}`);
    const answers = await Promise.all(stores.map((worker) => world.store.acquire('many.test', worker, TTL, world.now)));
    expect(answers.filter((answer) => typeof answer !== 'string')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'busy')).toHaveLength(7);
  });

  it('leave nothing due behind when nothing waits, and all of it when something does', async () => {
    await world.send('left.test', 2);
    const lease = await world.lease('left.test');
    await world.store.release(lease, world.now);
    expect(await due()).toContain('left.test');
    const again = await world.lease('left.test');
    const rows = (await world.store.claimBatch(again, 10, 1 << 20, world.now)).rows;
    await world.store.complete(
      again,
      rows.map((row) => ({ kind: 'delivered', row, unknownRecipients: [] })),
      world.now,
    );
    await world.store.release(again, world.now);
    expect(await due()).not.toContain('left.test');
    expect(await world.store.acquire('left.test', 'w1', TTL, world.now)).toBe('waiting');
    await world.send('left.test', 1);
    expect(await due()).toContain('left.test');
  });

  it('of one who left work in shards that others hold do not call more to it', async () => {
    await world.send('split.test', 40);
    const first = await world.lease('split.test', 'w1');
    await world.store.release(first, world.now, [0]);
    const second = await world.lease('split.test', 'w2');
    expect(second.shards).toEqual([0]);
    const rows = (await world.store.claimBatch(second, 100, 1 << 20, world.now)).rows;
    await world.store.complete(
      second,
      rows.map((row) => ({ kind: 'delivered', row, unknownRecipients: [] })),
      world.now,
    );
    await world.store.release(second, world.now);
    expect(await due()).not.toContain('split.test');
    world.now += TTL;
    expect(await due()).toContain('split.test');
  });

  it('do not hide new mail from the sweep for long while something else is put off', async () => {
    await world.send('late.test', 1);
    const lease = await world.lease('late.test');
    const { rows } = await world.store.claimBatch(lease, 10, 1 << 20, world.now);
    const later = { code: 'unknown_reference', detail: '', nextAttemptAt: world.now + 1_800_000 };
    await world.store.complete(lease, [{ kind: 'deferred', row: rows[0]!, ...later }], world.now);
    await world.store.release(lease, world.now);
    expect(await due()).not.toContain('late.test');
    // Nobody is woken for it.
    await world.send('late.test', 1);
    world.now += 30_000;
    expect(await due()).toContain('late.test');
    expect((await world.store.claimBatch(await world.lease('late.test'), 10, 1 << 20, world.now)).rows).toHaveLength(1);
  });

  it('never hide mail from the sweep, however writers and workers interleave', async () => {
    const domain = 'busy.test';
    let sent = 0;
    let delivered = 0;
    let writing = true;
    const writer = (async () => {
      for (let i = 0; i < 60; i++) sent += (await world.send(domain, 1 + (i % 3))).length;
      writing = false;
    })();
    const work = async (worker: string): Promise<void> => {
      while (writing || (await due()).includes(domain)) {
        const acquired = await world.store.acquire(domain, worker, TTL, world.now);
        if (typeof acquired === 'string') continue;
        const rows = (await world.store.claimBatch(acquired.lease, 2, 1 << 20, world.now)).rows;
        await world.store.complete(
          acquired.lease,
          rows.map((row) => ({ kind: 'delivered', row, unknownRecipients: [] })),
          world.now,
        );
        delivered += rows.length;
        await world.store.release(acquired.lease, world.now);
      }
    };
    await Promise.all([writer, work('w1'), work('w2'), work('w3')]);
    expect(delivered).toBe(sent);
    expect(await due()).not.toContain(domain);
  });
});
