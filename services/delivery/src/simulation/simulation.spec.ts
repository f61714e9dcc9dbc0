import { Chaos } from './chaos.js';
import { complaints, scheduleComplaints, waiting } from './invariants.js';

/**
 * Under many seeds. `SEED=123` replays one; `SEEDS=500` runs more; `DESTINATIONS` and `MESSAGES` make the world larger: the nightly
 * profile does.
 */
const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const first = number('SEED', 1);
const count = process.env['SEED'] === undefined ? number('SEEDS', 6) : 1;
const destinations = number('DESTINATIONS', 100);
const messages = number('MESSAGES', 2_000);
const seeds = Array.from({ length: count }, (_, i) => first + i);

jest.setTimeout(300_000);

async function weather(seed: number, size: { destinations: number; messages: number }): Promise<void> {
  const chaos = new Chaos({ seed, stormMs: 15 * 60_000, ...size });
  const { world } = chaos;
  const bad: string[] = [];
  await world.clock.run(chaos.settledBy);
  for (const domain of world.servers.keys()) {
    const left = chaos.dead.has(domain) ? [] : waiting(world, domain);
    if (left.length > 0) bad.push(`${domain}: ${left.length} messages wait long after it recovered`);
  }
  bad.push(...complaints(world));
  await world.clock.run(chaos.endsBy);
  if (world.pendingTotal() > 0) bad.push(`${world.pendingTotal()} messages are neither delivered nor given up`);
  bad.push(...complaints(world));
  for (const { domain, from, until } of chaos.skewed ? [] : chaos.outages)
    bad.push(...scheduleComplaints(world, domain, from, until));
  if (bad.length > 0) throw new Error(`replay with SEED=${seed}:\n${bad.slice(0, 20).join('\n')}`);
}

describe('a simulated internet', () => {
  it.each(seeds)('keeps its promises under seed %i', (seed) => weather(seed, { destinations, messages }));

  it('keeps them with a thousand destinations', () => weather(first, { destinations: 1_000, messages: 3_000 }));
});
