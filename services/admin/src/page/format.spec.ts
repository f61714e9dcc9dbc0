import { ago, count, many, rate, span, until } from './format.js';

it.each([
  [0, '0 s'],
  [-5, '0 s'],
  [999, '1 s'],
  [61_000, '1 min 1 s'],
  [3_600_000, '1 h'],
  [3_605_000, '1 h'],
  [97_200_000, '1 d 3 h'],
])('a span of %i ms is %s', (ms, text) => expect(span(ms)).toBe(text));

it.each([
  [0, '0', '0'],
  [0.456, '0', '0.46'],
  [12.34, '12', '12.3'],
  [12_345, '12,345', '12,345'],
  [2_340_000, '2.3M', '2.3M'],
])('%d is %s, and %s a second', (value, counted, second) =>
  expect([count(value), rate(value)]).toEqual([counted, second]),
);

it('tells times from now', () => {
  expect([until(5_000, 0), until(10, 0), until(-9_000, 0)]).toEqual(['in 5 s', 'now', 'now']);
  expect([ago(0, 5_000), ago(0, 10)]).toEqual(['5 s ago', 'just now']);
  expect([many(1, 'job'), many(0, 'job'), many(2_000, 'job')]).toEqual(['1 job', '0 jobs', '2,000 jobs']);
});
