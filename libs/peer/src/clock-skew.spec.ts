import { skewOf } from './clock-skew.js';

const at = Date.parse('Sat, 28 Nov 2026 12:00:00 GMT');
const skew = (headers: Record<string, string>): number | undefined =>
  skewOf({ headers, sentAt: at - 200, receivedAt: at + 200 });

it('tells how far the clock there is ahead', () => {
  expect(skew({ date: 'Sat, 28 Nov 2026 12:05:00 GMT' })).toBe(300_500);
  expect(skew({ date: 'Sat, 28 Nov 2026 11:59:00 GMT' })).toBe(-59_500);
  expect(skew({ date: 'Sat, 28 Nov 2026 11:59:00 GMT', age: '60' })).toBe(500);
});

it('tells nothing without a date', () => {
  expect(skew({})).toBeUndefined();
  expect(skew({ date: 'today' })).toBeUndefined();
});
