import type { Database, Queryable } from '../database.js';
import { conversationLockKey, LOCK_FOR_WRITING } from '../internal/locks.js';
import { bigintArray, bigintHexArray, textArray, uuidArray } from '../internal/pg-array.js';
import { count, type Counts, type ErasedUser, type StepOptions } from './counts.js';

interface Entry {
  seq: number;
  messageId: string;
  noticeId: number | null;
}

/** $1 user, $2 cursor, $3 how many. */
const ENTRIES = `
  select seq, message_id::text as "messageId", notice_id as "noticeId" from mailbox_entries
   where user_id = $1 and seq > $2::bigint order by seq limit $3::int`;

/** Of a message `m`: a local user is among its participants, so it stays. */
export const HELD = `
  exists (select 1 from json_array_elements_text((m.envelope::json) -> 'participants') p join users u on u.address = p)`;

/** $1 messages. */
const MESSAGES = `
  select i.id::text, m.conversation_id::text as conversation, ${HELD} as held,
         exists (select 1 from deliveries d where d.message_id = i.id and d.state = 'queued') as queued
    from unnest($1::uuid[]) as i(id) join messages m on m.message_id = i.id`;

export interface MessageState {
  id: string;
  conversation: string;
  held: boolean;
  /** Still to be delivered to another domain. */
  queued: boolean;
}

/** What becomes of messages: those that are there. */
export function statesOf(tx: Queryable, ids: readonly string[]): Promise<MessageState[]> {
  return tx.query<MessageState>('erasure-messages', MESSAGES, [uuidArray([...ids].sort())]);
}

/**
 * Empties a mailbox, and removes the messages that nobody else here has. One that still waits for another domain stays, with its entry.
 * @param after the number to go on after
 * @returns how far it came, and whether that is the end
 */
export async function eraseMailbox(
  db: Database,
  user: ErasedUser,
  { batch, removed, isStopping, after }: StepOptions & { after: number },
): Promise<{ cursor: number; through: boolean }> {
  let cursor = after;
  for (let more = true; more;) {
    const { counts, entries } = await db.transaction('erasure-mailbox', async (tx) => {
      const counts: Counts = {};
      const entries = await tx.query<Entry>('erasure-entries', ENTRIES, [user.userId, cursor, batch]);
      await removeEntries(tx, user, entries, counts);
      return { counts, entries };
    });
    for (const [table, rows] of Object.entries(counts)) count(removed, table, rows);
    cursor = entries.at(-1)?.seq ?? cursor;
    more = entries.length === batch;
    if (more && isStopping()) return { cursor, through: false };
  }
  return { cursor, through: true };
}

/** How many entries are left: of messages that wait for other domains, once the mailbox was gone through. */
export async function entriesLeft(db: Queryable, { userId }: ErasedUser): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    'erasure-entries-left',
    'select count(*)::int as n from mailbox_entries where user_id = $1',
    [userId],
  );
  return row?.n ?? 0;
}

async function removeEntries(
  tx: Queryable,
  user: ErasedUser,
  entries: readonly Entry[],
  counts: Counts,
): Promise<void> {
  if (entries.length === 0) return;
  const ids = [...new Set(entries.map(({ messageId }) => messageId))];
  const before = await statesOf(tx, ids);
  await lockConversations(
    tx,
    before.map(({ conversation }) => conversation),
  );
  // Again, now that no writer is at work on these conversations.
  const states = await statesOf(tx, ids);
  const waiting = new Set(states.filter(({ held, queued }) => queued && !held).map(({ id }) => id));
  const gone = states.filter(({ held, queued }) => !held && !queued).map(({ id }) => id);
  const leaving = entries.filter(({ messageId, noticeId }) => noticeId !== null || !waiting.has(messageId));
  await removeNotices(
    tx,
    user,
    leaving.map(({ messageId }) => messageId),
    counts,
  );
  await removeMessages(tx, gone, counts);
  const rows = await tx.query(
    'erasure-entries-gone',
    `delete from mailbox_entries e using unnest($2::bigint[]) as n(seq) where e.user_id = $1 and e.seq = n.seq returning 1`,
    [user.userId, bigintArray(leaving.map(({ seq }) => seq))],
  );
  count(counts, 'mailbox_entries', rows.length);
}

/** Waits for writers of these conversations, and keeps others away until the end of the transaction. */
export async function lockConversations(tx: Queryable, conversations: readonly string[]): Promise<void> {
  const keys = [...new Set(conversations.map(conversationLockKey))].sort();
  await tx.query('write-lock', LOCK_FOR_WRITING, [bigintHexArray(keys), textArray([])]);
}

/** The user's notices about these messages: found by those, because one that was written while the erasure began has no entry. */
export async function removeNotices(
  tx: Queryable,
  { userId }: ErasedUser,
  messages: readonly string[],
  counts: Counts,
): Promise<void> {
  if (messages.length === 0) return;
  const rows = await tx.query(
    'erasure-notices',
    `delete from notices n using unnest($2::uuid[]) as i(id) where n.message_id = i.id and n.user_id = $1 returning 1`,
    [userId, uuidArray([...new Set(messages)].sort())],
  );
  count(counts, 'notices', rows.length);
}

/** A receipt goes with the last delivery that it is about. */
const DELIVERIES = `
  delete from deliveries d using unnest($1::uuid[]) as i(id) where d.message_id = i.id returning d.receipt_id as "receiptId"`;
const RECEIPTS = `
  delete from receipts r using unnest($1::bigint[]) as i(id)
   where r.receipt_id = i.id
     and not exists (select 1 from unnest(r.message_ids) m
                       join deliveries d on d.message_id = m and d.domain = r.domain where d.receipt_id = r.receipt_id)
  returning 1`;

/** Messages with all that is only about them. The conversations' locks are held. */
export async function removeMessages(tx: Queryable, ids: readonly string[], counts: Counts): Promise<void> {
  if (ids.length === 0) return;
  const list = uuidArray([...ids].sort());
  const deliveries = await tx.query<{ receiptId: number | null }>('erasure-deliveries', DELIVERIES, [list]);
  const receiptIds = [...new Set(deliveries.flatMap(({ receiptId }) => receiptId ?? []))].sort((a, b) => a - b);
  const receipts =
    receiptIds.length === 0 ? [] : await tx.query('erasure-receipts', RECEIPTS, [bigintArray(receiptIds)]);
  await tx.query(
    'erasure-edits',
    'delete from edit_counts e using unnest($1::uuid[]) as i(id) where e.original_id = i.id',
    [list],
  );
  const messages = await tx.query(
    'erasure-messages-gone',
    'delete from messages m using unnest($1::uuid[]) as i(id) where m.message_id = i.id returning 1',
    [list],
  );
  count(counts, 'deliveries', deliveries.length);
  count(counts, 'receipts', receipts.length);
  count(counts, 'messages', messages.length);
}
