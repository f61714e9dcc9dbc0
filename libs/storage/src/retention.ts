/**
 * Messages older than the retention period leave, a month at a time, and with them all that is only about them.
 *
 * A month is removed when its last moment is older than the period and a day (clocks of replicas differ): nothing of it is accepted any
 * more (`checkAge`), so what is gone cannot come back as new. First the rows that refer to its messages are removed in bounded batches:
 * mailbox entries and notices, counts of edits, receipts. When none is left, its partitions are detached and dropped, which costs no
 * more however many messages there are. A reader never sees an entry without its message. Numbers of a mailbox are not used again.
 * A month of which something still waits for another domain stays, and no run looks for what refers to it alone.
 *
 * Attachments go by themselves: those that no message named in the period, with their grants; their blobs after the restore window.
 *
 * A run may be cut off: the next one goes on with the walks through mailboxes and receipts where the last one was, and everything else
 * is found again at once.
 *
 * The audit log has an entry for each month, of the transaction that drops it, and one for all else that a run removes, of its first batch;
 * each other batch brings that up to date.
 */
import type { Database, Queryable } from './database.js';
import { count, type Counts } from './erasure/counts.js';
import { removeAged } from './erasure/attachments.js';
import { alone } from './internal/alone.js';
import { forgetAct, readAct, writeAct } from './internal/long-acts.js';
import { bigintArray } from './internal/pg-array.js';
import { monthOf, uuidFloor } from './internal/months.js';
import { countMonth, monthsBefore } from './internal/partitions.js';
import { dropMonths, failureOf, settledMonths } from './retention-months.js';
import { Removal } from './retention-removal.js';

export interface RetentionOptions {
  /** How long messages are kept, ms. */
  retentionMs: number;
  /** How long blobs stay in the store after their attachment is removed, ms. */
  restoreWindowMs: number;
  now: number;
  actor: string;
  /** Rows in one transaction; default 500. */
  batch?: number;
  /** Asked after each batch that got further: true ends the run, and another one goes on. */
  isStopping?: () => boolean;
  /** Fires when the process stops: what may take minutes is broken off, and another run goes on. */
  signal?: AbortSignal | undefined;
}

export interface RetentionReport {
  /** Messages and originals with an id from before are refused. */
  oldestAccepted: number;
  /** Months that were removed, or would be: `202601`. */
  months: string[];
  removed: Counts;
  /** False: it was asked to stop, and there may be more. */
  finished: boolean;
  /** Another process is at it: this run did nothing. */
  isUnderWay?: true;
}

/** See above. */
const MARGIN_MS = 86_400_000;
const ENTRIES_ACT = 'retention';
const RECEIPTS_ACT = 'retention-receipts';
/** How long a walk that was cut off may be gone on with. */
const WALK_MS = 86_400_000;
/** How long the messages of all months are counted one by one in a plan; those of the others are estimated. */
const PLAN_MS = 15_000;

type Period = Pick<RetentionOptions, 'now' | 'retentionMs'>;

/** The end of the months that are older than the period. */
const endOfOld = ({ now, retentionMs }: Period): number => monthOf(now - retentionMs - MARGIN_MS, 0).from;

/** Months that are older than the period. */
export function monthsDue(db: Database, period: Period): Promise<string[]> {
  return monthsBefore(db, endOfOld(period));
}

/** What a run would remove: nothing is changed. */
export async function planRetention(db: Database, options: RetentionOptions): Promise<RetentionReport> {
  const { now, retentionMs } = options;
  const cutoff = now - retentionMs - MARGIN_MS;
  const months = await monthsDue(db, options);
  const removed: Counts = {};
  const until = Date.now() + PLAN_MS;
  for (const month of months) count(removed, 'messages', await countMonth(db, month, until - Date.now()));
  const [aged] = await db.query<{ n: number }>(
    'retention-plan-attachments',
    `select count(*) as n from attachments where coalesce(named_at, created_at) < $1 and state <> 'pending'`,
    [cutoff],
  );
  count(removed, 'attachments', aged?.n ?? 0);
  return { oldestAccepted: now - retentionMs, months, removed, finished: true };
}

/**
 * Removes what is older than the period, unless another process is at it. Can be cut off and run again.
 * @throws in the end, when everything else is done, for months that could not be removed
 */
export async function runRetention(db: Database, options: RetentionOptions): Promise<RetentionReport> {
  const oldestAccepted = options.now - options.retentionMs;
  const report: RetentionReport = { oldestAccepted, months: [], removed: {}, finished: false };
  return (await alone(db, 'retention', () => run(db, options, report))) ?? { ...report, isUnderWay: true };
}

