import fc from 'fast-check';
import { backoff, backoffCeiling, jittered } from './backoff.js';

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

  it('stands a cap below the base', () => {
    expect(backoff(5, { baseMs: 5_000, capMs: 1_000 }, 0.7)).toBe(5_000);
  });
});

it('a period that is jittered is at most a quarter off', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 100_000 }), chance, (period, random) => {
      expect(Math.abs(jittered(period, random) - period)).toBeLessThanOrEqual(period / 4 + 1);
    }),
  );
});
