import { complaints } from './invariants.js';
import type { SimWorker } from './sim-worker.js';
import { SimWorld } from './world.js';

jest.setTimeout(120_000);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A world with one organization that is down since long, and messages for it. */
async function longDown(options: { silent?: boolean; workers?: number; messages?: number } = {}): Promise<SimWorld> {
  const world = new SimWorld({ seed: 7, workers: options.workers ?? 2, settings: { sweepMs: 5_000 } });
  world.addServer('org2.test');
  world.setCondition('org2.test', options.silent === true ? 'silent' : 'refusing');
  for (let i = 0; i < (options.messages ?? 500); i++) world.send(['org2.test'], { conversation: `c${i % 20}` });
  await world.clock.run(world.clock.now() + 12 * HOUR);
  return world;
}

/** Three workers that know of each other, and destinations for all of them. */
async function acquainted(): Promise<{ world: SimWorld; domains: string[] }> {
  const world = new SimWorld({ seed: 4, workers: 3 });
  const domains = Array.from({ length: 30 }, (_, turn) => `org${turn}.test`);
  for (const domain of domains) world.addServer(domain, { latencyMs: 20 });
  await world.clock.run(world.clock.now() + 100);
  return { world, domains };
}

describe('a destination that was down for hours', () => {
  it('is probed within 2 s when it is heard of, and gets everything at once', async () => {
    const world = await longDown();
    world.setCondition('org2.test', 'well');
    const at = world.clock.now();
    world.heard('org2.test');
    await world.clock.run(at + 2_000);
    expect(world.outbox.pending('org2.test')).toBe(0);
    expect(complaints(world)).toEqual([]);
  });

  it('gets everything at once without being heard of, when its turn comes', async () => {
    const world = await longDown();
    world.setCondition('org2.test', 'well');
    const at = world.clock.now();
    await world.clock.run(at + HOUR, () => world.server('org2.test').stored.size > 0);
    const first = world.clock.now();
    expect(first - at).toBeLessThanOrEqual(HOUR);
    await world.clock.run(first + 2_000);
    expect(world.outbox.pending('org2.test')).toBe(0);
  });

  it('is heard of even while a probe hangs', async () => {
    const world = await longDown({ silent: true, messages: 5 });
    const server = world.server('org2.test');
    await world.clock.run(world.clock.now() + 2 * HOUR, () => server.inFlight > 0);
    world.heard('org2.test');
    world.setCondition('org2.test', 'well');
    const at = world.clock.now();
    await world.clock.run(at + 10_000);
    expect(world.outbox.pending('org2.test')).toBe(0);
  });

  it('that talks all the time and does not answer is not called for each of its requests', async () => {
    const world = await longDown({ workers: 1, messages: 5 });
    const server = world.server('org2.test');
    const before = server.attempts.length;
    for (let i = 0; i < 3_600; i++) {
      world.heard('org2.test');
      await world.clock.run(world.clock.now() + 1_000);
    }
    const probes = server.attempts.length - before;
    expect(probes).toBeGreaterThan(5);
    expect(probes).toBeLessThan(20);
    expect(world.outbox.isDown('org2.test')).toBe(true);
  });

  it('costs few log lines', async () => {
    const world = await longDown();
    world.setCondition('org2.test', 'well');
    world.heard('org2.test');
    await world.clock.run(world.clock.now() + MINUTE);
    expect(world.logLines.map((line) => line.message)).toEqual([
      'destination is down: probing it with a growing back-off',
      'destination answers again: delivering its backlog',
      'destination is healthy: its backlog is delivered',
    ]);
  });
});

describe('a backlog of many destinations', () => {
  it('is shared by workers that find it, without each trying all of it', async () => {
    const destinations = 400;
    const slots = { fastSlots: 8, slowSlots: 6, probeSlots: 4, sweepMs: 1_000 };
    const world = new SimWorld({ seed: 11, workers: 3, lostWakes: 1, settings: slots });
    const domains = Array.from({ length: destinations }, (_, index) => `org${index}.test`);
    for (const domain of domains) world.addServer(domain, { latencyMs: 300 });
    for (const domain of domains) world.send([domain], { conversation: domain });
    const acquire = jest.spyOn(world.outbox, 'acquire');
    await world.clock.run(world.clock.now() + MINUTE);
    expect(complaints(world)).toEqual([]);
    expect(domains.filter((domain) => world.outbox.pending(domain) > 0)).toEqual([]);
    // All three trying all of it would be 1,200, and more for those that are found held.
    expect(acquire.mock.calls.length).toBeLessThan(destinations * 2);
  });
});

