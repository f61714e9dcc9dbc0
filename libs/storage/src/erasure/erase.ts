/**
 * Erasure of a user: everything that is only theirs goes, what others have of them stays, the address is never given out again.
 *
 * In one transaction the user stops existing: the row of `users` goes, a tombstone comes. From then on the address is that of an unknown
 * user for everybody: log-ins, key look-ups, senders near and far. Then transactions that may still have seen the user are waited for,
 * and the rest is removed in bounded batches under the user's former number, which nothing uses any more. Each batch can be done again,
 * and an erasure that was cut off goes on where it was: the tombstone says that it is not finished.
 */
import { audit } from '../audit.js';
import type { Database, Queryable } from '../database.js';
import { waitForReaders } from '../internal/readers.js';
import { eraseAttachments } from './attachments.js';
import { count, type Counts, type ErasedUser } from './counts.js';
import { eraseConversations } from './conversations.js';
import { entriesLeft, eraseMailbox } from './mailbox.js';

export interface Erasure {
  address: string;
  actor: string;
  begunAt: number;
  finishedAt: number | null;
}

/** What is left of it, and what a run removed. */
export interface ErasureReport extends Erasure {
  /** Rows by table that this run removed. */
  removed: Counts;
  /** Messages of the user that are still to be delivered to other domains: they are removed by a run after that. */
  waiting: number;
  /** Where to go on after, when it was asked to stop; null: it came to the end. */
  next: number | null;
}

export interface EraseOptions {
  address: string;
  actor: string;
  now: number;
  /** Entries in one transaction; default 200. */
  batch?: number;
  /** `next` of the run before that was asked to stop. Whatever it is, nothing is taken for erased that is not. */
  after?: number;
  /** Asked after a transaction that is not the last one: true ends the run, and another one goes on. */
  isStopping?: () => boolean;
  /** How long transactions of others are waited for, ms; default 60 s. */
  patienceMs?: number;
  /** Ends that wait: fires when the process stops. */
  signal?: AbortSignal | undefined;
}

const PAGE = 100;

/** Erases a user, or goes on with an erasure. `undefined`: there is and was no such user. */
export async function eraseUser(db: Database, options: EraseOptions): Promise<ErasureReport | undefined> {
  const removed: Counts = {};
  const tombstone = (await begin(db, options, removed)) ?? (await find(db, options.address));
  if (!tombstone) return undefined;
  // Who still took the user for one that exists may write rows for it until the end of its transaction.
  if (tombstone.finishedAt === null) await waitForReaders(db, 'users', options);
  return goOn(db, tombstone, options, removed);
}

/** Removes what is left of a user whom nobody takes for one that exists any more. */
async function goOn(
  db: Database,
  { userId, ...erasure }: Tombstone,
  options: EraseOptions,
  removed: Counts,
): Promise<ErasureReport> {
  const { now, batch = 200, after = 0, isStopping = () => false } = options;
  const { address, begunAt } = erasure;
  const report = { ...erasure, removed, waiting: 0, next: null };
  if (erasure.finishedAt !== null) return report;
  const user: ErasedUser = { address, userId, begunAt };
  const step = { batch, removed, isStopping };
  const mailbox = await eraseMailbox(db, user, { ...step, after });
  const stopped = { ...report, next: mailbox.cursor };
  if (!mailbox.through) return stopped;
  const conversations = await eraseConversations(db, user, step);
  if (!conversations.through || !(await eraseAttachments(db, user, { ...step, now }))) return stopped;
  const waiting = (await entriesLeft(db, user)) + conversations.waiting;
  if (waiting > 0) return { ...report, waiting };
  await finish(db, options, removed);
  return { ...report, finishedAt: now };
}

