import fc from 'fast-check';
import { validateProblem } from '@iimp/proto/validators';
import { type RangeAnswer, readRange, unsatisfiable } from './byte-range.js';

describe('a range of bytes', () => {
  it.each<[string | undefined, number, RangeAnswer]>([
    [undefined, 100, undefined],
    ['bytes=0-0', 100, { start: 0, end: 0 }],
    ['bytes=0-', 100, { start: 0, end: 99 }],
    ['bytes=10-19', 100, { start: 10, end: 19 }],
    ['bytes=90-1000', 100, { start: 90, end: 99 }],
    ['bytes=-10', 100, { start: 90, end: 99 }],
    ['bytes=-1000', 100, { start: 0, end: 99 }],
    ['bytes=0-9999999999999999', 10, { start: 0, end: 9 }],
    ['Bytes = 2-3 ', 10, { start: 2, end: 3 }],
    ['bytes=100-', 100, 'unsatisfiable'],
    ['bytes=9999999999999999-', 100, 'unsatisfiable'],
    ['bytes=-0', 100, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=-5', 0, 'unsatisfiable'],
    ['bytes=0-1,5-6', 100, undefined],
    ['items=0-1', 100, undefined],
    ['items=', 100, undefined],
    ['', 100, 'malformed'],
    ['bytes', 100, 'malformed'],
    ['=0-1', 100, 'malformed'],
    ['bytes=', 100, 'malformed'],
    ['bytes=-', 100, 'malformed'],
    ['bytes=5-4', 100, 'malformed'],
    ['bytes=a-b', 100, 'malformed'],
    ['bytes=0-1,x', 100, 'malformed'],
    ['bytes=0x1-2', 100, 'malformed'],
  ])('%p of %i is %p', (field, size, expected) => {
    expect(readRange(field, size)).toEqual(expected);
  });

  // Each would take minutes if its time grew with the square of its length.
  it.each([' ', '=', ',', '-', '9', '0-1,', ' ,', 'a '])('is read at once, however often it has %p', (text) => {
    const many = text.repeat(500_000 / text.length);
    for (const field of [`bytes=x${many}y`, `bytes=${many}`, `${many}bytes=0-1`, `bytes${many}`, many])
      expect(readRange(field, 10)).toBe('malformed');
  });

  it('is a part of what is there, whatever is asked', () => {
    const field = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]) => `bytes=${a}-${b}`),
      fc.nat(50).map((a) => `bytes=${a}-`),
      fc.nat(50).map((a) => `bytes=-${a}`),
      fc.stringMatching(/^bytes=[0-9,-]{0,12}$/),
    );
    fc.assert(
      fc.property(field, fc.nat(40), (text, size) => {
        const range = readRange(text, size);
        return typeof range !== 'object' || (0 <= range.start && range.start <= range.end && range.end < size);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of which nothing is there is answered with the size, and a problem', () => {
    const { status, headers, body } = unsatisfiable(7);
    expect([status, headers['content-range']]).toEqual([416, 'bytes */7']);
    const problem: unknown = JSON.parse(body.toString());
    expect(validateProblem(problem)).toBe(true);
    expect(problem).toMatchObject({ status: 416, code: 'invalid_request' });
  });
});
