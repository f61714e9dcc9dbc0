import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { UserKeysDocument } from '@iimp/proto/types';
import { fromBase64url } from '@iimp/protocol/base64url';
import { ProblemError } from '@iimp/protocol/problem';
import { keyIdInput, keyIdOfDigest, keysSignatureInput } from '@iimp/protocol/user-keys';

function refuse(detail: string, cause?: unknown): never {
  throw new ProblemError('invalid_request', detail, { cause });
}

/** Reads a key, or refuses the document with what is wrong. */
function keyOf(read: () => KeyObject, detail: string): KeyObject {
  try {
    return read();
  } catch (error) {
    return refuse(detail, error);
  }
}

/** The cryptographic half of checking a key document, after `checkUserKeys` (profile §3): key id, and signature by the identity key. */
export function verifyUserKeys(doc: UserKeysDocument): void {
  const { encryption_key, identity_key, signature } = doc;
  const keyBytes = keyIdInput(encryption_key);
  if (keyIdOfDigest(createHash('sha256').update(keyBytes).digest()) !== encryption_key.key_id)
    refuse('encryption_key.key_id: not the id of this key');
  if (encryption_key.alg === 'rsa-oaep-256')
    keyOf(
      () => createPublicKey({ key: Buffer.from(keyBytes), format: 'der', type: 'spki' }),
      'encryption_key.public_key: not a usable RSA key',
    );
  const identity = keyOf(
    () => createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: identity_key.public_key }, format: 'jwk' }),
    'identity_key.public_key: not a usable Ed25519 key',
  );
  if (!verify(null, keysSignatureInput(doc), identity, fromBase64url(signature)))
    refuse('signature: does not verify with the identity key');
}
