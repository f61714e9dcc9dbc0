import { failureMs } from '@iimp/platform/failure-time';
import { DOMAIN_FRESHNESS, freshMs } from './freshness.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('freshness', () => {
  it.each([
    [undefined, 60 * MINUTE],
    [0, 5 * MINUTE],
    [299, 5 * MINUTE],
    [600, 10 * MINUTE],
    [DAY, DAY],
    [9_999_999_999, DAY],
  ])('clamps max-age=%p to 5 minutes … 24 hours', (seconds, ms) => expect(freshMs(DOMAIN_FRESHNESS, seconds)).toBe(ms));

  it('keeps failures 30 s … 5 min, doubling, and at least as long as Retry-After says', () => {
    expect([1, 2, 3, 4, 5, 99].map((n) => failureMs(DOMAIN_FRESHNESS, n, undefined))).toEqual(
      [30, 60, 120, 240, 300, 300].map((seconds) => seconds * 1_000),
    );
    expect(failureMs(DOMAIN_FRESHNESS, 1, 100)).toBe(100_000);
    expect(failureMs(DOMAIN_FRESHNESS, 1, 7_200)).toBe(300_000);
  });
});
