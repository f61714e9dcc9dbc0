import { complaints } from './invariants.js';
import { SimWorld } from './world.js';

jest.setTimeout(120_000);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PEER = 'org2.test';
const NEW = 'eve@new.test';
const OLD = 'bob@home.test';
const DISBELIEVED = { status: 401, code: 'invalid_signature' };
const UNAVAILABLE = { status: 503, code: 'unavailable' };

/** Two domains of ours with mail to one destination, which turns one of them away. */
describe('a domain of ours that a destination turns away', () => {
  let world: SimWorld;
  const given = (batch = true): void => {
    world = new SimWorld({ seed: 5, workers: 1 });
    world.addServer(PEER, { batch });
  };
  const pass = (ms: number): Promise<void> => world.clock.run(world.clock.now() + ms);
  const send = (sender: string, conversation: string, count = 1): void => {
    for (let i = 0; i < count; i++) world.send([PEER], { conversation, sender });
  };
  const stored = (): number => world.server(PEER).stored.size;
  const told = (): string[] => world.outbox.ledger.notices.map(({ code }) => code);
  const attempts = (): number => world.server(PEER).attempts.length;

  it.each([true, false])('because of its signature holds up its own mail only, with batches: %s', async (batch) => {
    given(batch);
    world.server(PEER).turnsAway.set('new.test', DISBELIEVED);
    for (let i = 0; i < 150; i++) send(NEW, `new${i}`);
    send(OLD, 'old', 50);
    await pass(2_000);
    expect(stored()).toBe(50);
    expect(world.outbox.isDown(PEER)).toBe(false);
    // One post, or as many as go beside each other; not one for each message.
    expect(attempts()).toBeLessThan(70);
    for (let i = 0; i < 60; i++) {
      world.clock.after(i * 1_000, () => send(OLD, 'old'));
      world.clock.after(i * 1_000, () => send(NEW, 'more'));
    }
    await pass(2 * MINUTE);
    expect(stored()).toBe(110);
    expect(told()).toEqual(Array(210).fill('invalid_signature'));
    expect(complaints(world)).toEqual([]);
  });

  it('because of a key that was not known yet loses nothing, and nothing gets out of order', async () => {
    given();
    world.server(PEER).turnsAway.set('new.test', DISBELIEVED);
    send(NEW, 'new', 2);
    send(OLD, 'old');
    world.clock.after(30_000, () => world.server(PEER).turnsAway.clear());
    await pass(20_000);
    send(NEW, 'new');
    await pass(45_000);
    expect([...world.server(PEER).stored.keys()]).toEqual(['m3', 'm1', 'm2', 'm4']);
    expect(told()).toEqual([]);
    expect(world.logLines.map(({ message }) => message)).toEqual([
      'destination turns away one of our domains: its mail waits by itself',
      'destination takes the mail of our domain again',
    ]);
    expect(complaints(world)).toEqual([]);
  });

  it.each([
    ['its mail comes first', [NEW, OLD]],
    ['its mail comes last', [OLD, NEW]],
    ['it has mail alone', [NEW]],
  ] as const)('with failures that pass slows down itself only; %s', async (_name, first) => {
    given();
    world.server(PEER).turnsAway.set('new.test', UNAVAILABLE);
    for (const sender of first) send(sender, sender, 3);
    await pass(15_000);
    // By now it is known that others are answered.
    send(OLD, 'old');
    await pass(25_000);
    const before = stored();
    for (let i = 0; i < 60; i++) {
      send(NEW, 'new');
      send(OLD, 'old');
      await pass(1_000);
      expect(stored()).toBe(before + i + 1);
    }
    const posts = attempts();
    await pass(12 * HOUR);
    // About one post an hour, once the wait has grown.
    expect(attempts() - posts).toBeLessThan(100);
    expect(world.outbox.isDown(PEER)).toBe(false);
    send(OLD, 'old');
    await pass(1_000);
    expect(stored()).toBe(before + 61);
    world.server(PEER).turnsAway.clear();
    await pass(2 * HOUR);
    expect(world.pendingTotal()).toBe(0);
    expect(told()).toEqual([]);
    expect(complaints(world)).toEqual([]);
  });

  it('gets its last try while its mail waits for longer', async () => {
    given();
    world.server(PEER).turnsAway.set('new.test', { ...UNAVAILABLE, retryAfterMs: 100 * HOUR });
    send(NEW, 'new');
    send(OLD, 'old');
    await pass(MINUTE);
    expect(stored()).toBe(1);
    await pass(HOUR);
    send(OLD, 'old');
    send(NEW, 'new', 2);
    await pass(70 * HOUR + 49 * MINUTE);
    world.server(PEER).turnsAway.clear();
    await pass(10 * HOUR);
    expect(told()).toEqual([]);
    expect(world.pendingTotal()).toBe(0);
    expect(complaints(world)).toEqual([]);
  });

  it('is probed for although a message of another one fails again and again', async () => {
    given();
    world.server(PEER).turnsAway.set('new.test', UNAVAILABLE);
    send(NEW, 'new');
    await pass(500);
    world.server(PEER).turnsAway.clear();
    world.send([PEER], { conversation: 'old', sender: OLD, trait: 'poison' });
    await pass(10 * MINUTE);
    expect([...world.server(PEER).stored.keys()]).toEqual(['m1']);
    expect(complaints(world)).toEqual([]);
  });

  it('is not taken for what ails all of them', async () => {
    given();
    send(NEW, 'new');
    send(OLD, 'old');
    await pass(1_000);
    for (const domain of ['new.test', 'home.test']) world.server(PEER).turnsAway.set(domain, UNAVAILABLE);
    send(NEW, 'new');
    send(OLD, 'old');
    await pass(1_000);
    expect(world.outbox.isDown(PEER)).toBe(true);
    await pass(HOUR);
    world.server(PEER).turnsAway.clear();
    world.heard(PEER);
    await pass(3_000);
    expect(world.pendingTotal()).toBe(0);
    expect(complaints(world)).toEqual([]);
  });
});
