import { complaints } from './invariants.js';
import { SimWorld } from './world.js';

jest.setTimeout(60_000);

describe('a domain that is not found', () => {
  it('is not asked for before it is looked for again, and gets everything then', async () => {
    const world = new SimWorld({ seed: 11, workers: 3 });
    world.addServer('dark.test');
    world.setCondition('dark.test', 'dark');
    const at = world.clock.now();
    for (let i = 0; i < 60; i++)
      world.clock.after(i * 2_000, () => void world.send(['dark.test'], { conversation: 'c' }));
    await world.clock.run(at + 90_000);
    expect(world.failed.get('dark.test')?.length).toBeGreaterThanOrEqual(2);
    expect(world.askedInVain).toBe(0);
    world.setCondition('dark.test', 'well');
    await world.clock.run(at + 300_000);
    expect(world.outbox.pending('dark.test')).toBe(0);
    expect(world.askedInVain).toBe(0);
    expect(complaints(world)).toEqual([]);
  });
});
