import type { EncryptedKey, Message } from '@iimp/proto/types';
import { domainOf } from '@iimp/protocol/address';

/**
 * Messages are stored as two texts: the envelope (the JSON object without `encrypted_keys`) and the `encrypted_keys` array. What
 * goes out is made of them by concatenation.
 */

/** The two texts. */
export interface MessageText {
  readonly envelope: string;
  readonly encryptedKeys: string;
}

/** What a text that is kept in memory counts. */
export function sizeOf({ envelope, encryptedKeys }: MessageText): number {
  return envelope.length + encryptedKeys.length;
}

/** A message (profile §4). */
export function messageJson(envelope: string, encryptedKeys: string): string {
  return `${envelope.slice(0, -1)},"encrypted_keys":${encryptedKeys}}`;
}

/** A message in a mailbox (profile §7). */
export function syncMessageJson(envelope: string, encryptedKeys: string, seq: number): string {
  return `${envelope.slice(0, -1)},"encrypted_keys":${encryptedKeys},"seq":${seq}}`;
}

/** Bytes that `messageJson` adds to its two parts; all of it is ASCII. */
export const MESSAGE_JSON_OVERHEAD = ',"encrypted_keys":'.length;

/**
 * The message's JSON without `encrypted_keys`, only known members, in one order: what is stored, and copied into every answer. The
 * payload, by far the longest, is base64url by its schema: it has nothing to escape, and is not searched for it.
 */
export function envelopeJson(m: Message): string {
  const rest = JSON.stringify({
    message_id: m.message_id,
    conversation_id: m.conversation_id,
    sender: m.sender,
    participants: m.participants,
    timestamp: m.timestamp,
    type: m.type,
    reference: m.reference,
    attachments: m.attachments?.map(({ attachment_id, size, sha256 }) => ({ attachment_id, size, sha256 })),
    signature: m.signature,
  });
  return `${rest.slice(0, -1)},"encrypted_payload":"${m.encrypted_payload}"}`;
}

/** `encrypted_keys` as JSON text, in the message's order: all of them, or those of the users of one domain. */
export function keysJson(keys: readonly EncryptedKey[], domain?: string): string {
  const chosen = domain === undefined ? keys : keys.filter(({ recipient }) => domainOf(recipient) === domain);
  return JSON.stringify(chosen.map(({ recipient, encrypted_key, key_id }) => ({ recipient, encrypted_key, key_id })));
}
