import { gapAt, monthOf, type Span, uuidFloor } from './months.js';

const at = (year: number, month: number): number => Date.UTC(year, month - 1);
/** From the first month to the last one. */
const span = (year: number, first: number, last: number): Span => {
  return { ...monthOf(at(year, last), 0), from: at(year, first) };
};

it('are named and bounded, over the end of the year too', () => {
  const now = Date.UTC(2026, 10, 23);
  expect(monthOf(now, 0)).toEqual({ suffix: '202611', from: at(2026, 11), to: at(2026, 12) });
  expect(monthOf(now, 2)).toEqual({ suffix: '202701', from: at(2027, 1), to: at(2027, 2) });
  expect(uuidFloor(0x0123456789ab)).toBe('01234567-89ab-0000-0000-000000000000');
});

it.each<[string, number, number, Span[], Span]>([
  ['by itself', 5, 1, [], span(2027, 5, 5)],
  ['with its quarter', 5, 3, [], span(2027, 4, 6)],
  ['with its year', 12, 12, [], span(2027, 1, 12)],
  ['with what is left of its year', 5, 12, [span(2026, 1, 12), span(2027, 1, 2)], span(2027, 3, 12)],
  ['with what is left of it between others', 5, 12, [span(2027, 2, 3), span(2027, 8, 8)], span(2027, 4, 7)],
  ['beside others of another year', 5, 12, [span(2026, 1, 12), span(2028, 1, 3)], span(2027, 1, 12)],
  ['where another table has one', 5, 1, [span(2027, 3, 12)], span(2027, 3, 12)],
])('a month gets a partition %s', (_, month, months, others, made) => {
  expect(gapAt(monthOf(at(2027, month), 0), months, others)).toEqual(made);
});
