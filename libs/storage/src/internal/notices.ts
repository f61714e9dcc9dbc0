import type { Queryable } from '../database.js';
import type { MailboxRows } from './mailbox-rows.js';
import { bigintArray, intArray, textArray, uuidArray } from './pg-array.js';

export interface NewNotice {
  /** The sender, who gets it. */
  userId: number;
  messageId: string;
  conversationId: string;
  domain: string;
  recipients: readonly string[];
  code: string;
  detail: string;
  attempts: number;
  createdAt: number;
}

/** One notice for a message and domain, ever: a second one is passed over. */
export const INSERT_NOTICES = `
  insert into notices (user_id, message_id, conversation_id, domain, recipients, code, detail, attempts, created_at)
  select user_id, message_id, conversation_id, domain, string_to_array(recipients, ','), code, detail, attempts, created_at
    from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::bigint[])
      as n(user_id, message_id, conversation_id, domain, recipients, code, detail, attempts, created_at)
      on conflict (message_id, domain) do nothing
  returning notice_id, user_id, message_id::text`;

/** Writes notices, and adds those that are new to the mailboxes' rows. */
export async function writeNotices(
  tx: Queryable,
  notices: readonly NewNotice[],
  mailboxes: MailboxRows,
): Promise<void> {
  if (notices.length === 0) return;
  const sorted = [...notices].sort((a, b) => compare(a.messageId, b.messageId) || compare(a.domain, b.domain));
  const written = await tx.query<{ notice_id: number; user_id: number; message_id: string }>(
    'notices-insert',
    INSERT_NOTICES,
    [
      bigintArray(sorted.map((n) => n.userId)),
      uuidArray(sorted.map((n) => n.messageId)),
      uuidArray(sorted.map((n) => n.conversationId)),
      textArray(sorted.map((n) => n.domain)),
      textArray(sorted.map((n) => n.recipients.join(','))),
      textArray(sorted.map((n) => n.code)),
      textArray(sorted.map((n) => n.detail)),
      intArray(sorted.map((n) => n.attempts)),
      bigintArray(sorted.map((n) => n.createdAt)),
    ],
  );
  for (const { notice_id, user_id, message_id } of written)
    mailboxes.add(user_id, { messageId: message_id, noticeId: notice_id });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
