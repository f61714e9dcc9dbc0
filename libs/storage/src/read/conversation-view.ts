import type { ConversationSummary } from '@iimp/proto/types';
import type { Database } from '../database.js';
import { MESSAGE_ORDER } from '../internal/index-order.js';
import { LAST_MESSAGE, PARTICIPANTS, PLACE } from '../internal/member-view.js';
import { isUuid } from '../internal/uuid.js';
import { messageJson } from '../internal/wire-json.js';

export interface MessagesPage {
  /** JSON text (Message) each, newest (greatest id) first. */
  messages: string[];
  /** `before` to go on with; undefined: there is nothing older. It may be there without a message. */
  next: string | undefined;
}

/** Messages of a conversation that are looked at for one page: one more than the longest page has (proto/openapi/client.yaml). */
const LOOKED_AT = 1_001;

/** Of one list of conversations. */
const MAX_LIST_BYTES = 4 * 1_048_576;

/** Conversations of a user (profile §7). A user who was removed still sees what it took part in, as it was then. */
export class ConversationView {
  constructor(private readonly db: Database) {}

  /** How many the user has, counted up to `most`: `list` reads all of them for each page. */
  async count(userId: string, most: number): Promise<number> {
    const [row] = await this.db.query<{ n: number }>('conversations-count', COUNT, [userId, most]);
    return row?.n ?? 0;
  }

  /**
   * The one with the newest message first; with `before`, those whose `last_message_id` is smaller. Of about `maxBytes`, and at least one:
   * a conversation may have 500 participants.
   */
  async list(
    userId: string,
    options: { limit: number; before?: string; maxBytes?: number },
  ): Promise<{ conversations: ConversationSummary[]; hasMore: boolean }> {
    const { limit, before = LAST_UUID, maxBytes = MAX_LIST_BYTES } = options;
    const rows = await this.db.query<ListedRow>('conversations-list', LIST, [userId, before, limit + 1, maxBytes]);
    const page = rows.slice(0, limit);
    return {
      conversations: page.map(({ ends: _, ...summary }) => summary),
      hasMore: rows.length > limit || page.at(-1)?.ends === true,
    };
  }

  /** `undefined` when it does not exist or the user never took part. */
  async find(userId: string, conversationId: string): Promise<ConversationSummary | undefined> {
    if (!isUuid(conversationId)) return undefined;
    const [row] = await this.db.query<ConversationSummary>('conversations-find', FIND, [userId, conversationId]);
    return row;
  }

  /**
   * Messages that the user is a participant of, among the next ones of the conversation: others may have written any number since the
   * user was removed, so about `maxBytes` and at most `lookAt` messages are looked at (at least one). `undefined` as for `find`.
   */
  async messages(
    userId: string,
    conversationId: string,
    options: { limit: number; before?: string; maxBytes: number; lookAt?: number },
  ): Promise<MessagesPage | undefined> {
    if (!(await this.find(userId, conversationId))) return undefined;
    const { limit, before = LAST_UUID, maxBytes, lookAt = LOOKED_AT } = options;
    const rows = await this.db.query<LookedAtRow>('conversations-messages', MESSAGES, [
      conversationId,
      before,
      mention(userId),
      limit + 1,
      lookAt,
      maxBytes,
    ]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      messages: page.flatMap(({ envelope, encrypted_keys }) =>
        envelope !== null && encrypted_keys !== null ? messageJson(envelope, encrypted_keys) : [],
      ),
      next: rows.length > limit || last?.ends ? last?.message_id : undefined,
    };
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

const SUMMARY = `c.conversation_id::text, ${PARTICIPANTS} as participants, ${LAST_MESSAGE}::text as last_message_id`;

/** $1 address, $2 most. */
export const COUNT = `
  select count(*)::int as n
    from (select 1 from users u join conversation_members m using (user_id) where u.address = $1 limit $2::bigint) counted`;

interface ListedRow extends ConversationSummary {
  /** The last one that there is room for. */
  ends: boolean;
}

/**
 * $1 address, $2 before, $3 how many, $4 bytes. Looks at all conversations of the user: hundreds, seldom more. One that shows its id for its last
 * message has another place, which that id stands for. OFFSET: participants of who was removed are read from a text, once.
 */
export const LIST = `
  with page as materialized (
    select user_id, m.conversation_id, ${PLACE} as place
      from users u join conversation_members m using (user_id) join conversations c using (conversation_id)
     where u.address = $1 and ${PLACE} < coalesce(
             (select ${PLACE} from users u join conversation_members m using (user_id) join conversations c using (conversation_id)
               where u.address = $1 and m.conversation_id = $2 and ${LAST_MESSAGE} = m.conversation_id), $2)
     order by place desc limit $3)
  select conversation_id, participants, last_message_id, so_far >= $4::bigint as ends
    from (select *, sum(octet_length(participants::text)) over (order by place desc rows unbounded preceding) as so_far
            from (select ${SUMMARY}, place
                    from page join users u using (user_id) join conversation_members m using (user_id, conversation_id)
                    join conversations c using (conversation_id) offset 0) summaries) counted
   where so_far - octet_length(participants::text) < $4::bigint
   order by place desc`;

export const FIND = `
  select ${SUMMARY}
    from users u join conversation_members m using (user_id) join conversations c using (conversation_id)
   where u.address = $1 and m.conversation_id = $2`;

interface LookedAtRow {
  message_id: string;
  /** Texts; null where it is not a message of the user. */
  envelope: string | null;
  encrypted_keys: string | null;
  /** The last one that was looked at, though there may be more. */
  ends: boolean;
}

/**
 * $1 conversation, $2 before, $3 mention, $4 how many, $5 and $6 messages and bytes to look at. Messages are read one after the other until
 * one of the three is reached. The CASE keeps the search out of texts that come after that.
 */
export const MESSAGES = `
  select message_id::text, case when mine then envelope end as envelope, case when mine then encrypted_keys end as encrypted_keys, ends
    from (select *, strpos(envelope, $3) > 0 as mine, n = $5::bigint or bytes >= $6::bigint as ends
            from (select *, row_number() over so_far as n,
                         sum(octet_length(envelope) + octet_length(encrypted_keys)) over so_far as bytes
                    from (select message_id, ${MESSAGE_ORDER} as place, envelope, encrypted_keys from messages
                           where conversation_id = $1 and ${MESSAGE_ORDER} < uuid_send($2::uuid)
                           order by ${MESSAGE_ORDER} desc limit $5::bigint) candidates
                  window so_far as (order by place desc rows unbounded preceding)) counted) looked_at
   where case when bytes - octet_length(envelope) - octet_length(encrypted_keys) < $6::bigint then mine or ends end
   order by place desc limit $4`;

const MESSAGE = 'select envelope, encrypted_keys from messages where message_id = $1 and strpos(envelope, $2) > 0';
