import { hash } from 'node:crypto';
import type { Message } from '@iimp/proto/types';
import type { ExistingMessage } from '@iimp/protocol/decide';
import { contentDigestText } from '@iimp/protocol/digest';

/** SHA-256 of what makes two messages with one id the same message (profile §4). */
export function contentDigest(message: Message): Uint8Array {
  return hash('sha256', contentDigestText(message), 'buffer');
}

/**
 * A message that is there, for `decide`. Its digest is worked out when it is asked for: when the same id comes again, which is rare.
 * Stored with each message it would be a tenth of what writing one costs.
 */
export function existingMessage(fields: Omit<ExistingMessage, 'digest'>, content: () => Message): ExistingMessage {
  const { sender, type, conversation_id } = fields;
  return {
    sender,
    type,
    conversation_id,
    get digest() {
      return contentDigest(content());
    },
  };
}
