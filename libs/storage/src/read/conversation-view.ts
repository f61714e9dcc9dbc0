import type { ConversationSummary } from '@iimp/proto/types';
import type { Database } from '../database.js';
import { MESSAGE_ORDER } from '../internal/index-order.js';
import { isUuid } from '../internal/uuid.js';
import { messageJson } from '../internal/wire-json.js';

/** Conversations of a user (profile §7). A user who was removed still sees what it took part in. */
export class ConversationView {
  constructor(private readonly db: Database) {}

  /** The one with the newest message first; with `before`, those whose `last_message_id` is smaller. */
  async list(
    userId: string,
    options: { limit: number; before?: string },
  ): Promise<{ conversations: ConversationSummary[]; hasMore: boolean }> {
    const { limit, before = LAST_UUID } = options;
    const rows = await this.db.query<ConversationSummary>('conversations-list', LIST, [userId, before, limit + 1]);
    return { conversations: rows.slice(0, limit), hasMore: rows.length > limit };
  }

  /** `undefined` when it does not exist or the user never took part. */
  async find(userId: string, conversationId: string): Promise<ConversationSummary | undefined> {
    if (!isUuid(conversationId)) return undefined;
    const [row] = await this.db.query<ConversationSummary>('conversations-find', FIND, [userId, conversationId]);
    return row;
  }

  /** Messages that the user is a participant of, newest (greatest id) first, as JSON text (Message) each. */
  async messages(
    userId: string,
    conversationId: string,
    options: { limit: number; before?: string; maxBytes: number },
  ): Promise<{ messages: string[]; hasMore: boolean } | undefined> {
    if (!(await this.find(userId, conversationId))) return undefined;
    const { limit, before = LAST_UUID, maxBytes } = options;
    const rows = await this.db.query<{ envelope: string | null; encrypted_keys: string | null }>(
      'conversations-messages',
      MESSAGES,
      [conversationId, before, mention(userId), limit + 1, maxBytes],
    );
    const messages: string[] = [];
    for (const { envelope, encrypted_keys } of rows.slice(0, limit)) {
      if (envelope === null || encrypted_keys === null) break;
      messages.push(messageJson(envelope, encrypted_keys));
    }
    return { messages, hasMore: rows.length > messages.length };
  }

  /** One message as JSON text, if the user is a participant of it. */
  async message(userId: string, messageId: string): Promise<string | undefined> {
    if (!isUuid(messageId)) return undefined;
    const [row] = await this.db.query<{ envelope: string; encrypted_keys: string }>('conversations-message', MESSAGE, [
      messageId,
      mention(userId),
    ]);
    return row && messageJson(row.envelope, row.encrypted_keys);
  }
}

/** Greater than every UUIDv7. */
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** How an envelope mentions a participant: as a JSON string. Nothing else in it can look so: no other member holds an `@`. */
function mention(address: string): string {
  return JSON.stringify(address);
}

const SUMMARY = `c.conversation_id::text, c.participants, c.set_by::text as last_message_id`;

/** $1 address, $2 before, $3 how many. Reads all conversations of the user: hundreds, seldom more. */
export const LIST = `
  select ${SUMMARY}
    from users u join conversation_members m using (user_id) join conversations c using (conversation_id)
   where u.address = $1 and c.set_by < $2 order by c.set_by desc limit $3`;

export const FIND = `
  select ${SUMMARY}
    from users u join conversation_members m using (user_id) join conversations c using (conversation_id)
   where u.address = $1 and m.conversation_id = $2`;

/** $1 conversation, $2 before, $3 mention, $4 how many, $5 bytes: a message after so many comes without its texts. */
export const MESSAGES = `
  select case when before = 0 or before < $5::bigint then envelope end as envelope,
         case when before = 0 or before < $5::bigint then encrypted_keys end as encrypted_keys
    from (select message_id, envelope, encrypted_keys,
                 sum(octet_length(envelope) + octet_length(encrypted_keys)) over (order by message_id desc)
                   - (octet_length(envelope) + octet_length(encrypted_keys)) as before
            from (select message_id, envelope, encrypted_keys from messages
                   where conversation_id = $1 and ${MESSAGE_ORDER} < uuid_send($2::uuid) and strpos(envelope, $3) > 0
                   order by ${MESSAGE_ORDER} desc limit $4) newest) t
   order by message_id desc`;

const MESSAGE = 'select envelope, encrypted_keys from messages where message_id = $1 and strpos(envelope, $2) > 0';
