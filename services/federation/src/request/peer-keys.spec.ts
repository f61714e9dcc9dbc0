import crypto from 'node:crypto';
import { MessagingError } from '@iimp/messaging/errors';
import { ProblemError } from '@iimp/protocol/problem';
import { DAY, MINUTE, world } from './peer-keys.testkit.js';

describe('PeerKeys', () => {
  it('asks once a minute for a domain that is known, and once for many at the same time', async () => {
    const { state, keys } = world();
    const found = await Promise.all(Array.from({ length: 20 }, () => keys.find('org1.test', 'k1', '::1')));
    expect(new Set(found.map((key) => key?.raw)).size).toBe(1);
    expect(await keys.find('org1.test', 'k2', '::1')).toBeUndefined();
    expect(state.asked).toEqual(['org1.test']);
    state.now += MINUTE;
    await keys.find('org1.test', 'k1', '::1');
    expect(state.asked).toHaveLength(2);
  });

  it('asks for a stranger until the domain has signed, and then once more', async () => {
    const { state, keys } = world();
    await keys.find('org1.test', 'k1', '::1');
    state.now += MINUTE;
    await keys.findAgain('org1.test', 'k1', '::1');
    expect(state.provisional).toEqual([true, true]);
    for (const _ of [1, 2]) keys.verified('org1.test');
    expect(state.asked).toEqual(['org1.test', 'org1.test!', 'org1.test']);
    state.now += MINUTE;
    for (const domain of ['org1.test', 'org2.test']) await keys.find(domain, 'k1', '::1');
    state.failure = new MessagingError('timeout', 'nobody answers');
    keys.verified('org2.test');
    state.failure = undefined;
    await keys.findAgain('org2.test', 'k1', '::1');
    expect(state.provisional.slice(2)).toEqual([false, false, true, false, false]);
  });

  it('leaves out a key past its time', async () => {
    const { state, keys } = world();
    state.expiresAt = state.now + 1_000;
    expect(await keys.find('org1.test', 'k1', '::1')).toBeDefined();
    state.now += 1_000;
    expect(await keys.find('org1.test', 'k1', '::1')).toBeUndefined();
  });

  it('asks again for a new key, at most once a minute', async () => {
    const { state, keys } = world();
    await keys.find('org1.test', 'k1', '::1');
    state.keys = { k2: 2 };
    expect(await keys.findAgain('org1.test', 'k2', '::1')).toBeDefined();
    expect(await keys.findAgain('org1.test', 'k3', '::1')).toBeUndefined();
    expect(await keys.find('org1.test', 'k2', '::1')).toBeDefined();
    expect(state.asked).toEqual(['org1.test', 'org1.test!']);
    state.now += MINUTE;
    await keys.findAgain('org1.test', 'k3', '::1');
    expect(state.asked).toHaveLength(3);
  });

  it.each([-DAY, -5_000, 0, 5_000, DAY])(
    'does not take the clock of discovery for its own: %d ms ahead',
    async (ahead) => {
      const { state, keys } = world();
      state.ahead = ahead;
      // What came just before a request does not tell that a key does not exist: it may have been published between.
      const came = state.now - 2_000;
      state.fetchedAt = () => came;
      for (const _ of [1, 2])
        await expect(keys.findAgain('org1.test', 'k2', '::1')).rejects.toMatchObject({ retryAfterSeconds: 58 });
      state.now = came + MINUTE;
      state.fetchedAt = () => state.now;
      expect(await keys.findAgain('org1.test', 'k2', '::1')).toBeUndefined();
    },
  );

  it('believes the clock of a discovery of another version, which does not tell it', async () => {
    const { state, keys } = world();
    state.ahead = undefined;
    expect(await keys.findAgain('org1.test', 'k2', '::1')).toBeUndefined();
    state.now += MINUTE;
    const came = state.now - 2_000;
    state.fetchedAt = () => came;
    await expect(keys.findAgain('org1.test', 'k2', '::1')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('finds a new key for all that ask for it at the same time', async () => {
    const { state, keys } = world();
    await keys.find('org1.test', 'k1', '::1');
    state.keys = { k2: 2 };
    const ask = () => keys.findAgain('org1.test', 'k2', '::1');
    const found = await Promise.all([ask(), ask(), ask()]);
    expect(found.map((key) => key?.raw)).toEqual(Array(3).fill(found[0]?.raw));
    expect(found[0]).toBeDefined();
    expect((await ask())?.raw).toBe(found[0]?.raw);
    expect(state.asked).toEqual(['org1.test', 'org1.test!']);
  });

  it('makes a KeyObject of a key that is named, once', async () => {
    const { state, keys } = world();
    state.keys = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`k${i}`, i]));
    const made = jest.spyOn(crypto, 'createPublicKey');
    const first = await keys.find('org1.test', 'k1', '::1');
    const second = await keys.find('org1.test', 'k1', '::1');
    expect(second?.key).toBe(first?.key);
    await keys.find('org1.test', 'none', '::1');
    expect(made).toHaveBeenCalledTimes(1);
    made.mockRestore();
  });

  it('forgets the domain that was not used for the longest time when memory for it is used up', async () => {
    // A domain with one key that was named takes about 3,400 bytes.
    const { state, keys } = world({ maxBytes: 8_000 });
    for (const domain of ['a.test', 'b.test', 'a.test', 'c.test', 'a.test']) await keys.find(domain, 'k1', '::1');
    expect(state.asked).toEqual(['a.test', 'b.test', 'c.test']);
    await keys.find('b.test', 'k1', '::1');
    expect(state.asked).toHaveLength(4);
    state.keys = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`k${i}`, i]));
    expect(await keys.find('large.test', 'k1', '::1')).toBeDefined();
    await keys.find('large.test', 'k1', '::1');
    expect(state.asked).toHaveLength(6);
  });

  it('keeps a failure for some seconds', async () => {
    const { state, keys } = world();
    state.failure = { code: 'unavailable' };
    await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ code: 'unavailable' });
    expect(state.asked).toHaveLength(1);
    state.now += 5_000;
    state.failure = { code: 'unavailable', retryAfterSeconds: 7_200 };
    await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ retryAfterSeconds: 7_200 });
    state.now += 29_999;
    await expect(keys.find('org1.test', 'k1', '::1')).rejects.toBeDefined();
    expect(state.asked).toHaveLength(2);
    state.now += 1;
    state.failure = undefined;
    expect(await keys.find('org1.test', 'k1', '::1')).toBeDefined();
  });

  it('takes a code that it does not know for a temporary failure', async () => {
    const { state, keys } = world();
    state.failure = { code: 'from_the_future' };
    await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('does not tell what discovery saw', async () => {
    const { state, keys } = world();
    state.failure = { code: 'unavailable' };
    const detail = 'the keys of org1.test cannot be had now';
    await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ detail });
  });

  it('does not say that a key does not exist while the domain may not be asked again', async () => {
    const { state, keys } = world();
    const came = state.now;
    state.fetchedAt = () => came;
    await keys.find('org1.test', 'k1', '::1');
    for (const seconds of [20, 50]) {
      state.now = came + seconds * 1_000;
      const rejected = { code: 'unavailable', retryAfterSeconds: 60 - seconds };
      await expect(keys.findAgain('org1.test', 'k2', '::1')).rejects.toMatchObject(rejected);
      // Of one that is there nothing more is to be told.
      expect(await keys.findAgain('org1.test', 'k1', '::1')).toBeDefined();
    }
    state.now = came + MINUTE;
    state.fetchedAt = () => state.now;
    expect(await keys.findAgain('org1.test', 'k2', '::1')).toBeUndefined();
    state.now += 20_000;
    state.keys = { k2: 2 };
    await expect(keys.findAgain('org1.test', 'k2', '::1')).rejects.toMatchObject({ retryAfterSeconds: 40 });
    state.now += 40_000;
    expect(await keys.findAgain('org1.test', 'k2', '::1')).toBeDefined();
    expect(state.asked).toEqual(['org1.test', 'org1.test!', 'org1.test!', 'org1.test!']);
  });

  describe.each([
    ['is silent', new MessagingError('timeout', 'nobody answers')],
    ['says unavailable', { code: 'unavailable', retryAfterSeconds: 1 }],
    ['fails', { code: 'internal' }],
  ])('while discovery %s', (_, failure) => {
    it('goes on with what it knows, for seven days at most after the document came', async () => {
      const { state, keys } = world();
      await keys.find('org1.test', 'k1', '::1');
      const came = state.now;
      state.failure = failure;
      for (const after of [MINUTE, MINUTE, DAY, 7 * DAY - 1]) {
        state.now = came + after;
        expect(await keys.find('org1.test', 'k1', '::1')).toBeDefined();
      }
      expect(state.asked).toHaveLength(4);
      state.now = came + 7 * DAY;
      await expect(keys.find('org1.test', 'k1', '::1')).rejects.toBeInstanceOf(ProblemError);
      await expect(keys.find('org2.test', 'k1', '::1')).rejects.toBeDefined();
    });

    it('counts the time from when the document came, not from when discovery told of it', async () => {
      const { state, keys } = world();
      const came = state.now - 7 * DAY;
      state.fetchedAt = () => came;
      await keys.find('org1.test', 'k1', '::1');
      state.failure = failure;
      state.now += MINUTE;
      await expect(keys.find('org1.test', 'k1', '::1')).rejects.toBeDefined();
    });

    it('asks again after 5, 10, 20 and 30 s, up to a quarter earlier, and believes the first answer', async () => {
      const { state, keys } = world();
      await keys.find('org1.test', 'k1', '::1');
      state.now += MINUTE;
      state.failure = failure;
      await keys.find('org1.test', 'k1', '::1');
      for (const [random, waitMs] of [
        [0.5, 5_000],
        [0, 8_750],
        [0.999, 20_000],
        [0, 22_508],
        [0, 30_000],
      ] as const) {
        state.random = random;
        state.asked = [];
        state.now += waitMs - 1;
        expect(await keys.find('org1.test', 'k1', '::1')).toBeDefined();
        expect(state.asked).toEqual([]);
        state.now += 1;
        expect(await keys.find('org1.test', 'k1', '::1')).toBeDefined();
        expect(state.asked).toEqual(['org1.test']);
      }
      state.now += 30_000;
      state.failure = undefined;
      state.keys = { k2: 2 };
      expect(await keys.find('org1.test', 'k1', '::1')).toBeUndefined();
      expect(await keys.find('org1.test', 'k2', '::1')).toBeDefined();
    });

    it('does not say that a key does not exist, until the domain could be asked', async () => {
      const { state, keys } = world();
      await keys.find('org1.test', 'k1', '::1');
      state.failure = failure;
      for (const _ of [1, 2])
        await expect(keys.findAgain('org1.test', 'k2', '::1')).rejects.toBeInstanceOf(ProblemError);
      expect(state.asked).toEqual(['org1.test', 'org1.test!']);
      state.now += 5_000;
      state.failure = undefined;
      state.keys = { k2: 2 };
      expect(await keys.findAgain('org1.test', 'k2', '::1')).toBeDefined();
      expect(await keys.findAgain('org1.test', 'k3', '::1')).toBeUndefined();
    });
  });

  it('does not say that a key does not exist when discovery could not ask the domain and tells what it knew', async () => {
    const { state, keys } = world();
    const came = state.now;
    state.fetchedAt = () => came;
    await keys.find('org1.test', 'k1', '::1');
    state.now += 2 * MINUTE;
    for (const kid of ['k1', 'k2', 'k2'])
      await expect(keys.findAgain('org1.test', kid, '::1')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await keys.find('org1.test', 'k1', '::1')).toBeDefined();
    expect(state.asked).toEqual(['org1.test', 'org1.test!']);
    // Somebody else has a newer document, though an old one.
    state.keys = { k2: 2 };
    state.now += MINUTE;
    expect(await keys.findAgain('org1.test', 'k2', '::1')).toBeDefined();
    state.now += MINUTE;
    state.fetchedAt = () => state.now;
    expect(await keys.findAgain('org1.test', 'k3', '::1')).toBeUndefined();
  });

  it('takes the earliest time that a document may have come at from a discovery that does not say', async () => {
    const { state, keys } = world();
    state.fetchedAt = () => undefined;
    state.freshMs = -6 * DAY + 2 * MINUTE;
    await keys.find('org1.test', 'k1', '::1');
    state.failure = new MessagingError('timeout', 'nobody answers');
    state.now += MINUTE;
    expect(await keys.find('org1.test', 'k1', '::1')).toBeDefined();
    state.now += MINUTE;
    await expect(keys.find('org1.test', 'k1', '::1')).rejects.toBeDefined();
  });

  it('believes discovery when it says that a domain no longer federates', async () => {
    const { state, keys } = world();
    await keys.find('org1.test', 'k1', '::1');
    state.failure = { code: 'not_found' };
    state.now += MINUTE;
    for (const _ of [1, 2])
      await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ code: 'not_found' });
    expect(state.asked).toHaveLength(2);
    // Its keys are not remembered for the time when discovery cannot be reached, either.
    state.failure = new MessagingError('timeout', 'nobody answers');
    state.now += 5_000;
    await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('does not go by what it knows after an answer that it does not understand', async () => {
    const { state, keys } = world();
    await keys.find('org1.test', 'k1', '::1');
    state.failure = { code: 'from_the_future' };
    state.now += MINUTE;
    for (const _ of [1, 2])
      await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
