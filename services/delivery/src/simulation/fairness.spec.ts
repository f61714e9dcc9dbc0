import { SimWorld } from './world.js';

jest.setTimeout(120_000);

const HEALTHY = 400;
const SECONDS = 30;

/**
 * A steady stream to 400 healthy destinations, from a cold start; beside them 500 dead ones (they refuse, are silent or
 * are not found) and 100 that take 5 s
 * a request, with as much traffic each. Answers the messages that reached the healthy ones in time, and the longest wait of one.
 */
async function rate(seed: number, company: boolean): Promise<{ delivered: number; longest: number }> {
  const world = new SimWorld({ seed, workers: 1 });
  const healthy = Array.from({ length: HEALTHY }, (_, i) => `healthy${i}.test`);
  for (const domain of healthy) world.addServer(domain, { latencyMs: 50 });
  const others = company ? Array.from({ length: 600 }, (_, i) => `other${i}.test`) : [];
  others.forEach((domain, i) => {
    world.addServer(domain);
    world.setCondition(domain, i < 200 ? 'refusing' : i < 350 ? 'silent' : i < 500 ? 'dark' : 'slow');
  });
  const all = [...healthy, ...others];
  const start = world.clock.now();
  // All of them have a backlog at the start, and get a message about every 10 s.
  for (const domain of all)
    for (let i = 0; i < 20; i++) world.send([domain], { conversation: `c${i % 3}`, silent: true });
  for (let s = 0; s < SECONDS; s++) {
    world.clock.after(s * 1_000, () => {
      for (const domain of all) if (world.rng.chance(0.1)) world.send([domain], { conversation: 'c' });
    });
  }
  await world.clock.run(start + SECONDS * 1_000);
  let delivered = 0;
  let longest = 0;
  for (const domain of healthy) {
    delivered += world.server(domain).stored.size;
    const waiting = world.sent.filter((m) => m.domain === domain && !world.server(domain).stored.has(m.messageId));
    for (const { acceptedAt } of waiting) longest = Math.max(longest, world.clock.now() - acceptedAt);
  }
  return { delivered, longest };
}

describe('fairness', () => {
  it('keeps 90% of the throughput of healthy destinations beside dead and slow ones', async () => {
    const alone = await rate(1, false);
    const together = await rate(1, true);
    expect(together.delivered / alone.delivered).toBeGreaterThan(0.9);
    expect(together.longest).toBeLessThan(2_000);
  });

  it.each(['silent', 'dark', 'slow'] as const)(
    'lets hundreds of strangers, all of them %s, delay others by less than a second',
    async (condition) => {
      const world = new SimWorld({ seed: 2, workers: 1 });
      const known = Array.from({ length: 50 }, (_, i) => `known${i}.test`);
      for (const domain of known) world.addServer(domain, { latencyMs: 20 });
      for (const domain of known) world.send([domain], { conversation: 'c' });
      // Longer than a lease is kept for the next message: they have to ask for a slot as the strangers do.
      await world.clock.run(world.clock.now() + 3_000);
      for (let i = 0; i < 400; i++) {
        world.addServer(`stranger${i}.test`);
        world.setCondition(`stranger${i}.test`, condition);
        world.send([`stranger${i}.test`], { conversation: 'c' });
      }
      for (const domain of known) world.send([domain], { conversation: 'c' });
      await world.clock.run(world.clock.now() + 1_000);
      expect(known.filter((domain) => world.outbox.pending(domain) > 0)).toEqual([]);
    },
  );
});
