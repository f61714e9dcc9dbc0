import type { ConversationSummary } from '@iimp/proto/types';
import type { Database } from '../database.js';
import { pending } from '../internal/pending.js';

/** Conversations of a user (profile §7). A user who was removed still sees what it took part in. */
export class ConversationView {
  constructor(private readonly db: Database) {}

  /** The one with the newest message first; with `before`, those whose `last_message_id` is smaller. */
  list(
    _userId: string,
    _options: { limit: number; before?: string },
  ): Promise<{ conversations: ConversationSummary[]; hasMore: boolean }> {
    return pending();
  }

  /** `undefined` when it does not exist or the user never took part. */
  find(_userId: string, _conversationId: string): Promise<ConversationSummary | undefined> {
    return pending();
  }

  /** Messages that the user is a participant of, newest (greatest id) first, as JSON text (Message) each. */
  messages(
    _userId: string,
    _conversationId: string,
    _options: { limit: number; before?: string; maxBytes: number },
  ): Promise<{ messages: string[]; hasMore: boolean } | undefined> {
    return pending();
  }

  /** One message as JSON text, if the user is a participant of it. */
  message(_userId: string, _messageId: string): Promise<string | undefined> {
    return pending();
  }
}
