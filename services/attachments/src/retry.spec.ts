import fc from 'fast-check';
import { FEW, nextAttempt } from './retry.js';

const settings = { baseMs: 5_000, capMs: 3_600_000, giveUpMs: 72 * 3_600_000 };

it('waits between base and base·2^n, capped, and never past the give-up', () => {
  const numbers = {
    attempts: fc.nat(10_000),
    passed: fc.nat(settings.giveUpMs - 1),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  };
  fc.assert(
    fc.property(fc.record(numbers), ({ attempts, passed, random }) => {
      const at = nextAttempt(
        { attempts, refusals: 0, createdAt: 0 },
        { outlook: 'later', retryAfterMs: 0 },
        passed,
        random,
        settings,
      );
      const ceiling = Math.min(settings.capMs, settings.baseMs * 2 ** Math.min(attempts + 1, 53));
      expect(at).toBeGreaterThanOrEqual(Math.min(passed + settings.baseMs, settings.giveUpMs));
      expect(at).toBeLessThanOrEqual(Math.min(Math.ceil(passed + ceiling), settings.giveUpMs));
    }),
  );
});

it('takes Retry-After as a floor, also above the cap', () => {
  const later = { outlook: 'later', retryAfterMs: 7_200_000 } as const;
  expect(nextAttempt({ attempts: 0, refusals: 0, createdAt: 0 }, later, 0, 0, settings)).toBe(7_200_000);
});

it('ends at the give-up, at once when the origin says no, and after a few accidents', () => {
  const next = (outlook: 'later' | 'few' | 'never', [attempts, refusals]: [number, number], now: number) =>
    nextAttempt({ attempts, refusals, createdAt: 0 }, { outlook, retryAfterMs: 0 }, now, 0.5, settings);
  expect(next('later', [3, 0], settings.giveUpMs)).toBeNull();
  expect(next('never', [0, 0], 0)).toBeNull();
  expect(next('few', [FEW - 2, FEW - 2], 0)).not.toBeNull();
  expect(next('few', [FEW - 1, FEW - 1], 0)).toBeNull();
  // What failed because the origin was away is none of them.
  expect(next('few', [1_000, 0], 0)).not.toBeNull();
  expect(next('later', [1_000, FEW], 0)).not.toBeNull();
});
