import { DiscoveryCache } from './discovery-cache.js';
import { sweepExpired } from './maintenance.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';

describe('the discovery cache', () => {
  let test: TestDatabase;
  let cache: DiscoveryCache;
  beforeAll(async () => {
    test = await createTestDatabase();
    cache = new DiscoveryCache(test.db);
  });
  afterAll(() => test.drop());

  it('keeps documents by kind and key, the newest of each', async () => {
    expect(await cache.get('domain', 'a.test')).toBeUndefined();
    await cache.put('domain', 'a.test', { document: '{"n":1}', fetchedAt: 10, expiresAt: 20 });
    await cache.put('domain', 'a.test', { document: '{"n":0}', fetchedAt: 9, expiresAt: 99 });
    expect(await cache.get('user-keys', 'a.test')).toBeUndefined();
    expect(await cache.get('domain', 'a.test')).toEqual({
      document: '{"n":1}',
      fetchedAt: 10,
      expiresAt: 20,
      retryAt: 0,
      failures: 0,
      lastError: null,
    });
  });

  it('counts failures beside a stale document, and forgets them with the next one', async () => {
    expect(await cache.fail('domain', 'a.test', { retryAt: 30, error: 'SERVFAIL', isAnswer: false })).toBe(1);
    expect(await cache.fail('domain', 'a.test', { retryAt: 60, error: 'timeout', isAnswer: false })).toBe(2);
    expect(await cache.get('domain', 'a.test')).toMatchObject({
      document: '{"n":1}',
      failures: 2,
      retryAt: 60,
      lastError: 'timeout',
    });
    await cache.put('domain', 'a.test', { document: '{"n":2}', fetchedAt: 70, expiresAt: 80 });
    expect(await cache.get('domain', 'a.test')).toMatchObject({ failures: 0, retryAt: 0, lastError: null });
    expect(await cache.fail('domain', 'b.test', { retryAt: 30, error: 'NXDOMAIN', isAnswer: true })).toBe(1);
    expect(await cache.get('domain', 'b.test')).toMatchObject({ document: null, fetchedAt: null });
  });

  it('tells which domains have a document, many at once', async () => {
    await cache.put('domain', 'known.test', { document: '{}', fetchedAt: 10, expiresAt: 20 });
    await cache.put('user-keys', 'user@keys.test', { document: '{}', fetchedAt: 10, expiresAt: 20 });
    await cache.fail('domain', 'failed.test', { retryAt: 30, error: 'timeout', isAnswer: false });
    const names = ['known.test', 'failed.test', 'user@keys.test', 'none.test', 'known.test'];
    expect(await Promise.all(names.map((name) => cache.isKnown(name)))).toEqual([true, false, false, false, true]);
    expect(await cache.isKnown('none.test')).toBe(false);
  });

  it('forgets a document whose origin says that there is none', async () => {
    await cache.put('domain', 'c.test', { document: '{}', fetchedAt: 10, expiresAt: 20 });
    expect(await cache.fail('domain', 'c.test', { retryAt: 30, error: '404', isAnswer: true })).toBe(1);
    expect(await cache.get('domain', 'c.test')).toEqual({
      document: null,
      fetchedAt: null,
      expiresAt: 0,
      retryAt: 30,
      failures: 1,
      lastError: '404',
    });
    expect(await cache.fail('domain', 'c.test', { retryAt: 60, error: 'timeout', isAnswer: false })).toBe(2);
    expect(await cache.get('domain', 'c.test')).toMatchObject({ document: null });
    await cache.put('domain', 'c.test', { document: '{"n":2}', fetchedAt: 9, expiresAt: 80 });
    expect(await cache.get('domain', 'c.test')).toMatchObject({ document: '{"n":2}', failures: 0 });
  });

  it('forgets what nobody asked for', async () => {
    await sweepExpired(test.db, 70 + 14 * 24 * 3_600_000);
    expect(await cache.get('domain', 'a.test')).toBeDefined();
    await sweepExpired(test.db, 71 + 14 * 24 * 3_600_000);
    expect(await cache.get('domain', 'a.test')).toBeUndefined();
  });

  it('forgets what has no document an hour after it may be asked again', async () => {
    const HOUR = 3_600_000;
    const now = 100 * 24 * HOUR;
    const fail = (key: string, retryAt: number, isAnswer = false): Promise<number> =>
      cache.fail('domain', key, { retryAt, error: '{}', isAnswer });
    for (const key of ['known.test', 'gone.test'])
      await cache.put('domain', key, { document: '{}', fetchedAt: now - 1, expiresAt: now });
    await fail('known.test', now);
    await fail('gone.test', now, true);
    await fail('new.test', now - 2 * HOUR);
    await fail('new.test', now);
    await fail('dead.test', now + 1);
    const left = async (at: number): Promise<string[]> => {
      await sweepExpired(test.db, at);
      const rows = await test.db.query<{ key: string }>('left', 'select key from discovery_cache order by key');
      return rows.map(({ key }) => key);
    };
    expect(await left(now + HOUR)).toEqual(['dead.test', 'gone.test', 'known.test', 'new.test']);
    expect(await left(now + HOUR + 1)).toEqual(['dead.test', 'known.test']);
    expect(await left(now + 14 * 24 * HOUR + 1)).toEqual([]);
  });
});
