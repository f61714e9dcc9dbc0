import { complaints } from './invariants.js';
import { SimWorld } from './world.js';

jest.setTimeout(60_000);

const HOUR = 3_600_000;
const PEER = 'org2.test';

describe('the order of a conversation', () => {
  it('outlasts hours without an answer, and one answer of 500 at their end', async () => {
    const world = new SimWorld({ seed: 13 });
    world.addServer(PEER);
    world.setCondition(PEER, 'refusing');
    world.send([PEER], { conversation: 'c' });
    await world.clock.run(world.clock.now() + 12 * HOUR);
    world.send([PEER], { conversation: 'c' });
    world.setCondition(PEER, 'stumbling');
    const tries = world.server(PEER).attempts.length;
    await world.clock.run(world.clock.now() + 2 * HOUR, () => world.server(PEER).attempts.length > tries);
    world.setCondition(PEER, 'well');
    await world.clock.run(world.clock.now() + 3 * HOUR);
    expect([...world.server(PEER).stored.keys()]).toEqual(['m1', 'm2']);
    expect(complaints(world)).toEqual([]);
  });
});