async function run(db: Database, options: RetentionOptions, report: RetentionReport): Promise<RetentionReport> {
  const { now, retentionMs, restoreWindowMs, actor, batch = 500, isStopping = () => false, signal } = options;
  const cutoff = now - retentionMs - MARGIN_MS;
  const { removed } = report;
  const removal = new Removal(db, options, removed);
  const floor = uuidFloor(endOfOld(options));
  const due = await monthsDue(db, options);
  // A walk is for all months below the floor, and who drops one looks again.
  const isWalking = (await cutOffAt(db, ENTRIES_ACT, { floor, now })) !== undefined;
  const months = isWalking ? due : await settledMonths(db, due, signal);
  if (signal?.aborted) return report;
  let failures: ReadonlyMap<string, unknown> = new Map();
  if (months.length > 0 || (await isOldInDefault(db, floor))) {
    const walk = { floor, batch, removal, isStopping, now };
    if (!(await removeEntries(db, walk)) || !(await removeReceipts(db, walk))) return report;
    for (const [table, text] of Object.entries(SWEEPS)) {
      for (let more = true; more;) {
        const rows = await removal.batch(async (tx) => {
          const gone = (await tx.query(`retention-${table}`, text, [floor, batch])).length;
          return [{ [table]: gone }, gone];
        });
        more = rows === batch;
        if (rows > 0 && isStopping()) return report;
      }
    }
    const onDropped = (month: string, messages: number): void => {
      count(removed, 'messages', messages);
      report.months.push(month);
    };
    const dropped = await dropMonths(db, months, { now, actor, isStopping, signal, onDropped });
    if (!dropped.through) return report;
    ({ failures } = dropped);
  }
  for (let more = true; more;) {
    more = await removal.batch(async (tx) => {
      const [seen, gone] = await removeAged(tx, { cutoff, batch, dueAt: now + restoreWindowMs });
      return [{ attachments: gone }, seen === batch && gone > 0];
    });
    if (more && isStopping()) return report;
  }
  if (failures.size > 0) throw failureOf(failures);
  // Another run looks at all of them again.
  for (const act of [ENTRIES_ACT, RECEIPTS_ACT]) await forgetAct(db, act);
  return { ...report, finished: true };
}

/** Messages that came with an id of a month that had no partition, and wait for no other domain. */
async function isOldInDefault(db: Database, floor: string): Promise<boolean> {
  const rows = await db.query(
    'retention-default',
    `select 1 from messages_default m
      where m.message_id < $1::uuid
        and not exists (select 1 from deliveries_default d where d.message_id = m.message_id and d.state = 'queued') limit 1`,
    [floor],
  );
  return rows.length > 0;
}

/** A walk through a table. */
interface Walk {
  floor: string;
  batch: number;
  removal: Removal;
  isStopping: () => boolean;
  now: number;
}

/** A walk of this floor that was cut off, and may be gone on with. */
async function cutOffAt<P>(db: Database, act: string, { floor, now }: Pick<Walk, 'floor' | 'now'>) {
  const before = await readAct<P>(db, act);
  return before?.run === floor && now - before.begunAt < WALK_MS ? before : undefined;
}

/** How many rows are looked at for each that may be removed in one transaction. */
const LOOK_AHEAD = 10;

/**
 * Walks through a table in steps, from where a walk that was cut off came to. A position says: up to here nothing is left that is only
 * about messages below the floor. False: it was asked to stop.
 */
async function walkThrough<P extends { through: boolean }>(
  db: Database,
  { floor, isStopping, now }: Walk,
  { act, start, step }: { act: string; start: P; step: (position: P) => Promise<P> },
): Promise<boolean> {
  const before = await cutOffAt<P>(db, act, { floor, now });
  const { position: from, begunAt } = before ?? { position: start, begunAt: now };
  for (let position = from; !position.through;) {
    position = await step(position);
    await writeAct(db, act, { run: floor, position, begunAt, touchedAt: now });
    if (isStopping()) return false;
  }
  return true;
}

/** $1 user and $2 number to go on after, $3 how many. In order of the primary key. */
const WALK_ENTRIES = `
  select user_id as "userId", seq, message_id::text as "messageId", notice_id as "noticeId" from mailbox_entries
   where (user_id, seq) > ($1::bigint, $2::bigint) order by user_id, seq limit $3::int`;