describe('a message now and then', () => {
  it.each([1, 3])('is sent at once, and most need no lease of their own, with %i workers', async (workers) => {
    const world = new SimWorld({ seed: 3, workers });
    world.addServer('org2.test', { latencyMs: 20 });
    const acquire = jest.spyOn(world.outbox, 'acquire');
    const late: number[] = [];
    for (let i = 0; i < 100; i++) {
      world.send(['org2.test'], { conversation: `c${i % 5}` });
      await world.clock.run(world.clock.now() + 300);
      if (world.outbox.pending('org2.test') > 0) late.push(i);
    }
    expect(late).toEqual([]);
    const leases = (await Promise.all(acquire.mock.results.map(({ value }) => value as unknown))).filter(
      (taken) => typeof taken !== 'string',
    );
    // All hear of it, and whose it is takes it.
    expect(acquire.mock.calls.length).toBeLessThan(40);
    expect(leases.length).toBeLessThan(15);
    expect(complaints(world)).toEqual([]);
  });

  it('is sent by the same worker each time, and nobody else tries', async () => {
    const { world, domains } = await acquainted();
    const acquire = jest.spyOn(world.outbox, 'acquire');
    for (let i = 0; i < 300; i++) {
      world.send([domains[i % 30] as string], { conversation: 'c' });
      await world.clock.run(world.clock.now() + 100);
    }
    const callers = new Map<string, Set<string>>();
    for (const [domain, worker] of acquire.mock.calls) {
      callers.set(domain, (callers.get(domain) ?? new Set()).add(worker));
    }
    expect([...callers].filter(([, workers]) => workers.size > 1)).toEqual([]);
    expect(new Set([...callers.values()].flatMap((workers) => [...workers])).size).toBe(3);
    expect(world.pendingTotal()).toBe(0);
    expect(complaints(world)).toEqual([]);
  });

  it('whose worker was killed waits for a sweep or two, no longer', async () => {
    const { world, domains } = await acquainted();
    world.kill(world.workers[0] as SimWorker);
    for (const domain of domains) world.send([domain], { conversation: 'c' });
    await world.clock.run(world.clock.now() + 4_000);
    expect(world.pendingTotal()).toBe(0);
  });

  it('is not sent once an operator has paused the destination, whoever holds it', async () => {
    const world = new SimWorld({ seed: 3, workers: 1 });
    world.addServer('org2.test', { latencyMs: 20 });
    const send = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        world.send(['org2.test'], { conversation: 'c' });
        await world.clock.run(world.clock.now() + 300);
      }
    };
    await send(5);
    world.outbox.pause('org2.test', true);
    await send(5);
    expect(world.server('org2.test').stored.size).toBe(5);
    world.outbox.pause('org2.test', false);
    await world.clock.run(world.clock.now() + 3_000);
    expect(world.server('org2.test').stored.size).toBe(10);
  });
});

describe('a restart of a peer', () => {
  it('costs seconds', async () => {
    const world = new SimWorld({ seed: 3 });
    world.addServer('org2.test');
    const start = world.clock.now();
    world.setCondition('org2.test', 'refusing');
    world.clock.after(4_000, () => world.setCondition('org2.test', 'well'));
    for (let i = 0; i < 20; i++) world.send(['org2.test'], { conversation: 'c' });
    await world.clock.run(start + 15_000);
    expect(world.outbox.pending('org2.test')).toBe(0);
  });
});

describe('a peer that asks for silence', () => {
  it('is left alone so long, though it is heard of', async () => {
    const world = new SimWorld({ seed: 3 });
    const { attempts, turnsAway } = world.addServer('org2.test');
    turnsAway.set('home.test', { status: 503, code: 'unavailable', retryAfterMs: MINUTE });
    world.send(['org2.test'], { conversation: 'c' });
    const at = world.clock.now();
    for (let second = 1; second < 55; second++) {
      await world.clock.run(at + second * 1_000);
      world.heard('org2.test');
    }
    expect(attempts).toHaveLength(1);
    turnsAway.clear();
    await world.clock.run(at + MINUTE + 10_000);
    expect(world.outbox.pending('org2.test')).toBe(0);
  });
});

