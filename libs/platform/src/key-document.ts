import { createHash, createPublicKey, verify } from 'node:crypto';
import type { UserKeysDocument } from '@iimp/proto/types';
import { fromBase64url } from '@iimp/protocol/base64url';
import { ProblemError } from '@iimp/protocol/problem';
import { keyIdInput, keyIdOfDigest, keysSignatureInput } from '@iimp/protocol/user-keys';
import { checkUserKeys } from '@iimp/protocol/validate';

/**
 * A key document of this very user, complete, with the key id of its key, and signed by its identity key (profile §3). Anything else
 * is `invalid_request`.
 */
export function checkKeyDocument(value: unknown, address: string): UserKeysDocument {
  const document = checkUserKeys(value, address);
  const { identity_key, encryption_key, signature } = document;
  const digest = createHash('sha256').update(keyIdInput(encryption_key)).digest();
  if (keyIdOfDigest(digest) !== encryption_key.key_id)
    throw new ProblemError('invalid_request', 'encryption_key.key_id: not that of the key');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: identity_key.public_key }, format: 'jwk' });
  if (!verify(null, keysSignatureInput(document), key, fromBase64url(signature)))
    throw new ProblemError('invalid_request', 'signature: does not verify');
  return document;
}
