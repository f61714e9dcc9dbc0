import fc from 'fast-check';
import { addressKey, RateLimiter } from './rate-limit.js';

describe('RateLimiter', () => {
  it('gives the burst, then the rate, to each key by itself', () => {
    let now = 0;
    const limiter = new RateLimiter({ rate: { perSecond: 2, burst: 3 }, what: 'this user', now: () => now });
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 500]);
    expect(limiter.take('b')).toBe(0);
    now = 499;
    expect(limiter.take('a')).toBeGreaterThan(0);
    now = 500;
    expect(limiter.take('a')).toBe(0);
    now = 3_600_000;
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 500]);
  });

  it('says when to come again', () => {
    const limiter = new RateLimiter({ rate: { perSecond: 0.1, burst: 1 }, what: 'this user', now: () => 0 });
    limiter.consume('a');
    expect(() => limiter.consume('a')).toThrow(
      expect.objectContaining({ code: 'rate_limited', status: 429, retryAfterSeconds: 10 }),
    );
  });

  it('lets a cost above the burst pass when the bucket is full', () => {
    const limiter = new RateLimiter({ rate: { perSecond: 1, burst: 10 }, what: 'x', now: () => 0 });
    expect(limiter.take('a', 100)).toBe(0);
    expect(limiter.take('a')).toBe(1_000);
  });

  it('does not mind a clock that goes back', () => {
    let now = 1_000;
    const limiter = new RateLimiter({ rate: { perSecond: 1, burst: 1 }, what: 'x', now: () => now });
    limiter.take('a');
    now = 0;
    expect(limiter.take('a')).toBe(1_000);
  });

  it('forgets the key that was not seen for longest', () => {
    const limiter = new RateLimiter({ rate: { perSecond: 1, burst: 1 }, what: 'x', maxKeys: 2, now: () => 0 });
    limiter.take('a');
    limiter.take('b');
    limiter.take('a');
    limiter.take('c');
    expect(limiter.take('a')).toBeGreaterThan(0);
    expect(limiter.take('b')).toBe(0);
  });

  it('is off without a rate', () => {
    const limiter = new RateLimiter({ rate: undefined, what: 'x' });
    for (let i = 0; i < 1_000; i++) expect(limiter.take('a')).toBe(0);
  });

  it('never lets more through than burst + rate × time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.record({ wait: fc.nat(500), cost: fc.integer({ min: 1, max: 5 }) }), { maxLength: 200 }),
        (perSecond, burst, steps) => {
          let now = 0;
          let taken = 0;
          const limiter = new RateLimiter({ rate: { perSecond, burst }, what: 'x', now: () => now });
          for (const { wait, cost } of steps) {
            now += wait;
            if (limiter.take('a', Math.min(cost, burst)) === 0) taken += Math.min(cost, burst);
          }
          return taken <= burst + (perSecond * now) / 1_000 + 1e-6;
        },
      ),
    );
  });
});

describe('addressKey', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1:2:3::', '1:2:3:0::/64'],
  ])('%s → %s', (ip, key) => expect(addressKey(ip)).toBe(key));
});
