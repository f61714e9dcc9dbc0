/**
 * What a database needs that was restored to an earlier state, before the services start on it.
 *
 * Clients have cursors, and other domains have answers, that were given out after that state. Nobody must take what comes for what was:
 *
 * - Each mailbox skips numbers that may have been given out. A client that was ahead goes on with the first new message and misses none;
 *   one that was not sees a gap in which there is nothing.
 * - Sessions end: a refresh token that was used up after that state would be good again, and one that is in use is not known.
 * - Leases end, and fencing tokens skip numbers: a worker that should still run somewhere marks nothing.
 *
 * The outbox is right as it is: what was delivered after that state is delivered again, and is a duplicate to who took it.
 */
import { audit } from './audit.js';
import type { Database } from './database.js';

/** More than a mailbox, or all leases, can have grown by between a backup and a restore. */
const SKIPPED = 1_000_000;
const AT_ONCE = 2_000;

export interface Restored {
  mailboxes: number;
  sessions: number;
  leases: number;
  fetches: number;
}

const MAILBOXES = `
  with chosen as (select user_id from mailboxes where user_id > $1::bigint order by user_id limit $2::int for update)
  update mailboxes m set last_seq = last_seq + ${SKIPPED} from chosen c where m.user_id = c.user_id
  returning m.user_id as last`;

const SESSIONS = `
  with chosen as (select token_hash from sessions where revoked_at is null and token_hash > $1::bytea order by token_hash limit $2::int)
  update sessions s set revoked_at = $3::bigint from chosen c where s.token_hash = c.token_hash
  returning s.token_hash as last`;

/** To be run once after a restore, while no service runs. Run twice, it skips twice as much, which does no harm. */
export async function afterRestore(db: Database, { actor, now }: { actor: string; now: number }): Promise<Restored> {
  const mailboxes = await inBatches<number>(0, (after) =>
    db.query<{ last: number }>('restored-mailboxes', MAILBOXES, [after, AT_ONCE]),
  );
  const sessions = await inBatches<Buffer>(Buffer.alloc(0), (after) =>
    db.query<{ last: Buffer }>('restored-sessions', SESSIONS, [after, AT_ONCE, now]),
  );
  return db.transaction('restored', async (tx) => {
    const leases = await tx.query('restored-leases', 'delete from leases returning 1');
    await tx.query('restored-tokens', `select setval('lease_tokens', nextval('lease_tokens') + ${SKIPPED})`);
    const fetches = await tx.query(
      'restored-fetches',
      `update attachment_fetches
          set worker = null, token = token + ${SKIPPED}, lease_expires_at = 0, next_attempt_at = least(next_attempt_at, $1)
        where worker is not null returning 1`,
      [now],
    );
    const restored = { mailboxes, sessions, leases: leases.length, fetches: fetches.length };
    await audit(tx, { at: now, actor, action: 'database.restored', subject: 'database', detail: { ...restored } });
    return restored;
  });
}

/** Rows come in no order: the greatest key is where the next batch begins. @returns how many rows */
async function inBatches<K extends number | Buffer>(
  first: K,
  next: (after: K) => Promise<{ last: K }[]>,
): Promise<number> {
  let rows = 0;
  for (let after = first; ;) {
    const done = await next(after);
    rows += done.length;
    if (done.length < AT_ONCE) return rows;
    after = done.reduce((max, { last }) => (isLess(max, last) ? last : max), after);
  }
}

function isLess(a: number | Buffer, b: number | Buffer): boolean {
  return typeof a === 'number' || typeof b === 'number' ? a < b : Buffer.compare(a, b) < 0;
}
