import { ProblemError } from './problem.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const CODES = new TextEncoder().encode(ALPHABET);
const INVALID = 255;
const VALUES = new Uint8Array(256).fill(INVALID);
CODES.forEach((code, value) => (VALUES[code] = value));
const ascii = new TextDecoder('latin1');

/** base64url without padding (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  const at = (index: number): number => bytes[index] ?? 0;
  let o = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (at(i) << 16) | (at(i + 1) << 8) | at(i + 2);
    out[o++] = CODES[group >> 18]!;
    out[o++] = CODES[(group >> 12) & 63]!;
    // A write past the end of a typed array is dropped: what padding would stand for.
    out[o++] = CODES[(group >> 6) & 63]!;
    out[o++] = CODES[group & 63]!;
  }
  return ascii.decode(out);
}

const value = (text: string, index: number): number => {
  const code = text.charCodeAt(index);
  return code < 256 ? VALUES[code]! : INVALID;
};

/** Whether the last character leaves bits over that are not zero, or the length cannot be: all that a class of characters misses. */
export function hasStrayBits(text: string): boolean {
  const rest = text.length % 4;
  if (rest === 0) return false;
  return rest === 1 || (value(text, text.length - 1) & (rest === 2 ? 15 : 3)) !== 0;
}

/**
 * Bytes of a base64url text (profile, Conventions). Padding, white space, any other character and non-zero trailing bits
 * are `invalid_request`.
 */
export function fromBase64url(text: string): Uint8Array {
  if (hasStrayBits(text)) throw new ProblemError('invalid_request', 'not valid base64url');
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bad = 0;
  let o = 0;
  for (let i = 0; i < text.length; i += 4) {
    const a = value(text, i);
    const b = value(text, i + 1);
    const c = i + 2 < text.length ? value(text, i + 2) : 0;
    const d = i + 3 < text.length ? value(text, i + 3) : 0;
    bad |= a | b | c | d;
    out[o++] = (a << 2) | (b >> 4);
    out[o++] = (b << 4) | (c >> 2);
    out[o++] = (c << 6) | d;
  }
  // Values of the alphabet are below 64.
  if (bad > 63) throw new ProblemError('invalid_request', 'not valid base64url');
  return out;
}
