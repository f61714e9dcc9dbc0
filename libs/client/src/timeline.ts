/** What a reader sees: originals in the order they came, each with the newest of its edits. Pure. */
import type { OpenedMessage } from './received.js';

export interface TimelineEntry {
  /** The original's. */
  messageId: string;
  conversationId: string;
  sender: string;
  sentAt: number;
  /** Of the newest edit, or of the original. */
  text: string;
  edits: number;
  verified: 'verified' | 'unverified';
}

export interface Timeline {
  readonly entries: ReadonlyMap<string, TimelineEntry>;
  /** `message_id`s of the edits that came, by original: one that comes again counts once. */
  readonly editIds: ReadonlyMap<string, readonly string[]>;
}

export const EMPTY_TIMELINE: Timeline = { entries: new Map(), editIds: new Map() };

/**
 * The timeline with one more message. Messages that could not be read, and edits whose original is not in the timeline
 * or has another sender, leave it as it is.
 */
export function addToTimeline(timeline: Timeline, { message, content }: OpenedMessage): Timeline {
  if (!content) return timeline;
  const { message_id, conversation_id, sender, timestamp, reference } = message;
  if (reference === null) {
    const entry = { messageId: message_id, conversationId: conversation_id, sender, sentAt: timestamp, edits: 0 };
    const entries = new Map(timeline.entries).set(message_id, {
      ...entry,
      text: content.text,
      verified: content.verified,
    });
    return timeline.entries.has(message_id) ? timeline : { ...timeline, entries };
  }
  const original = timeline.entries.get(reference);
  if (original?.sender !== sender || original.conversationId !== conversation_id) return timeline;
  const before = timeline.editIds.get(reference) ?? [];
  if (before.includes(message_id)) return timeline;
  const isNewest = before.every((id) => id < message_id);
  const shown = isNewest ? { text: content.text, verified: content.verified } : {};
  return {
    entries: new Map(timeline.entries).set(reference, { ...original, ...shown, edits: original.edits + 1 }),
    editIds: new Map(timeline.editIds).set(reference, [...before, message_id]),
  };
}