describe('an outage of our side', () => {
  it('of the process: what was written before goes out without new traffic', async () => {
    const world = new SimWorld({ seed: 5, workers: 1 });
    for (const worker of [...world.workers]) world.kill(worker);
    for (let d = 0; d < 50; d++) {
      world.addServer(`d${d}.test`);
      for (let i = 0; i < 10; i++) world.send([`d${d}.test`], { conversation: `c${d}` });
    }
    // Longer than the time after which messages are given up: they are tried all the same.
    await world.clock.run(world.clock.now() + 100 * HOUR);
    world.startWorker();
    await world.clock.run(world.clock.now() + 3_000);
    expect(world.pendingTotal()).toBe(0);
    expect(world.outbox.ledger.notices).toEqual([]);
  });

  it('of the line: everyone is tried soon after the first success', async () => {
    const world = new SimWorld({ seed: 6, workers: 1, settings: { sweepMs: 5_000 } });
    for (let d = 0; d < 100; d++) world.addServer(`d${d}.test`);
    world.loseLine(6 * HOUR);
    for (let d = 0; d < 100; d++) world.send([`d${d}.test`], { conversation: `c${d}` });
    await world.clock.run(world.clock.now() + 6 * HOUR);
    await world.clock.run(world.clock.now() + MINUTE);
    expect(world.pendingTotal()).toBe(0);
  });

  it('of the database: nobody is blamed, and it goes on within seconds', async () => {
    const world = new SimWorld({ seed: 8, workers: 2 });
    for (let d = 0; d < 20; d++) world.addServer(`d${d}.test`, { latencyMs: 100 });
    for (let i = 0; i < 400; i++) world.send([`d${i % 20}.test`], { conversation: `c${i}` });
    await world.clock.run(world.clock.now() + 60);
    world.loseDatabase(10 * MINUTE);
    await world.clock.run(world.clock.now() + 10 * MINUTE);
    await world.clock.run(world.clock.now() + 35_000);
    expect(world.pendingTotal()).toBe(0);
    expect(world.failed.size).toBe(0);
    expect(complaints(world)).toEqual([]);
  });
});

describe('giving up', () => {
  it('happens in time, once, for each message', async () => {
    const world = new SimWorld({ seed: 9, giveUpMs: 72 * HOUR, settings: { sweepMs: 10_000 } });
    world.addServer('dead.test');
    world.setCondition('dead.test', 'refusing');
    for (let i = 0; i < 50; i++) world.send(['dead.test'], { conversation: `c${i}` });
    const at = world.clock.now();
    await world.clock.run(at + 72 * HOUR - 1);
    expect(world.outbox.ledger.notices).toEqual([]);
    await world.clock.run(at + 72 * HOUR + MINUTE);
    expect(world.outbox.ledger.notices).toHaveLength(50);
    expect(world.outbox.pending('dead.test')).toBe(0);
    // About 80 probes: 12 in the first hour, then one in 30 minutes on average (full jitter of an hour).
    expect(world.server('dead.test').attempts.length).toBeLessThan(200);
    expect(complaints(world)).toEqual([]);
  });
});

describe('draining a worker', () => {
  it('hands over within a second, finishes what is in flight, and repeats nothing', async () => {
    const world = new SimWorld({ seed: 10, workers: 1 });
    for (let d = 0; d < 30; d++) world.addServer(`d${d}.test`, { latencyMs: 300 });
    for (let i = 0; i < 3_000; i++) world.send([`d${i % 30}.test`], { conversation: `c${i % 60}` });
    await world.clock.run(world.clock.now() + 400);
    const [old] = world.workers;
    world.startWorker();
    const at = world.clock.now();
    let drainedAt = 0;
    if (old !== undefined) void world.drain(old).then(() => (drainedAt = world.clock.now()));
    await world.clock.run(at + 1_000);
    expect(drainedAt - at).toBeLessThan(1_000);
    const stored = [...world.servers.values()].reduce((sum, server) => sum + server.stored.size, 0);
    await world.clock.run(at + 20_000);
    expect(stored).toBeGreaterThan(0);
    expect(world.pendingTotal()).toBe(0);
    for (const server of world.servers.values()) expect(server.duplicates.size).toBe(0);
  });
});

describe('a hot destination', () => {
  it('is served by several sessions at once, and keeps order', async () => {
    const world = new SimWorld({ seed: 11, workers: 1 });
    const server = world.addServer('hot.test', { latencyMs: 400 });
    for (let i = 0; i < 20_000; i++) world.send(['hot.test'], { conversation: `c${i % 64}`, silent: i > 0 });
    let most = 0;
    const at = world.clock.now();
    await world.clock.run(
      at + 10 * MINUTE,
      () => ((most = Math.max(most, server.inFlight)), server.stored.size === 20_000),
    );
    expect(most).toBe(world.settings.sessionsPerDestination);
    // One by one it would be 200 posts of 400 ms.
    expect(world.clock.now() - at).toBeLessThan(40_000);
    expect(complaints(world)).toEqual([]);
  });

  it('that is cold takes one session', async () => {
    const world = new SimWorld({ seed: 12, workers: 4 });
    const server = world.addServer('cold.test', { latencyMs: 400 });
    for (let i = 0; i < 60; i++) world.send(['cold.test'], { conversation: `c${i}` });
    let most = 0;
    await world.clock.run(world.clock.now() + MINUTE, () => ((most = Math.max(most, server.inFlight)), false));
    expect(server.stored.size).toBe(60);
    expect(most).toBe(1);
  });
});
