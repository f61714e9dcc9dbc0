/**
 * Messages of which a user who is erased has no entry: who wrote them had read the user before the erasure began, and found no mailbox to
 * enter them into after that. They are found by their conversations. Once the transactions of such writers are over, no more come.
 */
import type { Database, Queryable } from '../database.js';
import { MESSAGE_ORDER } from '../internal/index-order.js';
import { uuidArray } from '../internal/pg-array.js';
import type { Counts, ErasedUser } from './counts.js';
import { HELD, type MessageState, removeMessages, removeNotices, statesOf } from './mailbox.js';

export const FIRST_UUID = '00000000-0000-0000-0000-000000000000';
/** Messages that are looked at in one statement. */
const PAGE = 1_000;
/** The clocks of who writes and who erases differ, and a writer may have waited for its turn. */
const MARGIN_MS = 86_400_000;

/**
 * $1 user, $2 conversation, $3 message to go on after, $4 how many, $5 since when. `suspect`: nobody here is a participant any more, or
 * the user has a notice about it. The CASE keeps the search out of texts from before.
 */
const LOOK = `
  select m.message_id::text as id,
         case when m.created_at >= $5::bigint
              then not ${HELD}
                   or exists (select 1 from notices n where n.message_id = m.message_id and n.user_id = $1::bigint)
              else false end as suspect
    from messages m
   where m.conversation_id = $2::uuid and ${MESSAGE_ORDER} > uuid_send($3::uuid)
   order by ${MESSAGE_ORDER} limit $4::int`;

/** Messages of these conversations that the user may have no entry of. */
export async function suspectsIn(
  db: Database,
  { userId, begunAt }: ErasedUser,
  conversations: readonly string[],
): Promise<string[]> {
  const suspects: string[] = [];
  for (const conversation of conversations) {
    let after = FIRST_UUID;
    for (let more = true; more;) {
      const values = [userId, conversation, after, PAGE, begunAt - MARGIN_MS];
      const page = await db.query<{ id: string; suspect: boolean }>('erasure-look', LOOK, values);
      for (const { id, suspect } of page) if (suspect) suspects.push(id);
      after = page.at(-1)?.id ?? after;
      more = page.length === PAGE;
    }
  }
  return suspects;
}

/** $1 user, $2 messages. "not in" looks up in a table of hashes, where a join would read the mailbox for each. */
const WITHOUT_ENTRY = `
  select i.id::text as id from unnest($2::uuid[]) as i(id)
   where i.id not in (select e.message_id from mailbox_entries e where e.user_id = $1::bigint)`;

/**
 * Removes those of these messages that the user has no entry of and nobody else here has. The conversations' locks are held.
 * @returns those that stay, because they still wait for another domain
 */
export async function removeMissed(
  tx: Queryable,
  user: ErasedUser,
  suspects: readonly string[],
  counts: Counts,
): Promise<MessageState[]> {
  if (suspects.length === 0) return [];
  const rows = await tx.query<{ id: string }>('erasure-without-entry', WITHOUT_ENTRY, [
    user.userId,
    uuidArray([...suspects].sort()),
  ]);
  const missed = rows.map(({ id }) => id);
  const alone = (await statesOf(tx, missed)).filter(({ held }) => !held);
  const gone = alone.filter(({ queued }) => !queued).map(({ id }) => id);
  await removeNotices(tx, user, missed, counts);
  await removeMessages(tx, gone, counts);
  return alone.filter(({ queued }) => queued);
}
