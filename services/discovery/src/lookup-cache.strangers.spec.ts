import { ProblemError } from '@iimp/protocol/problem';
import type { Origin } from './lookup-cache.js';
import { DAY, MINUTE, world } from './lookup-cache.testkit.js';

const provisional = true;

describe('a look-up for a stranger', () => {
  it('leaves nothing in the store, whatever comes of it, and is in memory as any other', async () => {
    const { cache, store, state, fail } = world();
    expect((await cache.get('a', { provisional })).value).toBe('v1');
    fail('not_found');
    await expect(cache.get('b', { provisional })).rejects.toMatchObject({ code: 'not_found' });
    expect((await cache.get('a', { provisional })).value).toBe('v1');
    for (const asking of [{ provisional }, {}])
      await expect(cache.get('b', asking)).rejects.toMatchObject({ code: 'not_found' });
    expect([state.asked, [...store.rows]]).toEqual([2, []]);
  });

  it('is stored when somebody else asks, without another look-up', async () => {
    const { cache, store, state, replica } = world();
    const found = await cache.get('a', { provisional });
    state.now += MINUTE;
    expect(await cache.get('a')).toEqual(found);
    const put = jest.spyOn(store, 'put');
    await cache.get('a');
    expect(put).not.toHaveBeenCalled();
    expect(await replica().get('a')).toEqual(found);
    expect(state.asked).toBe(1);
  });

  it('is stored where somebody else joined it', async () => {
    const { cache, store, state, fail } = world();
    await Promise.all([cache.get('a', { provisional }), cache.get('a'), cache.get('a', { provisional })]);
    fail();
    await Promise.allSettled([cache.get('b', { provisional }), cache.get('b')]);
    expect([...store.rows.keys()]).toEqual(['a', 'b']);
    expect(state.asked).toBe(2);
  });

  it('keeps a row up to date that is there already: what was withdrawn does not come back from it', async () => {
    const { cache, store, state, fail } = world();
    await cache.get('a');
    state.now += DAY;
    state.answer = () => ({ value: 'v2' });
    await cache.get('a', { provisional });
    expect(store.rows.get('a')).toMatchObject({ document: '"v2"' });
    state.now += DAY;
    fail('not_found');
    await expect(cache.get('a', { provisional })).rejects.toMatchObject({ code: 'not_found' });
    expect(store.rows.get('a')).toMatchObject({ document: null });
  });

  it('has a quarter of the places, so that others find some', async () => {
    const { cache, state } = world({ maxLookups: 8 });
    let answer: (origin: Origin<string>) => void = () => undefined;
    const hangs = new Promise<Origin<string>>((resolve) => (answer = resolve));
    state.answer = () => hangs;
    const first = ['a', 'b'].map((key) => cache.get(key, { provisional }));
    await expect(cache.get('c', { provisional })).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 1 });
    const others = ['d', 'e', 'f', 'g'].map((key) => cache.get(key));
    await expect(cache.get('h')).rejects.toMatchObject({ code: 'rate_limited' });
    answer({ value: 'v1' });
    for (const one of [...first, ...others]) expect((await one).value).toBe('v1');
    expect((await cache.get('c', { provisional })).value).toBe('v1');
  });

  it('that lacks a place gives up an answer that is old', async () => {
    const { cache, state, fail } = world({ maxLookups: 4 });
    fail('not_found');
    await expect(cache.get('a', { provisional })).rejects.toMatchObject({ code: 'not_found' });
    state.now += DAY;
    state.answer = () => new Promise<never>(() => undefined);
    void cache.get('b', { provisional });
    await expect(cache.get('a', { provisional })).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

it('what another replica has stored needs no place', async () => {
  const { cache, replica, state } = world({ maxLookups: 3 });
  await replica().get('a');
  state.answer = () => new Promise<never>(() => undefined);
  void cache.get('b');
  expect((await cache.get('a')).value).toBe('v1');
  await expect(cache.get('c')).rejects.toMatchObject({ code: 'rate_limited' });
});

it('what is known has places of its own beside any number of new names, whoever asks', async () => {
  const { cache, replica, state } = world({ maxLookups: 16 });
  await replica().get('known.test');
  state.now += 8 * DAY;
  state.answer = () => new Promise<never>(() => undefined);
  for (let i = 0; i < 100; i++) cache.get(`new${i}`).catch(() => undefined);
  await expect(cache.get('last')).rejects.toMatchObject({ code: 'rate_limited' });
  state.answer = () => ({ value: 'v2' });
  for (const asking of [{}, { provisional }]) {
    state.now += 8 * DAY;
    expect((await cache.get('known.test', asking)).value).toBe('v2');
  }
});

it('the names below one domain, and its users, leave places to others', async () => {
  const { cache, state } = world({ maxLookups: 12 });
  state.answer = () => new Promise<never>(() => undefined);
  const names = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? `n${i}.evil.test` : `u${i}@evil.test`));
  const refused = names.map((name) => cache.get(name).then(undefined, () => name));
  await expect(cache.get('last.evil.test')).rejects.toMatchObject({ code: 'rate_limited' });
  expect(state.asked).toBe(4);
  expect(await Promise.all(refused.slice(4))).toEqual(names.slice(4));
  state.answer = () => ({ value: 'v1' });
  expect((await cache.get('good.test')).value).toBe('v1');
});

it('what a failure says of itself is kept in part', async () => {
  const { cache, store, state } = world();
  state.answer = () => {
    throw new ProblemError('not_found', 'no'.repeat(10_000));
  };
  await expect(cache.get('a')).rejects.toMatchObject({ code: 'not_found' });
  expect(store.rows.get('a')?.lastError).toHaveLength(500 + '{"code":"not_found","detail":""}'.length);
});
