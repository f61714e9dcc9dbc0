import { ProblemError } from '@iimp/protocol/problem';
import type { Origin } from './lookup-cache.js';
import { DAY, MINUTE, world } from './lookup-cache.testkit.js';

describe('LookupCache', () => {
  it('asks once while fresh, and again when not', async () => {
    const { cache, state } = world();
    state.answer = () => ({ value: 'v1', freshSeconds: 600 });
    const { now } = state;
    expect(await cache.get('a')).toEqual({ value: 'v1', fetchedAt: now, expiresAt: now + 10 * MINUTE });
    state.now += 10 * MINUTE - 1;
    await cache.get('a');
    expect(state.asked).toBe(1);
    state.now += 1;
    state.answer = () => ({ value: 'v2' });
    expect((await cache.get('a')).value).toBe('v2');
    expect(state.asked).toBe(2);
  });

  it('has one look-up a key under way, whoever asks', async () => {
    const { cache, state } = world();
    const all = await Promise.all(Array.from({ length: 50 }, (_, i) => cache.get(i % 2 ? 'a' : 'b')));
    expect(all.map(({ value }) => value)).toEqual(Array(50).fill('v1'));
    expect(state.asked).toBe(2);
  });

  it('bounds the look-ups under way', async () => {
    const { cache } = world({ maxLookups: 4 });
    const results = await Promise.allSettled(['a', 'b', 'c', 'a'].map((key) => cache.get(key)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(results[2]).toMatchObject({ reason: { code: 'rate_limited', retryAfterSeconds: 1 } });
  });

  it('keeps room for new keys beside those that fail again and again', async () => {
    const { cache, state, fail } = world({ maxLookups: 8 });
    fail();
    const dead = ['a', 'b', 'c', 'd'];
    await Promise.allSettled(dead.map((key) => cache.get(key)));
    state.now += DAY;
    let answer: (origin: Origin<string>) => void = () => undefined;
    const hangs = new Promise<Origin<string>>((resolve) => (answer = resolve));
    state.answer = () => hangs;
    const tried = dead.map((key) => cache.get(key));
    // There is no room to ask again.
    await expect(tried[3]).rejects.toMatchObject({ code: 'rate_limited' });
    const fresh = cache.get('new');
    answer({ value: 'v2' });
    expect((await Promise.all([...tried.slice(0, 3), fresh])).map(({ value }) => value)).toEqual(Array(4).fill('v2'));
  });

  it('bounds the keys in memory, and keeps those in use', async () => {
    const { cache, state, store } = world({ maxKeys: 2 });
    for (const key of ['a', 'b', 'a', 'c']) await cache.get(key);
    store.rows.clear();
    for (const key of ['a', 'c']) await cache.get(key);
    expect(state.asked).toBe(3);
    await cache.get('b');
    expect(state.asked).toBe(4);
  });

  it('bounds the documents in memory by their size', async () => {
    const { cache, state, store } = world({ maxSize: 20 });
    state.answer = () => ({ value: 'xxxxxxxx' }); // 10 characters of JSON
    for (const key of ['a', 'b', 'c']) await cache.get(key);
    store.rows.clear();
    for (const key of ['b', 'c']) await cache.get(key);
    expect(state.asked).toBe(3);
    await cache.get('a');
    expect(state.asked).toBe(4);
  });

  it('does not count what was replaced', async () => {
    const { cache, state, store } = world({ maxSize: 10 });
    for (let day = 0; day < 10; day++) {
      state.now += DAY;
      await cache.get('a');
    }
    store.rows.clear();
    await cache.get('a');
    expect(state.asked).toBe(10);
  });

  it('counts failures too, and keeps them without their causes', async () => {
    const { cache, state, store } = world({ maxSize: 20 });
    state.answer = () => {
      throw new ProblemError('unavailable', 'x'.repeat(15), { cause: new Error('one of many targets') });
    };
    const error = await cache.get('a').catch((thrown: Error) => thrown);
    expect((error as { cause: Error }).cause.cause).toBeUndefined();
    await expect(cache.get('b')).rejects.toBeDefined();
    store.rows.clear();
    await expect(cache.get('b')).rejects.toBeDefined();
    expect(state.asked).toBe(2);
    await expect(cache.get('a')).rejects.toBeDefined();
    expect(state.asked).toBe(3);
  });

  it('serves what it knows while the origin is down, for seven days', async () => {
    const { cache, state, fail } = world();
    await cache.get('a');
    const came = state.now;
    fail();
    state.now += 2 * 60 * MINUTE;
    expect((await cache.get('a')).value).toBe('v1');
    state.now = came + 7 * DAY - 1;
    expect((await cache.get('a')).value).toBe('v1');
    state.now = came + 7 * DAY;
    await expect(cache.get('a')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('keeps a failure, tells the time to wait, and asks again after it', async () => {
    const { cache, state, fail } = world();
    fail();
    await expect(cache.get('a')).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 30 });
    state.now += 10_000;
    await expect(cache.get('a')).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 20 });
    expect(state.asked).toBe(1);
    state.now += 20_000;
    await expect(cache.get('a')).rejects.toMatchObject({ retryAfterSeconds: 60 });
    expect(state.asked).toBe(2);
    state.now += 60_000;
    state.answer = () => ({ value: 'back' });
    expect((await cache.get('a')).value).toBe('back');
    fail();
    state.now += DAY + 1;
    await cache.get('a');
    state.now += 30_000;
    expect((await cache.get('a')).value).toBe('back');
    // Success had cleared the count: the first failure after it was kept 30 s.
    expect(state.asked).toBe(5);
  });

  it('takes a permanent failure for an answer: what was known is forgotten, here and by others', async () => {
    const { cache, state, fail, replica } = world();
    await cache.get('a');
    fail('not_found');
    state.now += DAY;
    await expect(cache.get('a')).rejects.toMatchObject({ code: 'not_found' });
    await expect(cache.get('a')).rejects.toMatchObject({ code: 'not_found' });
    expect(state.asked).toBe(2);
    fail();
    state.now += DAY;
    for (const one of [cache, replica()]) await expect(one.get('a')).rejects.toMatchObject({ code: 'unavailable' });
    state.answer = () => ({ value: 'v2' });
    state.now += DAY;
    expect((await cache.get('a')).value).toBe('v2');
  });

  describe('of a failure that may be a mistake', () => {
    const doubting = () => world({ isDoubtful: ({ code }) => code === 'not_found' });

    it('believes it of what is known only when it has lasted an hour, on whatever replica', async () => {
      const { replica, state, fail } = doubting();
      const known = await replica().get('a');
      fail('not_found');
      state.now += DAY;
      const since = state.now;
      for (const minutes of [0, 1, 10, 25, 40, 55]) {
        state.now = since + minutes * MINUTE;
        expect(await replica().get('a')).toEqual(known);
      }
      state.now = since + 60 * MINUTE;
      for (const cache of [replica(), replica()])
        await expect(cache.get('a')).rejects.toMatchObject({ code: 'not_found' });
      expect(state.asked).toBe(8);
    });

    it('counts from anew when nobody has asked in between', async () => {
      const { replica, state, fail } = doubting();
      const known = await replica().get('a');
      fail('not_found');
      for (const days of [1, 3]) {
        state.now += days * DAY;
        expect(await replica().get('a')).toEqual(known);
      }
    });

    it('counts from anew after another failure, and after success', async () => {
      const { cache, state, fail } = doubting();
      await cache.get('a');
      fail('not_found');
      state.now += DAY;
      await cache.get('a');
      for (const between of [() => fail(), () => (state.answer = () => ({ value: 'v1' }))]) {
        between();
        state.now += DAY;
        await cache.get('a');
        fail('not_found');
        state.now += DAY;
        expect((await cache.get('a')).value).toBe('v1');
      }
    });

    it('believes it of what is not known, or was too long ago', async () => {
      const { cache, state, fail } = doubting();
      await cache.get('a');
      fail('not_found');
      await expect(cache.get('b')).rejects.toMatchObject({ code: 'not_found' });
      state.now += 8 * DAY;
      await expect(cache.get('a')).rejects.toMatchObject({ code: 'not_found' });
    });
  });

  it('heeds a refresh at most once a minute', async () => {
    const { cache, state } = world();
    await cache.get('a');
    state.answer = () => ({ value: 'v2' });
    state.now += MINUTE - 1;
    expect((await cache.get('a', { refresh: true })).value).toBe('v1');
    state.now += 1;
    const all = await Promise.all(Array.from({ length: 20 }, () => cache.get('a', { refresh: true })));
    expect(new Set(all.map(({ value }) => value))).toEqual(new Set(['v2']));
    expect(state.asked).toBe(2);
    await cache.get('a', { refresh: true });
    expect(state.asked).toBe(2);
  });

  it('counts a refresh that failed too', async () => {
    const { cache, state, fail } = world();
    await cache.get('a');
    fail();
    state.now += MINUTE;
    expect((await cache.get('a', { refresh: true })).value).toBe('v1');
    expect((await cache.get('a', { refresh: true })).value).toBe('v1');
    expect(state.asked).toBe(2);
  });

  it('does not let a slow origin hold up who has a stale answer', async () => {
    const { cache, state } = world({ patienceMs: 20 });
    await cache.get('a');
    state.now += DAY;
    let answer!: (origin: Origin<string>) => void;
    state.answer = () => new Promise((resolve) => (answer = resolve));
    expect((await cache.get('a')).value).toBe('v1');
    expect((await cache.get('a')).value).toBe('v1');
    expect(state.asked).toBe(2);
    answer({ value: 'v2' });
    expect((await cache.get('a')).value).toBe('v2');
  });

  it('gives a bug of the asker no other face than a temporary failure', async () => {
    const { cache, state } = world();
    state.answer = () => {
      throw new TypeError('secret internals');
    };
    await expect(cache.get('a')).rejects.toMatchObject({ code: 'unavailable', detail: 'the look-up failed' });
  });
});

describe('LookupCache shared by replicas', () => {
  it('uses what another replica or an earlier life has learned, its failures too', async () => {
    const { replica, state, fail } = world();
    await replica().get('a');
    expect((await replica().get('a')).value).toBe('v1');
    fail('not_found');
    await expect(replica().get('b')).rejects.toMatchObject({ code: 'not_found' });
    await expect(replica().get('b')).rejects.toMatchObject({ code: 'not_found', detail: 'no' });
    expect(state.asked).toBe(2);
  });

  it('asks the origin once when all replicas are asked to refresh', async () => {
    const { replica, state } = world();
    const replicas = [replica(), replica(), replica()];
    for (const each of replicas) await each.get('a');
    state.now += MINUTE;
    state.answer = () => ({ value: 'v2' });
    for (const each of replicas) expect((await each.get('a', { refresh: true })).value).toBe('v2');
    expect(state.asked).toBe(2);
  });

  it('goes on without the store', async () => {
    const told: unknown[] = [];
    const { cache, store, state, fail } = world({ onStore: (error) => told.push(error) });
    store.broken = true;
    expect((await cache.get('a')).value).toBe('v1');
    expect((await cache.get('a')).value).toBe('v1');
    fail();
    state.now += DAY;
    expect((await cache.get('a')).value).toBe('v1');
    expect((await cache.get('a')).value).toBe('v1');
    expect(state.asked).toBe(2);
    expect(told.every((error) => error instanceof Error)).toBe(true);
  });

  it('asks again when what is stored cannot be read', async () => {
    const { cache, store, state } = world();
    const row = { fetchedAt: state.now, expiresAt: state.now + DAY, failures: 0, retryAt: 0, lastError: null };
    store.rows.set('a', { ...row, document: '{' });
    expect((await cache.get('a')).value).toBe('v1');
    expect(state.asked).toBe(1);
  });

  it('takes what another version wrote for a failure of unknown kind', async () => {
    const { cache, store, state } = world();
    const row = { document: null, fetchedAt: null, expiresAt: 0, failures: 1, retryAt: state.now + MINUTE };
    store.rows.set('a', { ...row, lastError: 'free text' });
    await expect(cache.get('a')).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 60 });
    expect(state.asked).toBe(0);
  });
});
