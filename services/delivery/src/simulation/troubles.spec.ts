import { SimWorld } from './world.js';

jest.setTimeout(120_000);

const MINUTE = 60_000;

describe('a trouble of ours that is over', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'is told of as over by all workers, whoever delivered what waited (seed %i)',
    async (seed) => {
      const world = new SimWorld({ seed, workers: 3 });
      const pass = (ms: number): Promise<void> => world.clock.run(world.clock.now() + ms);
      for (const domain of ['org2.test', 'org3.test']) world.addServer(domain);
      await pass(10_000);
      world.loseDatabase(MINUTE);
      for (let i = 0; i < 60; i++) {
        world.send(['org2.test', 'org3.test'], { conversation: `c${i}` });
        await pass(1_000);
      }
      expect(world.workers.map(({ scheduler }) => scheduler.trouble)).toContainEqual(expect.anything());
      await pass(5 * MINUTE);
      expect(world.pendingTotal()).toBe(0);
      expect(world.workers.map(({ scheduler }) => scheduler.trouble)).toEqual([undefined, undefined, undefined]);
    },
  );
});
