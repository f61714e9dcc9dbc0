import { parseRetryAfter } from './retry-after.js';

const now = Date.UTC(2026, 0, 1);

it.each([
  [undefined, undefined],
  ['0', 0],
  ['120', 120],
  ['999999999', 86_400],
  ['99999999999999999999', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2026-01-01', undefined],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
  ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
  ['Thursday, 01-Jan-26 00:00:30 GMT', 30],
  ['Thu Jan  1 00:00:30 2026', 30],
  ['Fri, 01 Jan 2027 00:00:00 GMT', 86_400],
])('reads %p as %p', (value, seconds) => expect(parseRetryAfter(value, now)).toBe(seconds));
