/**
 * Reads as much of DER (X.690) as it takes to measure an RSA public key: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) around
 * RSAPublicKey (RFC 8017 §A.1.1). Strict: lengths in their shortest form, nothing left over.
 */
const SEQUENCE = 0x30;
const BIT_STRING = 0x03;
const INTEGER = 0x02;
/** rsaEncryption 1.2.840.113549.1.1.1 and NULL. */
const RSA_ENCRYPTION = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

interface Element {
  content: Uint8Array;
  rest: Uint8Array;
}

function read(der: Uint8Array, tag: number): Element | undefined {
  if (der.length < 2 || der[0] !== tag) return undefined;
  let length = der[1]!;
  let start = 2;
  if (length > 0x80) {
    const count = length - 0x80;
    if (count > 2 || der.length < 2 + count) return undefined;
    length = count === 1 ? der[2]! : (der[2]! << 8) | der[3]!;
    if (length < (count === 1 ? 0x80 : 0x100)) return undefined;
    start += count;
  } else if (length === 0x80) return undefined;
  if (der.length < start + length) return undefined;
  return { content: der.subarray(start, start + length), rest: der.subarray(start + length) };
}

/** An unsigned integer in its shortest form, without the leading zero that keeps it positive. */
function unsigned(content: Uint8Array): Uint8Array | undefined {
  if (content.length === 0 || content[0]! >= 0x80) return undefined;
  if (content[0] !== 0) return content;
  return content.length > 1 && content[1]! >= 0x80 ? content.subarray(1) : undefined;
}

/** Bits of the modulus of an RSA key in SPKI DER; undefined when the bytes are no such key with an odd exponent above 1. */
export function rsaModulusBits(der: Uint8Array): number | undefined {
  const spki = read(der, SEQUENCE);
  const algorithm = spki?.rest.length === 0 ? read(spki.content, SEQUENCE) : undefined;
  if (algorithm?.content.length !== RSA_ENCRYPTION.length) return undefined;
  if (!RSA_ENCRYPTION.every((byte, index) => algorithm.content[index] === byte)) return undefined;
  const bits = read(algorithm.rest, BIT_STRING);
  if (!bits || bits.rest.length > 0 || bits.content[0] !== 0) return undefined;
  const key = read(bits.content.subarray(1), SEQUENCE);
  const modulus = key?.rest.length === 0 ? read(key.content, INTEGER) : undefined;
  const exponent = modulus && read(modulus.rest, INTEGER);
  if (!exponent || exponent.rest.length > 0) return undefined;
  const n = unsigned(modulus.content);
  const e = unsigned(exponent.content);
  if (!n || !e || (e[e.length - 1]! & 1) === 0 || (e.length === 1 && e[0] === 1)) return undefined;
  return n.length * 8 - Math.clz32(n[0]! << 24);
}
