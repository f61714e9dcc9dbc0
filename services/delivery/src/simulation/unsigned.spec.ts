import { DEFAULT_SETTINGS } from '../engine/settings.js';
import { complaints } from './invariants.js';
import { SimWorld } from './world.js';

jest.setTimeout(120_000);

const HOUR = 3_600_000;
const KEYLESS = 'alice@keyless.test';
const PEER = 'org2.test';

/** Two domains of ours with mail to one destination: the first one's is older, and it has no key. */
describe('a domain of ours that cannot sign', () => {
  let world: SimWorld;
  const given = (options: { batch?: boolean; giveUpMs?: number } = {}): void => {
    world = new SimWorld({ seed: 5, workers: 2, giveUpMs: options.giveUpMs ?? 72 * HOUR });
    world.addServer(PEER, { batch: options.batch ?? true });
    world.unsigned.add('keyless.test');
  };
  const pass = (ms: number): Promise<void> => world.clock.run(world.clock.now() + ms);
  const send = (sender: string, conversation: string, count: number): void => {
    for (let i = 0; i < count; i++) world.send([PEER], { conversation, sender });
  };
  const troubles = (): string[] => world.logLines.map(({ message }) => message);

  it.each([true, false])('holds up its own mail only, with batches: %s', async (batch) => {
    given({ batch });
    for (let i = 0; i < 150; i++) send(KEYLESS, `mine${i}`, 2);
    send('bob@home.test', 'other', 50);
    await pass(2_000);
    expect(world.server(PEER).stored.size).toBe(50);
    expect(world.outbox.isDown(PEER)).toBe(false);
    await pass(HOUR);
    send('bob@home.test', 'other', 50);
    await pass(2_000);
    expect(world.server(PEER).stored.size).toBe(100);
    expect(new Set([...world.outbox.ledger.deliveries.values()].map(({ attempts }) => attempts))).toEqual(
      new Set([0, 1]),
    );
    world.unsigned.clear();
    await pass(35_000);
    expect(world.pendingTotal()).toBe(0);
    expect(world.outbox.ledger.notices).toEqual([]);
    expect(complaints(world)).toEqual([]);
  });

  it('keeps the order of a conversation that it shares with another one', async () => {
    given({ batch: false });
    send('bob@home.test', 'shared', 1);
    send(KEYLESS, 'shared', 1);
    send('bob@home.test', 'shared', 1);
    await pass(2_000);
    expect([...world.server(PEER).stored.keys()]).toEqual(['m1']);
    world.unsigned.clear();
    await pass(35_000);
    expect([...world.server(PEER).stored.keys()]).toEqual(['m1', 'm2', 'm3']);
  });

  it('does not keep a destination that was down from being tried', async () => {
    given();
    world.setCondition(PEER, 'refusing');
    send('bob@home.test', 'other', 1);
    await pass(60_000);
    for (let i = 0; i < 200; i++) send(KEYLESS, `mine${i}`, 1);
    world.setCondition(PEER, 'well');
    world.heard(PEER);
    await pass(2_000);
    expect(world.server(PEER).stored.size).toBe(1);
    expect(world.outbox.isDown(PEER)).toBe(false);
  });

  it('is told of once, when it begins and when it is over, and is no trouble of all', async () => {
    given();
    send(KEYLESS, 'mine', 3);
    await pass(10 * 60_000);
    send('bob@home.test', 'other', 3);
    await pass(2_000);
    expect(new Set(troubles())).toEqual(new Set(['delivery is held up by a trouble of ours']));
    expect(troubles().length).toBeLessThanOrEqual(2);
    expect(world.workers.map(({ scheduler }) => scheduler.trouble)).toEqual([undefined, undefined]);
    world.unsigned.clear();
    await pass(2 * DEFAULT_SETTINGS.sweepMs);
    expect(troubles()).toContain('delivery works again');
  });

  it('has its mail given up when the time of each is over, not before', async () => {
    given({ giveUpMs: 2 * HOUR });
    send(KEYLESS, 'mine', 2);
    await pass(2 * HOUR - 60_000);
    expect(world.outbox.ledger.notices).toEqual([]);
    await pass(120_000);
    expect(world.outbox.ledger.notices.map(({ code }) => code)).toEqual(['unavailable', 'unavailable']);
    expect(complaints(world)).toEqual([]);
  });
});
