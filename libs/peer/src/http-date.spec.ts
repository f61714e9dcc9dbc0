import { parseHttpDate } from './http-date.js';

it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
  'reads the example of RFC 9110: %s',
  (text) => {
    expect(parseHttpDate(text)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
  },
);

it.each(['Sun, 6 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:37 UTC', 'Sun, 06 Nov 1994 08:49:37 +0000'])(
  'reads what some servers write: %s',
  (text) => {
    expect(parseHttpDate(text)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
  },
);

it('reads every day of the week, and days of two digits', () => {
  for (let day = 10; day < 17; day++) {
    const at = Date.UTC(2026, 7, day, 1, 2, 3);
    const [name, month, date, year, time] = [
      ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][new Date(at).getUTCDay()]!,
      ...['Aug', String(day), '2026', '01:02:03'],
    ] as [string, string, string, string, string];
    const short = name.slice(0, 3);
    expect(new Date(at).toUTCString()).toBe(`${short}, ${date} ${month} ${year} ${time} GMT`);
    for (const text of [
      `${short}, ${date} ${month} ${year} ${time} GMT`,
      `${name}, ${date}-${month}-26 ${time} GMT`,
      `${short} ${month} ${date} ${time} ${year}`,
    ])
      expect(parseHttpDate(text)).toBe(at);
  }
});

it.each([
  '',
  'soon',
  '2026-01-01',
  '120',
  'Sun, 06 Nov 1994 08:49:37',
  'Sun, 99 Nov 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 08:49:37 GMT+1',
])('does not take %j for a date', (text) => {
  expect(parseHttpDate(text)).toBeUndefined();
});
