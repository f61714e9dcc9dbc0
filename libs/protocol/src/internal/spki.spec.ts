import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { rsaModulusBits } from './spki.js';
import { type Length, modulusOf, positive, shortest, type SpkiParts, spkiOf } from './spki.testkit.js';

const der = (modulusLength: number, publicExponent = 0x10001): Buffer =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey.export({ type: 'spki', format: 'der' });

describe('the size of an RSA key', () => {
  const key = der(2048);

  it('is read', () => {
    expect(rsaModulusBits(key)).toBe(2048);
    expect(rsaModulusBits(der(1032))).toBe(1032);
    expect(rsaModulusBits(der(1024, 3))).toBe(1024);
  });

  it('is not read from another kind of key', () => {
    for (const type of ['ed25519', 'x25519'] as const) {
      const { publicKey } = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519');
      expect(rsaModulusBits(publicKey.export({ type: 'spki', format: 'der' }))).toBeUndefined();
    }
  });

  it('is not read from a key cut short, or with something after it', () => {
    fc.assert(
      fc.property(fc.nat({ max: key.length - 1 }), (length) => {
        expect(rsaModulusBits(key.subarray(0, length))).toBeUndefined();
      }),
    );
    expect(rsaModulusBits(Buffer.concat([key, Buffer.of(0)]))).toBeUndefined();
  });

  it('is read from what is written by hand, byte by byte the same as by Node', () => {
    const { n = '', e = '' } = createPublicKey({ key, format: 'der', type: 'spki' }).export({ format: 'jwk' });
    const [modulus, exponent] = [n, e].map((text) => positive(Buffer.from(text, 'base64url')));
    expect(spkiOf({ modulus: modulus!, exponent: exponent! }).equals(key)).toBe(true);
    for (const bits of [9, 128, 1016, 1017, 1018, 1023, 1024, 2047, 2048, 2049, 4096])
      expect(rsaModulusBits(spkiOf({ modulus: modulusOf(bits) }))).toBe(bits);
  });

  const zero = Buffer.of(0);
  const padded: Length = (length) => [0x83, 0, ...shortest(length).slice(-2)];
  const long81: Length = (length) => [0x81, length];
  const long82: Length = (length) => [0x82, length >> 8, length & 0xff];
  const small = { modulus: modulusOf(512) };
  it.each<[string, Partial<SpkiParts>]>([
    ['something behind the integers', { after: { integers: zero } }],
    ['something behind the key', { after: { key: zero } }],
    ['something behind the bit string', { after: { bits: zero } }],
    ['something behind it all', { after: { whole: zero } }],
    ['bits that are not used', { unusedBits: 1 }],
    ['a length with a zero before it', { length: { whole: padded } }],
    ['a short length in two bytes', { ...small, length: { integer: long81 } }],
    ['a short length in three bytes', { ...small, length: { integer: long82 } }],
    ['a length of one byte in three', { modulus: modulusOf(1200), length: { integer: long82 } }],
    ['a length without an end', { length: { key: () => [0x80] } }],
    ['a length beyond the end', { length: { bits: (length) => shortest(length + 1) } }],
    ['a length before the end', { length: { bits: (length) => shortest(length - 1) } }],
    ['an empty modulus', { modulus: Buffer.alloc(0) }],
    ['a negative modulus', { modulus: modulusOf(2048).subarray(1) }],
    ['a modulus of -128', { modulus: Buffer.of(0x80) }],
    ['a modulus of zero', { modulus: zero }],
    ['a modulus with a zero too many', { modulus: Buffer.concat([zero, modulusOf(2047)]) }],
    ['a modulus with two zeros too many', { modulus: Buffer.concat([zero, modulusOf(2048)]) }],
    ['the exponent 1', { exponent: Buffer.of(1) }],
    ['the exponent 2', { exponent: Buffer.of(2) }],
    ['an even exponent', { exponent: Buffer.of(1, 0, 2) }],
    ['no exponent', { exponent: Buffer.alloc(0) }],
    ['the algorithm of RSASSA-PSS', { algorithm: '06092a864886f70d01010a0500' }],
    ['no parameters', { algorithm: '06092a864886f70d010101' }],
    ['an algorithm of another arc', { algorithm: '06092a864886f70d0201010500' }],
  ])('is not read from a key with %s', (_, parts) => {
    expect(rsaModulusBits(spkiOf(parts))).toBeUndefined();
  });

  it('is read with any odd exponent above one', () => {
    for (const exponent of [[3], [1, 1], [0x11], [0, 0x81], [1, 0, 1]])
      expect(rsaModulusBits(spkiOf({ exponent: Buffer.from(exponent) }))).toBe(2048);
  });

  it('never throws, whatever the bytes', () => {
    const position = fc.nat({ max: 40 });
    fc.assert(
      fc.property(position, fc.nat({ max: 255 }), (index, byte) => {
        const changed = Buffer.from(key);
        changed[index] = byte;
        const bits = rsaModulusBits(changed);
        expect(bits === undefined || bits <= 2056).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => rsaModulusBits(bytes) === undefined));
  });
});
