import fc from 'fast-check';
import { heardInterval, nextTryAt } from './backoff.js';

const bounds = { baseMs: 5_000, capMs: 3_600_000 };
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the next try', () => {
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

  it('lets a talkative domain that does not answer be probed ever more rarely', () => {
    expect([0, 1, 2, 3].map((fruitless) => heardInterval(fruitless, bounds))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(heardInterval(100, bounds)).toBe(bounds.capMs);
  });
});
