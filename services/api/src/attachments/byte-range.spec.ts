import fc from 'fast-check';
import { ProblemError } from '@iimp/protocol/problem';
import { readRange } from './byte-range.js';

describe('readRange', () => {
  it.each([
    [undefined, 10, undefined],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=-5', 0, 'unsatisfiable'],
    ['bytes=0-9999999999999999', 10, { start: 0, end: 9 }],
    ['bytes= 2-3 ', 10, { start: 2, end: 3 }],
    ['items=0-5', 10, undefined],
  ])('%s of %i', (field, size, expected) => {
    expect(readRange(field, size)).toEqual(expected);
  });

  it('gives a part of what is there, or says why not, whatever it is asked', () => {
    const field = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]) => `bytes=${a}-${b}`),
      fc.nat(50).map((a) => `bytes=${a}-`),
      fc.nat(50).map((a) => `bytes=-${a}`),
      fc.stringMatching(/^bytes=[0-9,-]{0,12}$/),
    );
    fc.assert(
      fc.property(field, fc.nat(40), (text, size) => {
        try {
          const range = readRange(text, size);
          if (range === undefined || range === 'unsatisfiable') return true;
          return 0 <= range.start && range.start <= range.end && range.end < size;
        } catch (error) {
          return error instanceof ProblemError && error.code === 'invalid_request';
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
