import type { DeliveryNotice, Message, SyncResponse, UserKeysDocument } from '@iimp/proto/types';
import { type DecryptedMessage, decryptMessage } from '@iimp/crypto/message';
import type { UserSecret } from '@iimp/crypto/secret';

/** A message, opened. */
export interface OpenedMessage {
  message: Message;
  /** Absent when it could not be opened, or its signature is wrong: then `problem` says why. */
  content?: DecryptedMessage;
  problem?: Error;
}

/** A message of the mailbox, at its place. */
export interface ReceivedMessage extends OpenedMessage {
  seq: number;
}

/** A page of the mailbox (profile §7). */
export interface SyncPage {
  nextCursor: number;
  hasMore: boolean;
  messages: ReceivedMessage[];
  notices: DeliveryNotice[];
}

/** Looks up the keys that a signature is checked by; rejects when they cannot be had or trusted. */
export type SenderKeys = (address: string) => Promise<UserKeysDocument>;

/** Opens one message. A failure is part of the result: one bad message never hides the others. */
export async function openMessage(message: Message, me: UserSecret, senderKeys: SenderKeys): Promise<OpenedMessage> {
  try {
    const keys = message.sender === me.address ? undefined : await senderKeys(message.sender);
    return { message, content: await decryptMessage(message, me, keys) };
  } catch (error) {
    return { message, problem: error instanceof Error ? error : new Error(String(error)) };
  }
}

export async function openPage(page: SyncResponse, me: UserSecret, senderKeys: SenderKeys): Promise<SyncPage> {
  const messages = await Promise.all(
    page.messages.map(async (message) => ({ seq: message.seq, ...(await openMessage(message, me, senderKeys)) })),
  );
  return { nextCursor: page.next_cursor, hasMore: page.has_more, messages, notices: page.notices };
}
