import type { Database } from '../database.js';
import { uuidArray } from '../internal/pg-array.js';
import { count, type ErasedUser, type StepOptions } from './counts.js';
import { lockConversations } from './mailbox.js';

/** $1 conversations that nobody here is or was a member of. */
const ABANDONED = `
  delete from conversations c using unnest($1::uuid[]) as i(id)
   where c.conversation_id = i.id
     and not exists (select 1 from conversation_members m
                      where uuid_send(m.conversation_id) = uuid_send(i.id))
  returning 1`;

/**
 * Takes a user out of all conversations, and removes those in which nobody else of this deployment ever was.
 * @returns false when it was asked to stop before
 */
export async function eraseConversations(
  db: Database,
  user: ErasedUser,
  { batch, removed, isStopping }: StepOptions,
): Promise<boolean> {
  for (let more = true; more;) {
    const [left, abandoned] = await db.transaction('erasure-conversations', async (tx) => {
      const rows = await tx.query<{ id: string }>(
        'erasure-memberships',
        `select conversation_id::text as id from conversation_members where user_id = $1 order by conversation_id limit $2`,
        [user.userId, batch],
      );
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return [0, 0];
      await lockConversations(tx, ids);
      await tx.query(
        'erasure-leave',
        `delete from conversation_members m using unnest($2::uuid[]) as i(id)
          where m.user_id = $1 and m.conversation_id = i.id`,
        [user.userId, uuidArray(ids)],
      );
      const gone = await tx.query('erasure-abandoned', ABANDONED, [uuidArray(ids)]);
      return [ids.length, gone.length];
    });
    count(removed, 'conversation_members', left);
    count(removed, 'conversations', abandoned);
    more = left === batch;
    if (more && isStopping()) return false;
  }
  return true;
}
