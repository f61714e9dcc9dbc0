import crypto from 'node:crypto';
import { MessagingError } from '@iimp/messaging/errors';
import type { MessagingClient } from '@iimp/messaging/client';
import { RateLimiter } from '@iimp/platform/rate-limit';
import { PeerKeys } from './peer-keys.js';

const MINUTE = 60_000;

/** Discovery as the test says, a clock that the test turns. */
function world({ perAddress = 1_000, inTotal = 1_000, maxBytes = 2 ** 26 } = {}) {
  const state = {
    now: 1_000_000_000_000,
    asked: [] as string[],
    keys: { k1: 1 } as Record<string, number>,
    expiresAt: undefined as number | undefined,
    failure: undefined as Error | { code: string; retryAfterSeconds?: number } | undefined,
  };
  const request = async (_: string, { domain, refresh }: { domain: string; refresh: boolean }) => {
    state.asked.push(refresh ? `${domain}!` : domain);
    if (state.failure instanceof Error) throw state.failure;
    if (state.failure) return { result: { case: 'problem', value: { detail: 'no', ...state.failure } } };
    const keys = Object.entries(state.keys).map(([keyId, byte]) => ({
      keyId,
      publicKey: new Uint8Array(32).fill(byte),
      ...(state.expiresAt === undefined ? {} : { expiresAtMs: String(state.expiresAt) }),
    }));
    return { result: { case: 'resolved', value: { domain, keys } } };
  };
  const limiter = (burst: number) =>
    new RateLimiter({ rate: { perSecond: 1, burst }, what: 'test', now: () => state.now });
  const keys = new PeerKeys({
    client: { request } as unknown as MessagingClient,
    now: () => state.now,
    perAddress: limiter(perAddress),
    inTotal: limiter(inTotal),
    maxBytes,
  });
  return { state, keys };
}

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

  it('rations look-ups of unknown domains by address and in total, and lets known ones through', async () => {
    const { state, keys } = world({ perAddress: 2, inTotal: 3 });
    await keys.find('a.test', 'k1', '192.0.2.1');
    await keys.find('b.test', 'k1', '192.0.2.1');
    await expect(keys.find('c.test', 'k1', '192.0.2.1')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: 1,
    });
    await keys.find('c.test', 'k1', '192.0.2.2');
    await expect(keys.find('d.test', 'k1', '192.0.2.3')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await keys.find('a.test', 'k1', '192.0.2.1')).toBeDefined();
    expect(state.asked).toEqual(['a.test', 'b.test', 'c.test']);
  });

  it('counts the addresses of an IPv6 /64 as one', async () => {
    const { keys } = world({ perAddress: 1 });
    await keys.find('a.test', 'k1', '2001:db8::1');
    await expect(keys.find('b.test', 'k1', '2001:db8::2')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await keys.find('b.test', 'k1', '2001:db8:0:1::1')).toBeDefined();
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
    await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ code: 'unavailable', detail: 'no' });
  });

  it('goes on with what it knows while discovery cannot be reached, for an hour', async () => {
    const { state, keys } = world();
    await keys.find('org1.test', 'k1', '::1');
    state.failure = new MessagingError('timeout', 'nobody answers');
    state.now += 59 * MINUTE;
    expect(await keys.find('org1.test', 'k1', '::1')).toBeDefined();
    expect(await keys.find('org1.test', 'k1', '::1')).toBeDefined();
    expect(state.asked).toHaveLength(2);
    state.now += 2 * MINUTE;
    await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ code: 'unavailable' });
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

  it('says the same of a domain as long as discovery’s answer is kept', async () => {
    const { state, keys } = world();
    await keys.find('org1.test', 'k1', '::1');
    state.failure = { code: 'unavailable' };
    state.now += MINUTE;
    for (const _ of [1, 2])
      await expect(keys.find('org1.test', 'k1', '::1')).rejects.toMatchObject({ code: 'unavailable' });
    state.failure = new MessagingError('timeout', 'nobody answers');
    state.now += 5_000;
    expect(await keys.find('org1.test', 'k1', '::1')).toBeDefined();
  });
});
