import type { Queryable } from '../database.js';
import { MailboxRows } from '../internal/mailbox-rows.js';
import { type NewNotice, writeNotices } from '../internal/notices.js';
import { bigintArray, textArray } from '../internal/pg-array.js';
import type { MailboxGrowth } from '../write/types.js';

/** An outbox row that will not be delivered, and why. */
export interface GivenUp {
  id: string;
  code: string;
  detail: string;
}

/** What a statement tells of a row that a notice is written about. */
export interface Failed {
  user_id: number;
  address: string;
  message_id: string;
  conversation_id: string;
  domain: string;
  recipients: string;
  attempts: number;
  code: string;
  detail: string;
}

/** $1 rows, $2 codes, $3 details, $4 1 where this was a try. Rows that are gone are passed over. */
export const GIVE_UP = `
  with gone as (
    delete from outbox o using unnest($1::bigint[], $2::text[], $3::text[]) as n(id, code, detail)
     where o.id = n.id
    returning o.message_id, o.conversation_id, o.domain, o.recipients, o.attempts + $4::int as attempts, n.code, n.detail),
  marked as (
    update deliveries d set state = 'failed', attempts = g.attempts, last_code = g.code, last_detail = g.detail
      from gone g where d.message_id = g.message_id and d.domain = g.domain)
  select u.user_id, u.address, g.message_id::text, g.conversation_id::text, g.domain, g.recipients, g.attempts, g.code, g.detail
    from gone g join messages m on m.message_id = g.message_id join users u on u.address = m.sender`;

/** Takes rows out of the outbox as failed, and tells their senders. @returns mailboxes that grew */
export async function giveUp(
  tx: Queryable,
  rows: readonly GivenUp[],
  { now, tried }: { now: number; tried: boolean },
): Promise<MailboxGrowth[]> {
  return tellSenders(tx, await takeOut(tx, rows, tried), now);
}

/** Takes rows out of the outbox as failed. @returns what their senders are to be told */
export async function takeOut(tx: Queryable, rows: readonly GivenUp[], tried: boolean): Promise<Failed[]> {
  if (rows.length === 0) return [];
  const sorted = [...rows].sort((a, b) => Number(a.id) - Number(b.id));
  return tx.query<Failed>('outbox-give-up', GIVE_UP, [
    bigintArray(sorted.map(({ id }) => Number(id))),
    textArray(sorted.map(({ code }) => code)),
    textArray(sorted.map(({ detail }) => detail)),
    tried ? 1 : 0,
  ]);
}

/** Writes a notice for each, once per message and domain. @returns mailboxes that grew */
export async function tellSenders(tx: Queryable, failed: readonly Failed[], now: number): Promise<MailboxGrowth[]> {
  if (failed.length === 0) return [];
  const mailboxes = new MailboxRows();
  const notices = failed.map((row): NewNotice => ({
    userId: row.user_id,
    messageId: row.message_id,
    conversationId: row.conversation_id,
    domain: row.domain,
    recipients: row.recipients.split(','),
    code: row.code,
    detail: row.detail,
    attempts: row.attempts,
    createdAt: now,
  }));
  await writeNotices(tx, notices, mailboxes);
  const grown = await mailboxes.write(tx);
  const addresses = new Map(failed.map(({ user_id, address }) => [user_id, address]));
  return [...grown].map(([userId, seq]) => ({ userId: addresses.get(userId) ?? '', seq }));
}
