import fc from 'fast-check';
import { fromBase64url, hasStrayBits, toBase64url } from './base64url.js';
import { problemOf } from './wire.testkit.js';

const REFUSED = 'invalid_request: not valid base64url';

describe('base64url', () => {
  // RFC 4648 §10, without padding.
  it.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('writes and reads %j', (text, encoded) => {
    const bytes = new TextEncoder().encode(text);
    expect(toBase64url(bytes)).toBe(encoded);
    expect(Array.from(fromBase64url(encoded))).toEqual(Array.from(bytes));
  });

  it.each([
    'Zg==',
    'Zm8=',
    'Zg=',
    ' Zg',
    'Zg ',
    'Z g',
    'Zg\n',
    'Z',
    'Zm9vY',
    'Zm+v',
    'Zm/v',
    'Zm9ä',
    'Zm9\u015f',
    'Zh',
    'Zm9',
    'Zm9vYn',
  ])('refuses %j', (text) => {
    expect(problemOf(() => fromBase64url(text))).toBe(REFUSED);
  });

  it('does the same as Node on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(Buffer.from(fromBase64url(text)).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  it('takes one text for each byte string: what is read is written the same', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'AQgwEZaz09-_+/= é'), maxLength: 12 });
    fc.assert(
      fc.property(texts, (text) => {
        let bytes: Uint8Array;
        try {
          bytes = fromBase64url(text);
        } catch {
          const canonical = Buffer.from(text, 'base64url').toString('base64url') === text;
          expect(canonical).toBe(false);
          return;
        }
        expect(toBase64url(bytes)).toBe(text);
        expect(hasStrayBits(text)).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });
});
