import { createOutboxWorld, type OutboxWorld, TTL } from './outbox.testkit.js';
import { PostgresOutboxStore } from './postgres-outbox-store.js';

const DAY = 86_400_000;

describe('a clock that was ahead and is set back', () => {
  let world: OutboxWorld;
  beforeAll(async () => {
    world = await createOutboxWorld();
    world.now = Date.now();
  });
  afterAll(() => world.close());

  /** As another worker sees it, or the same one after a while. */
  const due = async (): Promise<string[]> =>
    (await new PostgresOutboxStore(world.test.db).dueDestinations(world.now, 100)).map(({ domain }) => domain);
  const failed = (at: number) => ({
    code: 'unavailable',
    detail: 'our signatures are refused while the clocks differ',
    startedAt: at - 10,
    nextAttemptAt: () => at + 5_000,
    retryAfterUntil: at + 5_000,
    tried: [],
    leave: true,
  });

  it('puts off no try for as long as it was wrong, and the next failure counts', async () => {
    await world.send('down.test', 1);
    world.now += DAY;
    const lease = await world.lease('down.test');
    await world.store.recordFailure(lease, failed(world.now), world.now);
    world.now -= DAY;
    expect(await world.store.acquire('down.test', 'w2', TTL, world.now)).toBe('waiting');
    expect(await due()).toEqual(['down.test']);
    const again = await world.lease('down.test', 'w2');
    expect(await world.store.recordFailure(again, failed(world.now + 20), world.now + 20)).toMatchObject({
      failures: 2,
    });
    expect(await due()).toEqual([]);
  });

  it('leaves no lease behind that lasts until then', async () => {
    await world.send('held.test', 1);
    await world.store.acquire('held.test', 'killed', TTL, world.now + DAY);
    expect(await world.store.acquire('held.test', 'w2', TTL, world.now)).toBe('busy');
    expect(await due()).toEqual(['held.test']);
    expect(await world.store.acquire('held.test', 'w2', TTL, world.now)).toMatchObject({ history: { failures: 0 } });
  });

  it('is not seen by a clock that is behind itself', async () => {
    await world.send('busy.test', 1);
    await world.lease('busy.test');
    await world.send('well.test', 1);
    const lease = await world.lease('well.test');
    await world.store.recordFailure(lease, failed(world.now), world.now);
    const store = new PostgresOutboxStore(world.test.db);
    expect(await store.dueDestinations(world.now - 12 * 60_000, 100)).toEqual([]);
    expect(await world.store.acquire('busy.test', 'w2', TTL, world.now)).toBe('busy');
    expect(await world.store.acquire('well.test', 'w2', TTL, world.now)).toBe('waiting');
  });

  it('touches nothing of clocks that differ as they may', async () => {
    await world.send('fine.test', 1);
    const lease = await world.lease('fine.test');
    await world.store.recordFailure(lease, failed(world.now + 50_000), world.now + 50_000);
    expect(await due()).toEqual([]);
    expect(await world.store.acquire('fine.test', 'w2', TTL, world.now)).toBe('waiting');
  });
});
