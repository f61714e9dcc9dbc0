/** Writes DER by hand, rightly and wrongly. */

/** How the length of an element is written: in the shortest form, or as given. */
export type Length = (length: number) => number[];

export const shortest: Length = (length) =>
  length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];

export function element(tag: number, content: readonly Uint8Array[], length: Length = shortest): Buffer {
  const all = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag, ...length(all.length)), all]);
}

export interface SpkiParts {
  /** Content of the two integers. */
  modulus: Uint8Array;
  exponent: Uint8Array;
  /** Of what follows the tag of the algorithm's sequence, as hexadecimal. */
  algorithm: string;
  unusedBits: number;
  /** What stands behind the integers, the key, the bit string and the whole. */
  after: Partial<Record<'integers' | 'key' | 'bits' | 'whole', Uint8Array>>;
  length: Partial<Record<'integer' | 'key' | 'bits' | 'whole', Length>>;
}

/** An integer above zero in its shortest form. */
export const positive = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes[0]! >= 0x80 ? Buffer.of(0) : Buffer.alloc(0), bytes]);

/** The modulus of an RSA key of so many bits. */
export function modulusOf(bits: number): Buffer {
  const modulus = Buffer.alloc(Math.ceil(bits / 8), 1);
  modulus[0] = 1 << ((bits - 1) % 8);
  return positive(modulus);
}

const RSA = '06092a864886f70d0101010500';

/** A SubjectPublicKeyInfo of an RSA key. */
export function spkiOf(parts: Partial<SpkiParts> = {}): Buffer {
  const { modulus = modulusOf(2048), exponent = Buffer.of(1, 0, 1), algorithm = RSA } = parts;
  const { unusedBits = 0, after = {}, length = {} } = parts;
  const behind = (part: keyof typeof after): Uint8Array => after[part] ?? Buffer.alloc(0);
  const integers = [element(0x02, [modulus], length.integer), element(0x02, [exponent])];
  const key = element(0x30, [...integers, behind('integers')], length.key);
  const bits = element(0x03, [Buffer.of(unusedBits), key, behind('key')], length.bits);
  const whole = [element(0x30, [Buffer.from(algorithm, 'hex')]), bits, behind('bits')];
  return Buffer.concat([element(0x30, whole, length.whole), behind('whole')]);
}
