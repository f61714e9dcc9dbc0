import { compare } from './books.js';
import { median, percentiles } from './latency.js';

describe('books', () => {
  const before = { messages: 1, entries: 1, notices: 0, waiting: 0, delivered: 0, bornAt: 5 };
  const expected = { messages: 2, entries: 2, delivered: 2 };

  it('agree', () => {
    expect(compare('x.test', before, { ...before, messages: 3, entries: 3, delivered: 2 }, expected)).toEqual([]);
  });

  it('name what is lost, doubled, left over or unasked for', () => {
    const after = { messages: 3, entries: 4, notices: 1, waiting: 1, delivered: 1, bornAt: 5 };
    expect(compare('x.test', before, after, expected)).toEqual([
      'x.test: 3 entries more in Postgres, expected 2',
      'x.test: 1 delivered more in Postgres, expected 2',
      'x.test: 1 notices more in Postgres, expected 0',
      'x.test: 1 waiting more in Postgres, expected 0',
    ]);
  });

  it('tell of a crash that lost nothing', () => {
    const after = { messages: 3, entries: 3, notices: 0, waiting: 0, delivered: 2, bornAt: 6 };
    expect(compare('x.test', before, after, expected)).toEqual(['x.test: Postgres crashed and recovered']);
  });

  it('are compared only where they are kept', () => {
    expect(compare('x.test', { messages: 0 }, { messages: 2 }, expected)).toEqual([]);
  });
});

describe('percentiles', () => {
  it('are by nearest rank', () => {
    const values = Array.from({ length: 1_000 }, (_, turn) => 1_000 - turn);
    expect(percentiles(values)).toEqual({ p50: 500, p99: 990, p999: 999, max: 1_000 });
    expect(percentiles([7])).toEqual({ p50: 7, p99: 7, p999: 7, max: 7 });
    expect(percentiles([])).toBeUndefined();
  });

  it('have a median of even and odd numbers of values', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});
