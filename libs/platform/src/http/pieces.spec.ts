import { randomBytes, randomInt } from 'node:crypto';
import { addPiece } from './pieces.js';

const BYTES = randomBytes(1_000_000);

describe('the pieces of a body', () => {
  const gathered = (lengths: Iterable<number>): Buffer[] => {
    const pieces: Buffer[] = [];
    let at = 0;
    for (const length of lengths) addPiece(pieces, BYTES.subarray(at, (at += length)));
    expect(Buffer.concat(pieces).equals(BYTES.subarray(0, at))).toBe(true);
    return pieces;
  };

  it('stay as they came where they are large', () => {
    expect(gathered([65_536, 65_536, 4_096]).map(({ length }) => length)).toEqual([65_536, 65_536, 4_096]);
  });

  it.each([
    ['byte by byte', () => Array<number>(100_000).fill(1)],
    ['as they fall', () => Array.from({ length: 500 }, () => randomInt(1, 2_000))],
    ['shorter and shorter', () => Array.from({ length: 450 }, (_, index) => 450 - index)],
    [
      'half as long each time',
      () => Array<number[]>(12).fill([4_096, 2_048, 1_024, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1]).flat(),
    ],
  ])('are few where they are small: %s', (_name, lengths) => {
    const pieces = gathered(lengths());
    const size = pieces.reduce((sum, { length }) => sum + length, 0);
    expect(pieces.length).toBeLessThanOrEqual(13 * Math.ceil(size / 8_191));
  });
});
