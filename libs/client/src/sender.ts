/**
 * Who sent a message (profile §4): only a wrong signature is an error; what cannot be checked is shown, as unverified. The
 * identity that is held to is asked first: whoever is known is read without the server.
 */
import type { Message } from '@iimp/proto/types';
import { parseAddress } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import { type DecryptedMessage, decryptMessage } from '@iimp/crypto/message';
import type { UserSecret } from '@iimp/crypto/secret';
import { asError, IdentityChangedError } from './errors.js';
import type { KeyDirectory } from './keys.js';

/** Why content is unverified. */
export type UnverifiedBecause =
  | { reason: 'unsigned' }
  /** Signed by an identity that the user was held to until `acceptIdentity` put another in its place. */
  | { reason: 'former_identity' }
  /** The sender is not known yet, and the keys could not be had or are not valid. */
  | { reason: 'no_keys'; error: Error };

/** Content, and when it is `unverified` the reason. */
export interface Opened {
  content: DecryptedMessage;
  unverifiedBecause?: UnverifiedBecause;
}

/** What signatures are checked by. */
export type SenderKeys = Pick<KeyDirectory, 'pinned' | 'former' | 'keysOf'>;

/**
 * Content of a message. Throws ProblemError `invalid_signature` when the sender did not sign it, IdentityChangedError when the
 * sender has another identity now, and what `decryptMessage` throws.
 */
export async function openFrom(message: Message, me: UserSecret, keys: SenderKeys): Promise<Opened> {
  if (message.signature === undefined)
    return { content: await decryptMessage(message, me), unverifiedBecause: { reason: 'unsigned' } };
  const { address } = parseAddress(message.sender);
  if (address === me.address) return { content: await decryptMessage(message, me) };
  const pinned = await keys.pinned(address);
  return pinned === undefined
    ? openFromStranger(message, me, keys, address)
    : openFromKnown(message, me, keys, { address, pinned });
}

async function openFromStranger(message: Message, me: UserSecret, keys: SenderKeys, address: string): Promise<Opened> {
  const found = await keys.keysOf(address, { toRead: true }).catch(asError);
  if (found instanceof IdentityChangedError) throw found;
  return found instanceof Error
    ? { content: await decryptMessage(message, me), unverifiedBecause: { reason: 'no_keys', error: found } }
    : { content: await decryptMessage(message, me, found) };
}

async function openFromKnown(
  message: Message,
  me: UserSecret,
  keys: SenderKeys,
  { address, pinned }: { address: string; pinned: string },
): Promise<Opened> {
  const content = await openSignedBy(message, me, address, pinned);
  if (content) return { content };
  for (const former of await keys.former(address)) {
    const old = await openSignedBy(message, me, address, former);
    if (old) return { content: { ...old, verified: 'unverified' }, unverifiedBecause: { reason: 'former_identity' } };
  }
  const found = await keys.keysOf(address, { fresh: true, toRead: true }).catch(asError);
  if (found instanceof IdentityChangedError) throw found;
  // Somebody known is never downgraded to unverified, whatever keeps the keys from being looked up.
  if (found instanceof Error)
    throw new ProblemError('invalid_signature', `message: not signed by the identity known of ${address}`, {
      cause: found,
    });
  return { content: await decryptMessage(message, me, found) };
}

/** Undefined when the signature is not by that identity key (base64url). */
async function openSignedBy(
  message: Message,
  me: UserSecret,
  user: string,
  public_key: string,
): Promise<DecryptedMessage | undefined> {
  try {
    return await decryptMessage(message, me, { user, identity_key: { alg: 'ed25519', public_key } });
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'invalid_signature') return undefined;
    throw error;
  }
}
