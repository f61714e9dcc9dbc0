import { PolicyStore } from '@iimp/storage/policy';
import { DAY, documentOf, json, KEY_B, MINUTE, KEY_A, startWorld, type World } from './world.testkit.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());
beforeEach(() => world.reset());

describe('discovery.resolve', () => {
  it('tells where a domain takes federation, and by which keys it signs', async () => {
    const expires_at = world.now() + DAY;
    const keys = [...documentOf('').keys, { key_id: 'k0', public_key: KEY_B, expires_at }];
    world.answers['/.well-known/iimp'] = json(documentOf('org2.test', { keys }), { 'cache-control': 'max-age=86400' });
    const { resolved } = await (await world.replica()).resolve('org2.test');
    expect(resolved).toMatchObject({
      domain: 'org2.test',
      baseUrl: `https://org2.test:${world.org2.port}`,
      connect: [{ host: 'host.test', port: world.org2.port }],
      keys: [{ keyId: 'k1' }, { keyId: 'k0', expiresAtMs: String(expires_at) }],
    });
    expect(Buffer.from(resolved!.keys[0]!.publicKey).toString('base64url')).toBe(KEY_A);
    expect(JSON.parse(resolved!.documentJson)).toMatchObject({ capabilities: ['batch'], limits: { max_batch: 50 } });
    // The TTL of the test zone, one second, bounds it from above; five minutes bound that from below.
    expect(Number(resolved!.expiresAtMs) - world.now()).toBeGreaterThan(4 * MINUTE);
    expect(Number(resolved!.expiresAtMs) - world.now()).toBeLessThanOrEqual(5 * MINUTE);
  });

  it('asks the origin once, however many ask, on every replica, and after a restart', async () => {
    const [one, two] = [await world.replica(), await world.replica()];
    await Promise.all(Array.from({ length: 30 }, () => one.resolve('org2.test')));
    await two.resolve('org2.test');
    expect((await (await world.replica()).resolve('org2.test')).resolved).toBeDefined();
    expect(world.org2.seen).toHaveLength(1);
  });

  it('stores what it learned for a stranger when it is asked otherwise, without asking the origin again', async () => {
    const { resolve: ask } = await world.replica();
    const stored = () => world.database.db.query<{ key: string }>('test-stored', 'select key from discovery_cache');
    expect((await ask('org2.test', false, true)).resolved).toBeDefined();
    expect((await ask('no.test', false, true)).problem).toMatchObject({ code: 'not_found' });
    expect(await stored()).toEqual([]);
    expect((await ask('org2.test')).resolved).toBeDefined();
    expect(await stored()).toEqual([{ key: 'org2.test' }]);
    expect(world.org2.seen).toHaveLength(1);
  });

  it('takes the operator’s table for an SRV answer', async () => {
    world.answers['/.well-known/iimp'] = json(documentOf('static.test'));
    const { resolved } = await (await world.replica()).resolve('static.test');
    expect(resolved).toMatchObject({
      baseUrl: `https://static.test:${world.org2.port}`,
      connect: [{ host: '127.0.0.1', port: world.org2.port }],
    });
  });

  it('tells permanent from temporary failures', async () => {
    const { resolve: ask } = await world.replica();
    expect((await ask('no.test')).problem).toMatchObject({ code: 'not_found' });
    expect((await ask('nowhere.test')).problem).toMatchObject({ code: 'not_found' });
    expect((await ask('127.0.0.1')).problem).toMatchObject({ code: 'invalid_request' });
    expect((await ask('Org2.test')).problem).toMatchObject({ code: 'invalid_request' });
    const { problem } = await ask('example.org');
    expect(problem).toMatchObject({ code: 'unavailable', retryAfterSeconds: 30 });
    world.answers['/.well-known/iimp'] = json({}, { 'retry-after': '90' }, 503);
    expect((await ask('org2.test')).problem).toMatchObject({ code: 'unavailable', retryAfterSeconds: 90 });
  });

  it('serves what it knows while the domain is down, for a week, and says that it is stale', async () => {
    const { resolve: ask } = await world.replica();
    await ask('org2.test');
    world.answers['/.well-known/iimp'] = (request) => void request.socket.destroy();
    world.offset = 6 * DAY;
    const { resolved } = await ask('org2.test');
    expect(Number(resolved?.expiresAtMs)).toBeLessThan(world.now());
    expect(Number(resolved?.fetchedAtMs)).toBeLessThan(Number(resolved?.expiresAtMs));
    expect(Number(resolved?.nowMs) - Number(resolved?.fetchedAtMs)).toBeGreaterThanOrEqual(6 * DAY);
    world.offset = 7 * DAY + MINUTE;
    expect((await ask('org2.test')).problem).toMatchObject({ code: 'unavailable' });
  });

  it('asks again for a new key, at most once a minute', async () => {
    const [one, two] = [await world.replica(), await world.replica()];
    await one.resolve('org2.test');
    world.answers['/.well-known/iimp'] = json(documentOf('org2.test', { key_id: 'k2', public_key: KEY_B }));
    expect((await one.resolve('org2.test', true)).resolved!.keys.map(({ keyId }) => keyId)).toEqual(['k1']);
    world.offset = MINUTE;
    for (const each of [one, two, one]) {
      expect((await each.resolve('org2.test', true)).resolved!.keys.map(({ keyId }) => keyId)).toEqual(['k2', 'k1']);
    }
    expect(world.org2.seen).toHaveLength(2);
  });

  it('does not ask domains that the policy excludes', async () => {
    const { context, resolve: ask, keysOf: keys } = await world.replica();
    const policy = new PolicyStore(world.database.db);
    await policy.change({ block: ['org2.test'] }, { actor: 'test', now: world.now() });
    await context.policy.refresh();
    expect((await ask('org2.test')).problem).toMatchObject({ code: 'domain_blocked' });
    expect((await keys('bob@org2.test')).problem).toMatchObject({ code: 'domain_blocked' });
    expect(world.org2.seen).toEqual([]);
    await policy.change({ unblock: ['org2.test'] }, { actor: 'test', now: world.now() });
  });

  it('goes on while Postgres is away', async () => {
    const { context, resolve: ask } = await world.replica();
    const query = jest.spyOn(context.db, 'query').mockRejectedValue(new Error('away'));
    expect((await ask('org2.test')).resolved).toBeDefined();
    expect((await ask('org2.test')).resolved).toBeDefined();
    expect(world.org2.seen).toHaveLength(1);
    query.mockRestore();
  });
});
