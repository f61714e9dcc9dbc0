import type { UserKeysDocument } from '@iimp/proto/types';
import { fromBase64url, toBase64url } from '@iimp/protocol/base64url';
import { ProblemError } from '@iimp/protocol/problem';
import { keyIdInput, keysSignatureInput } from '@iimp/protocol/user-keys';
import { checkUserKeys } from '@iimp/protocol/validate';
import { sodium } from './internal/sodium.js';
import { keyId } from './key-id.js';
import { UserSecret, type EncryptionAlgorithm, type UserSecretJson } from './secret.js';

export { keyId };

/** The document that publishes a user's keys (profile §3). `updatedAt` in milliseconds. */
export function signUserKeys(secret: UserSecret, updatedAt: number): UserKeysDocument {
  const unsigned = {
    user: secret.address,
    identity_key: { ...secret.identityKey },
    encryption_key: { ...secret.encryptionKey },
    updated_at: updatedAt,
  };
  return { ...unsigned, signature: toBase64url(secret.sign(keysSignatureInput(unsigned))) };
}

/** New keys and the document that publishes them. `now` in milliseconds. */
export async function generateUserKeys(
  user: string,
  alg: EncryptionAlgorithm = 'x25519',
  now: number = Date.now(),
): Promise<{ secret: UserSecret; document: UserKeysDocument }> {
  const secret = await UserSecret.generate(user, alg);
  return { secret, document: signUserKeys(secret, now) };
}

/** The keys in a stored secret. Throws `invalid_request`. */
export function importUserSecret(json: UserSecretJson): Promise<UserSecret> {
  return UserSecret.import(json);
}

/** Whether an Ed25519 signature (64 bytes) is good; a key that is none verifies nothing. */
export function verifyIdentitySignature(signature: Uint8Array, input: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return sodium.crypto_sign_verify_detached(signature, input, publicKey);
  } catch {
    return false;
  }
}

/**
 * What the identity key in a key document signed (profile §3), its user in lower case: to be used from here on in place of
 * the document itself. Throws `invalid_request` for its shape or key id, `invalid_signature` for its signature. Whether
 * that identity is the one known is for the caller's pins.
 * @param address the user whose keys they must be, lower case; left out, anybody's
 */
export async function verifyUserKeys(doc: UserKeysDocument, address?: string): Promise<UserKeysDocument> {
  const checked = checkUserKeys(doc, address);
  if (keyId(keyIdInput(checked.encryption_key)) !== checked.encryption_key.key_id)
    throw new ProblemError('invalid_request', 'encryption_key.key_id: not that of the key');
  await sodium.ready;
  const identity = fromBase64url(checked.identity_key.public_key);
  if (!verifyIdentitySignature(fromBase64url(checked.signature), keysSignatureInput(checked), identity))
    throw new ProblemError('invalid_signature', 'key document: the signature does not verify');
  return checked;
}
