import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { fromBase64url } from '@iimp/protocol/base64url';
import { ProblemError } from '@iimp/protocol/problem';

const KEY_BYTES = 32;
/** PKCS8 of an Ed25519 key, up to the seed (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The Ed25519 public key of a discovery document (32 bytes, base64url) as a KeyObject. Making one costs more than
 * parsing a request: callers keep it. Throws `invalid_request`.
 */
export function publicKeyFromRaw(raw: string): KeyObject {
  if (fromBase64url(raw).length !== KEY_BYTES)
    throw new ProblemError('invalid_request', `public_key: not ${KEY_BYTES} bytes`);
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' });
}

/** The 32 bytes of an Ed25519 key, private or public, as discovery documents publish them (base64url). */
export function rawPublicKey(key: KeyObject): string {
  const { crv, x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new ProblemError('invalid_request', 'not an Ed25519 key');
  return x;
}

/** The private key of an Ed25519 seed (32 bytes, base64url). Throws `invalid_request`. */
export function privateKeyFromSeed(seed: string): KeyObject {
  const bytes = fromBase64url(seed);
  if (bytes.length !== KEY_BYTES) throw new ProblemError('invalid_request', `seed: not ${KEY_BYTES} bytes`);
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, bytes]), format: 'der', type: 'pkcs8' });
}
