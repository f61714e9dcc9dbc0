import { print, span, table, time } from './output.js';

describe('output', () => {
  it('lines up columns, and shows what is missing', () => {
    const rows = [
      { domain: 'org2.test', backlog: 12 },
      { domain: 'a.test', backlog: null },
    ];
    expect(table(rows)).toBe('domain     backlog\norg2.test  12\na.test     -');
  });

  it('keeps the control characters of others from the terminal, and from no program', () => {
    const rows = [{ domain: 'org2.test', last_error: 'unavailable: \x1b]0;all is well\x07\x9b2J\u202e' }];
    expect(table(rows).split('\n')[1]).toBe('org2.test  unavailable: ?]0;all is well??2J?');
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    print(rows, true);
    expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toEqual(rows);
    log.mockRestore();
  });

  it('names the two largest units of a span', () => {
    expect([0, 999, 61_000, 90_061_000, -5].map(span)).toEqual(['0s', '0s', '1m 1s', '1d 1h', '0s']);
  });

  it('writes times in UTC to the second', () => {
    expect(time(1_767_225_600_123)).toBe('2026-01-01T00:00:00Z');
    expect(time(null)).toBeNull();
  });
});
