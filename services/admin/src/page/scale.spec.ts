import fc from 'fast-check';
import { runs, ticks, windowOf } from './scale.js';

it.each([
  [0, [0, 0.5, 1, 1.5]],
  [3, [0, 1, 2, 3, 4]],
  [100, [0, 50, 100, 150]],
  [1_234, [0, 500, 1_000, 1_500]],
])('%d has the axis %j', (max, axis) => expect(ticks(max)).toEqual(axis));

it('gives few even steps that reach above the largest value', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (max) => {
      const axis = ticks(max);
      expect(axis.length).toBeLessThanOrEqual(7);
      expect(axis[0]).toBe(0);
      expect(axis.at(-1)).toBeGreaterThanOrEqual(max);
    }),
  );
});

it('breaks lines where nothing is known', () => {
  expect(runs([null, 1, 2, null, null, 3])).toEqual([
    [1, 2],
    [5, 5],
  ]);
  expect(runs([])).toEqual([]);
});

it.each([
  [0, 60_000],
  [61_000, 120_000],
  [300_000, 300_000],
  [301_000, 600_000],
  [900_000, 600_000],
])('shows of %i ms %i', (covered, shown) => expect(windowOf(covered, 600_000)).toBe(shown));
