import type { Database, Queryable } from '../database.js';
import { uuidArray } from '../internal/pg-array.js';
import { count, type Counts, type ErasedUser, type StepOptions } from './counts.js';
import { lockConversations } from './mailbox.js';
import { FIRST_UUID, removeMissed, suspectsIn } from './missed.js';

/** $1 user, $2 conversation to go on after, $3 how many. */
const MEMBERSHIPS = `
  select conversation_id::text as id from conversation_members
   where user_id = $1 and conversation_id > $2::uuid order by conversation_id limit $3`;

/** $1 conversations that nobody here is or was a member of. */
const ABANDONED = `
  delete from conversations c using unnest($1::uuid[]) as i(id)
   where c.conversation_id = i.id
     and not exists (select 1 from conversation_members m
                      where uuid_send(m.conversation_id) = uuid_send(i.id))
  returning 1`;

/**
 * Takes a user out of all conversations, with the messages in them that the user's mailbox does not tell of, and removes those in which
 * nobody else of this deployment ever was. Where such a message still waits for another domain, the membership stays: it leads to it.
 * @returns whether that is the end, and how many messages wait; false when it was asked to stop before
 */
export async function eraseConversations(
  db: Database,
  user: ErasedUser,
  { batch, removed, isStopping }: StepOptions,
): Promise<{ through: boolean; waiting: number }> {
  let waiting = 0;
  let after = FIRST_UUID;
  for (let more = true; more;) {
    const rows = await db.query<{ id: string }>('erasure-memberships', MEMBERSHIPS, [user.userId, after, batch]);
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) break;
    const suspects = await suspectsIn(db, user, ids);
    const { counts, waits } = await db.transaction('erasure-conversations', async (tx) => {
      const counts: Counts = {};
      await lockConversations(tx, ids);
      const waits = await removeMissed(tx, user, suspects, counts);
      const kept = new Set(waits.map(({ conversation }) => conversation));
      await leave(
        tx,
        user,
        ids.filter((id) => !kept.has(id)),
        counts,
      );
      return { counts, waits: waits.length };
    });
    for (const [table, gone] of Object.entries(counts)) count(removed, table, gone);
    waiting += waits;
    after = ids.at(-1) ?? after;
    more = ids.length === batch;
    // Those that stay are no progress: a run that ended after them would never come to the others.
    if (more && counts['conversation_members'] && isStopping()) return { through: false, waiting };
  }
  return { through: true, waiting };
}

async function leave(tx: Queryable, { userId }: ErasedUser, ids: readonly string[], counts: Counts): Promise<void> {
  if (ids.length === 0) return;
  const left = await tx.query(
    'erasure-leave',
    `delete from conversation_members m using unnest($2::uuid[]) as i(id)
      where m.user_id = $1 and m.conversation_id = i.id returning 1`,
    [userId, uuidArray(ids)],
  );
  const abandoned = await tx.query('erasure-abandoned', ABANDONED, [uuidArray(ids)]);
  count(counts, 'conversation_members', left.length);
  count(counts, 'conversations', abandoned.length);
}
