/** What a reader sees: originals in the order they came, each with the newest of its edits. Pure. */
import type { Message } from '@iimp/proto/types';
import type { MessageAttachment } from '@iimp/crypto/attachment';
import type { DecryptedMessage } from '@iimp/crypto/message';
import type { OpenedMessage } from './received.js';

export interface TimelineEntry {
  /** The original's. */
  messageId: string;
  conversationId: string;
  sender: string;
  sentAt: number;
  /** Of the newest edit, or of the original. */
  text: string;
  /** Of the original. */
  attachments: readonly MessageAttachment[];
  edits: number;
  verified: 'verified' | 'unverified';
}

interface Edit {
  message: Message;
  content: DecryptedMessage;
}

export interface Timeline {
  readonly entries: ReadonlyMap<string, TimelineEntry>;
  /** `message_id`s of the edits that came, by original: one that comes again counts once. */
  readonly editIds: ReadonlyMap<string, readonly string[]>;
  /** Edits whose original has not come, by its id: of a conversation that is read backwards, they come first. Missing in a timeline of an older SDK. */
  readonly early?: ReadonlyMap<string, readonly Edit[]>;
}

export const EMPTY_TIMELINE: Timeline = { entries: new Map(), editIds: new Map(), early: new Map() };

/**
 * The timeline with one more message, in whatever order they come. Messages that could not be read, and edits by somebody else than the original's
 * sender or in another conversation, change nothing.
 */
export function addToTimeline(timeline: Timeline, { message, content }: OpenedMessage): Timeline {
  if (!content) return timeline;
  return message.reference === null
    ? addOriginal(timeline, message, content)
    : addEdit(timeline, message.reference, { message, content });
}

function addOriginal(
  timeline: Timeline,
  message: Message,
  { text, attachments, verified }: DecryptedMessage,
): Timeline {
  const { message_id: messageId, conversation_id: conversationId, sender, timestamp: sentAt } = message;
  if (timeline.entries.has(messageId)) return timeline;
  const entry = { messageId, conversationId, sender, sentAt, text, attachments, edits: 0, verified };
  const early = new Map(timeline.early);
  early.delete(messageId);
  const edits = timeline.early?.get(messageId) ?? [];
  const withOriginal = { ...timeline, early, entries: new Map(timeline.entries).set(messageId, entry) };
  return edits.reduce<Timeline>((all, edit) => addEdit(all, messageId, edit), withOriginal);
}

function addEdit(timeline: Timeline, reference: string, edit: Edit): Timeline {
  const original = timeline.entries.get(reference);
  const { message_id, sender, conversation_id } = edit.message;
  if (!original) {
    const before = timeline.early?.get(reference) ?? [];
    if (before.some(({ message }) => message.message_id === message_id)) return timeline;
    return { ...timeline, early: new Map(timeline.early).set(reference, [...before, edit]) };
  }
  if (original.sender !== sender || original.conversationId !== conversation_id) return timeline;
  const before = timeline.editIds.get(reference) ?? [];
  if (before.includes(message_id)) return timeline;
  const isNewest = before.every((id) => id < message_id);
  const shown = isNewest ? { text: edit.content.text, verified: edit.content.verified } : {};
  return {
    ...timeline,
    entries: new Map(timeline.entries).set(reference, { ...original, ...shown, edits: original.edits + 1 }),
    editIds: new Map(timeline.editIds).set(reference, [...before, message_id]),
  };
}
