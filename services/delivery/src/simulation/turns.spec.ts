import { complaints } from './invariants.js';
import { SimWorld } from './world.js';

jest.setTimeout(120_000);

const MINUTE = 60_000;

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

  it('are handed over at once when they were woken and wait for a slot', async () => {
    const world = crowd(15, 100);
    for (let passed = 0; passed < 6_300; passed += 900) {
      for (const domain of DOMAINS) world.send([domain], { conversation: 'c' });
      await world.clock.run(world.clock.now() + 900);
    }
    const [old] = world.workers;
    for (let i = 0; i < 10; i++) world.startWorker();
    await world.clock.run(world.clock.now() + 300);
    for (const domain of DOMAINS) world.send([domain], { conversation: 'c' });
    await world.clock.run(world.clock.now() + 50);
    if (old !== undefined) void world.drain(old);
    await world.clock.run(world.clock.now() + 2_000);
    expect(world.pendingTotal()).toBe(0);
    expect(complaints(world)).toEqual([]);
  });
});

describe('a session that goes on in another slot', () => {
  const counts = (world: SimWorld, domains: readonly string[]): number[] =>
    domains.map((domain) => world.server(domain).stored.size);

  it('lets others go first that wait for a slow one', async () => {
    const settings = { fastSlots: 2, slowSlots: 1, quantum: 2, maxBatch: 1 };
    const world = new SimWorld({ seed: 5, workers: 1, settings });
    const slow = ['s0.test', 's1.test', 's2.test'];
    const quick = ['q0.test', 'q1.test', 'q2.test', 'q3.test', 'q4.test'];
    for (const domain of slow) world.addServer(domain, { latencyMs: 700 });
    for (const domain of quick) world.addServer(domain, { latencyMs: 20 });
    for (const domain of slow) for (let i = 0; i < 200; i++) world.send([domain], { conversation: `c${i}` });
    await world.clock.run(world.clock.now() + 1_000);
    for (const domain of quick) for (let i = 0; i < 100; i++) world.send([domain], { conversation: `c${i}` });
    await world.clock.run(world.clock.now() + 15_000);
    const before = counts(world, slow);
    await world.clock.run(world.clock.now() + 15_000);
    const gained = counts(world, slow).map((count, index) => count - (before[index] ?? 0));
    expect(Math.max(...gained) - Math.min(...gained)).toBeLessThanOrEqual(2 * settings.quantum);
    expect(Math.min(...gained)).toBeGreaterThan(0);
  });

  it('lets others go first that were well while it was down', async () => {
    const settings = { fastSlots: 2, probeSlots: 2, quantum: 2, maxBatch: 1 };
    const world = new SimWorld({ seed: 5, workers: 1, settings });
    const back = Array.from({ length: 6 }, (_, i) => `back${i}.test`);
    const well = Array.from({ length: 4 }, (_, i) => `well${i}.test`);
    for (const domain of [...back, ...well]) world.addServer(domain, { latencyMs: 50 });
    for (const domain of back) world.setCondition(domain, 'refusing');
    for (const domain of back) for (let i = 0; i < 250; i++) world.send([domain], { conversation: `c${i}` });
    await world.clock.run(world.clock.now() + 3_000);
    for (const domain of back) world.setCondition(domain, 'well');
    // Until all of them go on with what waited.
    await world.clock.run(world.clock.now() + MINUTE, () => Math.min(...counts(world, back)) > 10);
    for (const domain of well) for (let i = 0; i < 10; i++) world.send([domain], { conversation: `c${i}` });
    await world.clock.run(world.clock.now() + 8_000);
    expect(back.some((domain) => world.outbox.pending(domain) > 0)).toBe(true);
    expect(counts(world, well)).toEqual(well.map(() => 10));
  });
});
