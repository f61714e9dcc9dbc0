/** The user's own key document (profile §3), beside the one that the home server says is published. Pure. */
import type { UserKeysDocument } from '@iimp/proto/types';
import { FUTURE_SKEW_MS } from '@iimp/protocol/limits';
import { signUserKeys, verifyUserKeys } from '@iimp/crypto/keys';
import type { UserSecret } from '@iimp/crypto/secret';

/** Whether what is encrypted to these keys opens with this secret. */
export function hasKeys(secret: UserSecret, document: UserKeysDocument): boolean {
  return isBy(secret, document) && secret.hasEncryptionKey(document.encryption_key.key_id);
}

/** Whether the newest of the secret's keys are published, by a document that its identity signed. */
export async function isCurrent(secret: UserSecret, published: UserKeysDocument): Promise<boolean> {
  if (!isBy(secret, published) || published.encryption_key.key_id !== secret.encryptionKey.key_id) return false;
  return verifyUserKeys(published, secret.address).then(
    () => true,
    () => false,
  );
}

/**
 * The document to come after the published one.
 * @param published as the server says, not verified
 * @param now ms
 */
export function nextDocument(secret: UserSecret, published: UserKeysDocument | null, now: number): UserKeysDocument {
  // Servers take no step back, which a clock that was set right would be. Nor do they take what is far ahead: such a time is made up.
  const next = published ? published.updated_at + 1 : now;
  return signUserKeys(secret, next <= now + FUTURE_SKEW_MS ? Math.max(now, next) : now);
}

function isBy(secret: UserSecret, { identity_key }: UserKeysDocument): boolean {
  return identity_key.public_key === secret.identityKey.public_key;
}
