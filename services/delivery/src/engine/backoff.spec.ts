import fc from 'fast-check';
import { backoff, backoffCeiling, heardInterval, jittered, nextTryAt } from './backoff.js';

const bounds = { baseMs: 5_000, capMs: 3_600_000 };
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('back-off (profile §6.3)', () => {
  it('lies between base and base·2^n, capped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), chance, (failures, random) => {
        const wait = backoff(failures, bounds, random);
        expect(wait).toBeGreaterThanOrEqual(bounds.baseMs);
        expect(wait).toBeLessThanOrEqual(Math.min(bounds.capMs, bounds.baseMs * 2 ** failures));
        expect(Number.isInteger(wait)).toBe(true);
      }),
    );
  });

  it('uses the whole range', () => {
    expect(backoff(3, bounds, 0)).toBe(5_000);
    expect(backoff(3, bounds, 0.999999999)).toBe(40_000);
    expect(backoff(3, bounds, 0.5)).toBe(22_500);
  });

  it('takes seconds at first, an hour at last', () => {
    expect(backoffCeiling(1, bounds)).toBe(10_000);
    expect(backoffCeiling(2, bounds)).toBe(20_000);
    expect(backoffCeiling(10, bounds)).toBe(3_600_000);
    expect(backoffCeiling(1_000_000, bounds)).toBe(3_600_000);
  });

  it('never goes below Retry-After, even above the cap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), chance, fc.nat(10_000_000), (failures, random, floor) => {
        expect(backoff(failures, bounds, random, floor)).toBeGreaterThanOrEqual(floor);
        expect(backoff(failures, bounds, random, floor)).toBeGreaterThanOrEqual(backoff(failures, bounds, random));
      }),
    );
    expect(backoff(1, bounds, 0.9, 7_200_000)).toBe(7_200_000);
  });

  const now = 1_000_000;
  const never = { now, lastTryAt: Infinity };

  it('asks nobody for a domain before it is looked for again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        chance,
        fc.integer({ min: 1, max: 300_000 }),
        (n, random, unfoundMs) => {
          const at = nextTryAt(n, bounds, random, { ...never, unfoundMs });
          const earliest = Math.max(now + unfoundMs, nextTryAt(n, bounds, random, never));
          expect(at).toBeGreaterThanOrEqual(earliest);
          expect(at).toBeLessThanOrEqual(earliest + bounds.baseMs);
        },
      ),
    );
    // Those that were looked for at once are not all tried at once.
    const [one, other] = [0.1, 0.9].map((random) => nextTryAt(1, bounds, random, { ...never, unfoundMs: 30_000 }));
    expect(one).not.toBe(other);
  });

  it('plans a last try for the end of a message, which only the peer may put off', () => {
    const lastTryAt = now + 20_000;
    expect(nextTryAt(9, bounds, 0.9, { now, lastTryAt })).toBe(lastTryAt);
    expect(nextTryAt(9, bounds, 0.9, { now, lastTryAt, unfoundMs: 300_000 })).toBe(lastTryAt);
    expect(nextTryAt(9, bounds, 0.9, { now, lastTryAt: now + 1 })).toBe(now + bounds.baseMs);
    expect(nextTryAt(9, bounds, 0.9, { now, lastTryAt, retryAfterMs: 60_000 })).toBe(now + 60_000);
  });

  it('stands a cap below the base', () => {
    expect(backoff(5, { baseMs: 5_000, capMs: 1_000 }, 0.7)).toBe(5_000);
  });

  it('lets a talkative domain that does not answer be probed ever more rarely', () => {
    expect([0, 1, 2, 3].map((fruitless) => heardInterval(fruitless, bounds))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(heardInterval(100, bounds)).toBe(bounds.capMs);
  });

  it('sweeps about once in the period', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 100_000 }), chance, (period, random) => {
        expect(Math.abs(jittered(period, random) - period)).toBeLessThanOrEqual(period / 4 + 1);
      }),
    );
  });
});