interface Entry {
  userId: number;
  seq: number;
  messageId: string;
  noticeId: number | null;
}

/** Removes entries of messages below the floor, with their notices. False: it was asked to stop. */
function removeEntries(db: Database, walk: Walk): Promise<boolean> {
  const { floor, batch, removal } = walk;
  const limit = batch * LOOK_AHEAD;
  return walkThrough<{ user: number; seq: number; through: boolean }>(db, walk, {
    act: ENTRIES_ACT,
    start: { user: 0, seq: 0, through: false },
    step: async ({ user, seq }) => {
      const found = await db.query<Entry>('retention-walk', WALK_ENTRIES, [user, seq, limit]);
      const old = found.filter(({ messageId }) => messageId < floor);
      for (let at = 0; at < old.length; at += batch) {
        const entries = old.slice(at, at + batch);
        await removal.batch(async (tx) => [await removeThese(tx, entries), undefined]);
      }
      const last = found.at(-1);
      return { user: last?.userId ?? user, seq: last?.seq ?? seq, through: found.length < limit };
    },
  });
}

/**
 * $1 below which messages leave, $2 receipt to go on after, $3 how many. To the end of the table, and each is looked into: a message may
 * be nearly as old as the period when it is sent and receipted, so how old a receipt is does not tell whether it leaves.
 */
export const WALK_RECEIPTS = `
  select receipt_id as id, $1::uuid > all (message_ids) as old from receipts
   where receipt_id > $2::bigint order by receipt_id limit $3::int`;

export const REMOVE_RECEIPTS = `
  delete from receipts r using unnest($1::bigint[]) as i(id) where r.receipt_id = i.id returning 1`;

/** Removes receipts with the newest message that they are about. False: it was asked to stop. */
function removeReceipts(db: Database, walk: Walk): Promise<boolean> {
  const { floor, batch, removal } = walk;
  const limit = batch * LOOK_AHEAD;
  return walkThrough<{ after: number; through: boolean }>(db, walk, {
    act: RECEIPTS_ACT,
    start: { after: 0, through: false },
    step: async ({ after }) => {
      const found = await db.query<{ id: number; old: boolean }>('retention-walk-receipts', WALK_RECEIPTS, [
        floor,
        after,
        limit,
      ]);
      const old = found.filter((receipt) => receipt.old).map(({ id }) => id);
      for (let at = 0; at < old.length; at += batch) {
        const ids = bigintArray(old.slice(at, at + batch));
        await removal.batch(async (tx) => {
          const gone = await tx.query('retention-receipts', REMOVE_RECEIPTS, [ids]);
          return [{ receipts: gone.length }, undefined];
        });
      }
      return { after: found.at(-1)?.id ?? after, through: found.length < limit };
    },
  });
}

async function removeThese(tx: Queryable, entries: readonly Entry[]): Promise<Counts> {
  const notices = entries.flatMap(({ noticeId }) => noticeId ?? []);
  // Another run may have been faster with some of them.
  const removedNotices = await tx.query(
    'retention-notices',
    'delete from notices n using unnest($1::bigint[]) as i(id) where n.notice_id = i.id returning 1',
    [bigintArray(notices)],
  );
  const removed = await tx.query(
    'retention-entries',
    `delete from mailbox_entries e using unnest($1::bigint[], $2::bigint[]) as n(user_id, seq)
      where e.user_id = n.user_id and e.seq = n.seq returning 1`,
    [bigintArray(entries.map(({ userId }) => userId)), bigintArray(entries.map(({ seq }) => seq))],
  );
  return { notices: removedNotices.length, mailbox_entries: removed.length };
}

/** $1 below which messages leave, $2 how many rows at once. */
const SWEEPS: Readonly<Record<string, string>> = {
  edit_counts: `
    with old as (select original_id from edit_counts where original_id < $1::uuid order by original_id limit $2::int)
    delete from edit_counts e using old where e.original_id = old.original_id returning 1`,
  deliveries: `
    with old as (select message_id, domain from deliveries_default
                  where message_id < $1::uuid and state <> 'queued' order by message_id limit $2::int)
    delete from deliveries_default d using old where d.message_id = old.message_id and d.domain = old.domain returning 1`,
  messages: `
    with old as (select m.message_id from messages_default m
                  where m.message_id < $1::uuid
                    and not exists (select 1 from deliveries_default d where d.message_id = m.message_id)
                  order by m.message_id limit $2::int)
    delete from messages_default m using old where m.message_id = old.message_id returning 1`,
};
