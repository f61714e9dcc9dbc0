import { span, table, time } from './output.js';

describe('output', () => {
  it('lines up columns, and shows what is missing', () => {
    const rows = [
      { domain: 'org2.test', backlog: 12 },
      { domain: 'a.test', backlog: null },
    ];
    expect(table(rows)).toBe('domain     backlog\norg2.test  12\na.test     -');
  });

  it('names the two largest units of a span', () => {
    expect([0, 999, 61_000, 90_061_000, -5].map(span)).toEqual(['0s', '0s', '1m 1s', '1d 1h', '0s']);
  });

  it('writes times in UTC to the second', () => {
    expect(time(1_767_225_600_123)).toBe('2026-01-01T00:00:00Z');
    expect(time(null)).toBeNull();
  });
});
