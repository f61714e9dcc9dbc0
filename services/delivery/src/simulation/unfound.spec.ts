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

  it('for want of room is not to blame, and gets everything when there is some', async () => {
    const world = new SimWorld({ seed: 12, workers: 3 });
    world.addServer('fine.test');
    world.isCrowded = true;
    for (let i = 0; i < 5; i++) world.send(['fine.test'], { conversation: 'c' });
    await world.clock.run(world.clock.now() + 60_000);
    expect(world.outbox.isDown('fine.test')).toBe(false);
    expect(world.workers.map(({ scheduler }) => scheduler.trouble)).toEqual([undefined, undefined, undefined]);
    world.isCrowded = false;
    await world.clock.run(world.clock.now() + 20_000);
    expect(world.outbox.pending('fine.test')).toBe(0);
    expect([world.failed.get('fine.test'), world.logLines]).toEqual([undefined, []]);
    expect(complaints(world)).toEqual([]);
  });

  it('for want of room that does not come is down in the end, and its mail is given up in its time', async () => {
    const world = new SimWorld({ seed: 13, workers: 2, giveUpMs: 3_600_000 });
    world.addServer('fine.test');
    world.isCrowded = true;
    world.send(['fine.test'], { conversation: 'c' });
    await world.clock.run(world.clock.now() + 30 * 60_000);
    expect(world.outbox.isDown('fine.test')).toBe(true);
    await world.clock.run(world.clock.now() + 3 * 3_600_000);
    expect(world.outbox.pending('fine.test')).toBe(0);
    expect(world.outbox.ledger.notices.map(({ code }) => code)).toEqual(['rate_limited']);
  });
});
