import { createHash } from 'node:crypto';
import type { EncryptedKey, Message } from '@iimp/proto/types';
import { domainOf } from '@iimp/protocol/address';
import { contentDigestInput } from '@iimp/protocol/digest';
import type { IncomingMessage } from './types.js';

/** A message with what is worked out from it alone, before the transaction. */
export interface Prepared {
  entry: IncomingMessage;
  message: Message;
  digest: Buffer;
  /** Participants by domain; domains in order of first mention. */
  domains: ReadonlyMap<string, readonly string[]>;
}

export function prepare(entry: IncomingMessage): Prepared {
  const { message } = entry;
  const digest = createHash('sha256').update(contentDigestInput(message)).digest();
  const domains = new Map<string, string[]>();
  for (const participant of message.participants) {
    const domain = domainOf(participant);
    const group = domains.get(domain);
    if (group) group.push(participant);
    else domains.set(domain, [participant]);
  }
  return { entry, message, digest, domains };
}

/**
 * The message's JSON without `encrypted_keys`, only known members, in one order: what is stored, and copied into every answer.
 * The closing brace is left to `assemble`.
 */
export function envelopeJson(m: Message): string {
  return JSON.stringify({
    message_id: m.message_id,
    conversation_id: m.conversation_id,
    sender: m.sender,
    participants: m.participants,
    timestamp: m.timestamp,
    type: m.type,
    reference: m.reference,
    encrypted_payload: m.encrypted_payload,
    attachments: m.attachments?.map(({ attachment_id, size, sha256 }) => ({ attachment_id, size, sha256 })),
    signature: m.signature,
  });
}

/** `encrypted_keys` as JSON text, in the message's order: all of them, or those of the users of one domain. */
export function keysJson(keys: readonly EncryptedKey[], domain?: string): string {
  const chosen = domain === undefined ? keys : keys.filter(({ recipient }) => domainOf(recipient) === domain);
  return JSON.stringify(chosen.map(({ recipient, encrypted_key, key_id }) => ({ recipient, encrypted_key, key_id })));
}
