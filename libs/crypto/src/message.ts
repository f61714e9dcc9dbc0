/**
 * Messages, end to end (profile §4): a fresh content key seals text and attachment keys, H is bound to it, the content key
 * is encrypted to every participant, and the sender's identity key signs. Servers see none of it.
 */
import type { EncryptedKey, EncryptionKey, Message, UserKeysDocument } from '@iimp/proto/types';
import { parseAddress } from '@iimp/protocol/address';
import { fromBase64url, toBase64url } from '@iimp/protocol/base64url';
import { canonicalHeader } from '@iimp/protocol/canonical';
import { ProblemError } from '@iimp/protocol/problem';
import { messageSignatureInput } from '@iimp/protocol/user-keys';
import { checkMessage } from '@iimp/protocol/validate';
import type { MessageAttachment } from './attachment.js';
import { decodeContent, encodeContent } from './internal/content.js';
import { openPayload, sealPayload } from './internal/payload.js';
import { rsaEncrypt } from './internal/rsa.js';
import { asBytes, randomBytes, sodium } from './internal/sodium.js';
import { verifyIdentitySignature } from './keys.js';
import type { UserSecret } from './secret.js';
import { sha256 } from './sha256.js';

export interface MessageToEncrypt {
  sender: UserSecret;
  message_id: string;
  conversation_id: string;
  /** Milliseconds. */
  timestamp: number;
  type: Message['type'];
  reference: string | null;
  text: string;
  attachments?: readonly MessageAttachment[];
  /** Verified documents of all participants; that of the sender may be left out. */
  recipients: readonly UserKeysDocument[];
}

export interface DecryptedMessage {
  text: string;
  attachments: MessageAttachment[];
  /** `unverified`: not signed, or the sender's keys were not given. A wrong signature is an error. */
  verified: 'verified' | 'unverified';
}

const CONTENT_KEY_BYTES = 32;
const encoder = new TextEncoder();

function fail(detail: string, cause: unknown): never {
  throw new ProblemError('invalid_request', detail, { cause });
}

async function wrapKey(contentKey: Uint8Array, recipient: string, key: EncryptionKey): Promise<EncryptedKey> {
  const publicKey = fromBase64url(key.public_key);
  try {
    const wrapped =
      key.alg === 'x25519' ? sodium.crypto_box_seal(contentKey, publicKey) : await rsaEncrypt(publicKey, contentKey);
    return { recipient, encrypted_key: toBase64url(wrapped), key_id: key.key_id };
  } catch (cause) {
    return fail(`encryption_key: nothing can be encrypted to that of ${recipient}`, cause);
  }
}

/**
 * Keys to encrypt to, the sender's own first: with these the sender reads the message again. Addresses in lower case: H is
 * sealed and signed as every reader will see it.
 */
function keysOf({ sender, recipients }: MessageToEncrypt): Map<string, EncryptionKey> {
  const others = recipients.map(({ user, encryption_key }) => [parseAddress(user).address, encryption_key] as const);
  if (new Set(others.map(([user]) => user)).size !== others.length)
    throw new ProblemError('invalid_request', 'recipients: there twice');
  return new Map([[sender.address, sender.encryptionKey], ...others.filter(([user]) => user !== sender.address)]);
}

/**
 * A signed message for the sender's server. The recipients' documents must have been verified (`verifyUserKeys`).
 * Throws `too_large` for text over 65,536 bytes or a payload over 139,264, `invalid_request` for what is not valid.
 */
export async function encryptMessage(draft: MessageToEncrypt): Promise<Message> {
  await sodium.ready;
  const { sender, message_id, conversation_id, timestamp, type, reference, text, attachments = [] } = draft;
  const keys = keysOf(draft);
  const header = {
    message_id,
    conversation_id,
    sender: sender.address,
    participants: [...keys.keys()],
    timestamp,
    type,
    reference,
    ...(attachments.length === 0
      ? {}
      : { attachments: attachments.map(({ attachment_id, stored }) => ({ attachment_id, ...stored })) }),
  };
  const contentKey = randomBytes(CONTENT_KEY_BYTES);
  const aad = asBytes(encoder.encode(canonicalHeader(header)));
  const payload = await sealPayload(contentKey, encodeContent(text, attachments), aad);
  const encrypted_keys = await Promise.all(Array.from(keys, ([user, key]) => wrapKey(contentKey, user, key)));
  contentKey.fill(0);
  const message: Message = {
    ...header,
    encrypted_payload: toBase64url(payload),
    encrypted_keys,
    signature: toBase64url(sender.sign(messageSignatureInput(header, sha256(payload)))),
  };
  // What no server would take is told here, where it was made.
  return checkMessage(message, Number.POSITIVE_INFINITY);
}

function checkSignature(
  m: Message,
  payload: Uint8Array,
  senderKeys: Pick<UserKeysDocument, 'user' | 'identity_key'> | undefined,
): DecryptedMessage['verified'] {
  if (senderKeys && parseAddress(senderKeys.user).address !== m.sender)
    throw new ProblemError('invalid_request', 'senderKeys: not of the sender');
  if (!senderKeys || m.signature === undefined) return 'unverified';
  const input = messageSignatureInput(m, sha256(payload));
  const identity = fromBase64url(senderKeys.identity_key.public_key);
  if (verifyIdentitySignature(fromBase64url(m.signature), input, identity)) return 'verified';
  throw new ProblemError('invalid_signature', 'message: the signature is not by the sender');
}

async function unwrapKey(m: Message, me: UserSecret): Promise<Uint8Array> {
  const entry = m.encrypted_keys.find(({ recipient }) => recipient === me.address);
  if (!entry) throw new ProblemError('not_a_participant', `encrypted_keys: none for ${me.address}`);
  try {
    return await me.unwrap(fromBase64url(entry.encrypted_key));
  } catch (cause) {
    const other = entry.key_id !== undefined && !me.hasEncryptionKey(entry.key_id);
    return fail(`encrypted_keys: not for ${other ? 'this key, but for another' : 'this key'} of ${me.address}`, cause);
  }
}

/**
 * Text and attachment keys of a message. Throws `invalid_signature` when the sender did not sign it, `not_a_participant`
 * when it holds no key for this user, `invalid_request` when it does not open or is not valid.
 * @param senderKeys verified, and pinned by the caller; left out for the user's own messages
 */
export async function decryptMessage(
  m: Message,
  me: UserSecret,
  senderKeys?: Pick<UserKeysDocument, 'user' | 'identity_key'>,
): Promise<DecryptedMessage> {
  await sodium.ready;
  // Times are for servers to judge: a message that was stored stays readable whatever the clock here.
  const message = checkMessage(m, Number.POSITIVE_INFINITY);
  const payload = fromBase64url(message.encrypted_payload);
  const own = message.sender === me.address ? { user: me.address, identity_key: me.identityKey } : undefined;
  const verified = checkSignature(message, payload, senderKeys ?? own);
  const contentKey = await unwrapKey(message, me);
  const aad = asBytes(encoder.encode(canonicalHeader(message)));
  let content: Uint8Array;
  try {
    content = await openPayload(contentKey, payload, aad);
  } catch (cause) {
    return fail('encrypted_payload: does not open', cause);
  }
  return { ...decodeContent(content, message.attachments ?? []), verified };
}