/** Erasures that are not finished, oldest first, after `after`. */
export function unfinishedErasures(db: Database, limit: number, after?: Tombstone): Promise<Tombstone[]> {
  return db.query<Tombstone>(
    'erasures-unfinished',
    `${SELECT} where finished_at is null and (begun_at, address) > ($1::bigint, $2::text) order by begun_at, address limit $3`,
    [after?.begunAt ?? -1, after?.address ?? '', limit],
  );
}

/**
 * Goes on with all erasures that are not finished, oldest first, in the name of who began them, until `signal` fires. One that waits, or
 * fails, keeps nobody from the others.
 * @throws ProblemError `unavailable`; AbortError; in the end an AggregateError, for those that failed
 */
export async function continueErasures(db: Database, now: number, signal?: AbortSignal, page = PAGE): Promise<void> {
  const failures: unknown[] = [];
  const isStopping = (): boolean => signal?.aborted === true;
  for (let found: Tombstone[] | undefined; !found || found.length === page;) {
    found = await unfinishedErasures(db, page, found?.at(-1));
    if (found.length === 0 || isStopping()) break;
    // Once for all of them, which had begun by now.
    await waitForReaders(db, 'users', { signal });
    for (const tombstone of found) {
      if (isStopping()) return;
      const { address, actor } = tombstone;
      await goOn(db, tombstone, { address, actor, now, isStopping }, {}).catch((error: unknown) =>
        failures.push(error),
      );
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `erasures that could not go on: ${failures.length}`);
}

/** Erased addresses, after `after`. */
export function erasedUsers(db: Database, options: { after?: string; limit: number }): Promise<Erasure[]> {
  return db.query<Erasure>(
    'erasures-list',
    `select address, actor, begun_at as "begunAt", finished_at as "finishedAt" from erased_users
      where address > $1 order by address limit $2`,
    [options.after ?? '', options.limit],
  );
}

export type Tombstone = Erasure & { userId: number };

const SELECT = `
  select address, user_id as "userId", actor, begun_at as "begunAt", finished_at as "finishedAt" from erased_users`;

async function find(db: Queryable, address: string): Promise<Tombstone | undefined> {
  const [tombstone] = await db.query<Tombstone>('erasure-find', `${SELECT} where address = $1`, [address]);
  return tombstone;
}

export const SESSIONS = 'delete from sessions where user_id = $1 returning 1';

/** The user ceases to exist. `undefined` when there is none. */
async function begin(
  db: Database,
  { address, actor, now }: EraseOptions,
  removed: Counts,
): Promise<Tombstone | undefined> {
  return db.transaction('erasure-begin', async (tx) => {
    const [user] = await tx.query<{ userId: number }>(
      'erasure-lock-user',
      'select user_id as "userId" from users where address = $1 for update',
      [address],
    );
    if (!user) return undefined;
    const { userId } = user;
    const sessions = await tx.query('erasure-sessions', SESSIONS, [userId]);
    await tx.query('erasure-counter', 'delete from mailboxes where user_id = $1', [userId]);
    await tx.query('erasure-user', 'delete from users where user_id = $1', [userId]);
    await tx.query(
      'erasure-tombstone',
      'insert into erased_users (address, user_id, actor, begun_at) values ($1, $2, $3, $4)',
      [address, userId, actor, now],
    );
    await audit(tx, { at: now, actor, action: 'user.erase', subject: address, detail: {} });
    count(removed, 'users', 1);
    count(removed, 'sessions', sessions.length);
    return { address, userId, actor, begunAt: now, finishedAt: null };
  });
}

async function finish(db: Database, { address, actor, now }: EraseOptions, removed: object): Promise<void> {
  await db.transaction('erasure-finish', async (tx) => {
    const rows = await tx.query(
      'erasure-finished',
      'update erased_users set finished_at = $2 where address = $1 and finished_at is null returning 1',
      [address, now],
    );
    // Another run may have been as far at the same time: one of them says so.
    if (rows.length > 0)
      await audit(tx, { at: now, actor, action: 'user.erased', subject: address, detail: { removed } });
  });
}
