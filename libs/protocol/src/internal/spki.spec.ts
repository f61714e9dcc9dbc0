import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { rsaModulusBits } from './spki.js';

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
