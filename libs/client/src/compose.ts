import type { Message } from '@iimp/proto/types';
import { parseAddress } from '@iimp/protocol/address';
import { newId, uuidTime } from '@iimp/protocol/ids';
import type { MessageAttachment } from '@iimp/crypto/attachment';
import { encryptMessage } from '@iimp/crypto/message';
import type { UserSecret } from '@iimp/crypto/secret';
import type { KeyDirectory } from './keys.js';
import { keysToEncryptTo } from './recipients.js';

export interface RecipientOptions {
  /** Leaves out those to whom nothing can be encrypted, in place of UnreachableRecipientsError. They take part no more then (profile §5). */
  withoutUnreachable?: boolean;
}

/** What is sent: to people, or into a conversation with all its participants. */
export interface Draft extends RecipientOptions {
  /** Everybody but the sender. */
  to: readonly string[];
  text: string;
  attachments?: readonly MessageAttachment[];
  /** A new one begins when left out. */
  conversationId?: string;
}

export interface Composition extends Draft {
  type: Message['type'];
  reference: string | null;
  /** The newest message of the conversation, if there is one. */
  last: string | undefined;
}

export interface Composer {
  sender: UserSecret;
  keys: Pick<KeyDirectory, 'keysOf'>;
  now: () => number;
}

/** Servers take no id that is more than 5 min ahead (profile §5), by their own clocks. */
const MOST_AHEAD_MS = 240_000;

/** A finished message. Throws as `keysToEncryptTo` and `encryptMessage` do. */
export async function compose(composition: Composition, { sender, keys, now }: Composer): Promise<Message> {
  const { to, conversationId, last, withoutUnreachable, ...rest } = composition;
  const others = [...new Set(to.map((user) => parseAddress(user).address))].filter((user) => user !== sender.address);
  const recipients = await keysToEncryptTo(others, keys, withoutUnreachable);
  const timestamp = now();
  return encryptMessage({
    ...rest,
    sender,
    recipients,
    timestamp,
    conversation_id: conversationId ?? newId(timestamp),
    message_id: newId(last === undefined ? timestamp : timeAfter(last, timestamp)),
  });
}

/**
 * The greatest id of a conversation says who takes part (profile §5): a time after what is there, also by a clock that is slow. But the server
 * alone says what is there, so that it does not choose the time of what is signed here.
 */
function timeAfter(last: string, now: number): number {
  const next = uuidTime(last) + 1;
  return next > now && next <= now + MOST_AHEAD_MS ? next : now;
}
