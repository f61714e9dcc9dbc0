import { freshSeconds } from './well-known.js';

describe('freshSeconds', () => {
  it.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['public', undefined],
    ['max-age=60', 60],
    ['public, Max-Age="60"', 60],
    ['max-age=60, no-store', 0],
    ['no-cache', 0],
    ['no-cache="set-cookie", max-age=5', 0],
    ['max-age=31536000000', 2 ** 31],
    [`max-age=${'9'.repeat(400)}`, 2 ** 31],
    ['max-age=-5', undefined],
    ['max-age=1e9', undefined],
    ['s-maxage=7', undefined],
  ])('reads %p as %p', (value, seconds) => {
    expect(freshSeconds(value === undefined ? {} : { 'cache-control': value })).toBe(seconds);
  });

  it('counts the time spent in other caches', () => {
    expect(freshSeconds({ 'cache-control': 'max-age=60', age: '20' })).toBe(40);
    expect(freshSeconds({ 'cache-control': 'max-age=60', age: '90' })).toBe(0);
    expect(freshSeconds({ 'cache-control': 'max-age=60', age: 'old' })).toBe(60);
  });
});
