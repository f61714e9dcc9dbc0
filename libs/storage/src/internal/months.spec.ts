import { monthOf, uuidFloor } from './months.js';

const at = (year: number, month: number): number => Date.UTC(year, month - 1);

it('are named and bounded, over the end of the year too', () => {
  const now = Date.UTC(2026, 10, 23);
  expect(monthOf(now, 0)).toEqual({ suffix: '202611', from: at(2026, 11), to: at(2026, 12) });
  expect(monthOf(now, 2)).toEqual({ suffix: '202701', from: at(2027, 1), to: at(2027, 2) });
  expect(uuidFloor(0x0123456789ab)).toBe('01234567-89ab-0000-0000-000000000000');
});
