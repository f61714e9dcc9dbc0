/** Who takes part in a conversation, as those who take part signed it (profile §5). Pure. */
import type { Message } from '@iimp/proto/types';
import { parseAddress } from '@iimp/protocol/address';
import type { OpenedMessage } from './received.js';

/** A message that another one follows. */
export type Followed = Pick<Message, 'message_id' | 'conversation_id' | 'participants'>;

/**
 * Who takes part after `from`, by what came after it. Only members change that, and only by what they signed: what a server says, or a message that
 * nobody can be held to, adds no reader.
 * @param messages in any order; some may be missing, and those of other conversations say nothing
 */
export function membersAfter(from: Followed, messages: readonly OpenedMessage[]): readonly string[] {
  const signed = laterThan(from, messages)
    .filter(({ content }) => content?.verified === 'verified')
    .map(({ message }) => message)
    .sort((a, b) => (a.message_id < b.message_id ? -1 : 1));
  return signed.reduce(
    (members, { sender, participants }) => (members.includes(sender) ? participants : members),
    lowerCase(from.participants),
  );
}

/** Those of the same conversation that came after `from`. */
export function laterThan(from: Followed, messages: readonly OpenedMessage[]): readonly OpenedMessage[] {
  return messages.filter(
    ({ message }) => message.conversation_id === from.conversation_id && message.message_id > from.message_id,
  );
}

export function isSameUsers(some: readonly string[], others: readonly string[]): boolean {
  return [...lowerCase(some)].sort().join() === [...lowerCase(others)].sort().join();
}

function lowerCase(users: readonly string[]): readonly string[] {
  return users.map((user) => parseAddress(user).address);
}
