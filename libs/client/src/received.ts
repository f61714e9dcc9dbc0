import type { DeliveryNotice, Message, SyncResponse } from '@iimp/proto/types';
import type { UserSecret } from '@iimp/crypto/secret';
import { asError, isPassing } from './errors.js';
import { type Opened, openFrom, type SenderKeys } from './sender.js';

/** A message, opened. It has no `content` when it could not be opened, or its signature is wrong: then `problem` says why. */
export type OpenedMessage = { message: Message } & (
  (Opened & { problem?: undefined }) | { problem: Error; content?: undefined; unverifiedBecause?: undefined }
);

/** A message of the mailbox, at its place. */
export type ReceivedMessage = OpenedMessage & { seq: number };

/** A page of the mailbox (profile §7). */
export interface SyncPage {
  nextCursor: number;
  hasMore: boolean;
  messages: ReceivedMessage[];
  notices: DeliveryNotice[];
}

/** Messages of a conversation, the newest first. It may be shorter than asked for; without `hasMore` there are no older ones. */
export interface HistoryPage {
  messages: OpenedMessage[];
  hasMore: boolean;
}

/** Opens one message. A failure is part of the result: one bad message never hides the others. */
export async function openMessage(message: Message, me: UserSecret, keys: SenderKeys): Promise<OpenedMessage> {
  try {
    return { message, ...(await openFrom(message, me, keys)) };
  } catch (error) {
    return { message, problem: asError(error) };
  }
}

/** Throws what keeps the sender's keys from being had, if that passes: opened again later, the message may be verified. */
export function throwIfKeysAreAway({ unverifiedBecause: why }: OpenedMessage): void {
  if (why?.reason === 'no_keys' && isPassing(why.error)) throw why.error;
}

/** Opens all messages of a page. */
export async function openPage(page: SyncResponse, me: UserSecret, keys: SenderKeys): Promise<SyncPage> {
  const messages = await Promise.all(
    page.messages.map(async (message) => ({ seq: message.seq, ...(await openMessage(message, me, keys)) })),
  );
  return { nextCursor: page.next_cursor, hasMore: page.has_more, messages, notices: page.notices };
}
