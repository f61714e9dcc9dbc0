import { complaints } from './invariants.js';
import { SimWorld } from './world.js';

describe('more destinations than slots', () => {
  const DOMAINS = Array.from({ length: 40 }, (_, d) => `d${d}.test`);
  const quantum = 2;
  const crowd = (seed: number, maxBatch: number): SimWorld => {
    const world = new SimWorld({ seed, workers: 1, settings: { fastSlots: 4, quantum, maxBatch, sweepMs: 10_000 } });
    for (const domain of DOMAINS) world.addServer(domain, { latencyMs: 200 });
    return world;
  };

  it('take turns, each with its lease in hand', async () => {
    const world = crowd(13, 1);
    const turns = 10;
    for (const domain of DOMAINS) for (let i = 0; i < turns; i++) world.send([domain], { conversation: `c${i}` });
    // A turn comes round every four seconds, beyond the time that a lease is kept for the next message.
    await world.clock.run(world.clock.now() + 15_000);
    const counts = DOMAINS.map((domain) => world.server(domain).stored.size);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(quantum);
    expect(world.pendingTotal()).toBeGreaterThan(0);
    expect(world.outbox.leases).toBe(DOMAINS.length);
    await world.clock.run(world.clock.now() + 15_000);
    expect(world.pendingTotal()).toBe(0);
    expect(complaints(world)).toEqual([]);
  });

  it('keep the lease when they are woken and no slot is free', async () => {
    const world = crowd(14, 100);
    // Each is woken within the time that a lease is kept for the next message, and has its turn every two seconds, after that time.
    for (let passed = 0; passed < 20_000; passed += 900) {
      for (const domain of DOMAINS) world.send([domain], { conversation: 'c' });
      await world.clock.run(world.clock.now() + 900);
    }
    expect(world.outbox.leases).toBe(DOMAINS.length);
    await world.clock.run(world.clock.now() + 5_000);
    expect(world.pendingTotal()).toBe(0);
    expect(complaints(world)).toEqual([]);
  });

  it('are handed over at once when their worker leaves', async () => {
    const world = crowd(15, 1);
    for (const domain of DOMAINS) for (let i = 0; i < 10; i++) world.send([domain], { conversation: `c${i}` });
    const [old] = world.workers;
    await world.clock.run(world.clock.now() + 5_000);
    for (let i = 0; i < 10; i++) world.startWorker();
    await world.clock.run(world.clock.now() + 1_000);
    const before = world.outbox.leases;
    if (old !== undefined) void world.drain(old);
    // A post in flight ends meanwhile; the next sweeps are later.
    await world.clock.run(world.clock.now() + 700);
    expect(world.outbox.leases - before).toBeGreaterThanOrEqual(DOMAINS.length);
    await world.clock.run(world.clock.now() + 15_000);
    expect(world.pendingTotal()).toBe(0);
    expect(complaints(world)).toEqual([]);
  });
});
