/** What retention asks before it believes a clock: what a wrong one removes comes back from backups only. */
import { ProblemError } from '@iimp/protocol/problem';
import { uuidTime } from '@iimp/protocol/ids';
import type { Database } from './database.js';
import { aheadOfPostgres } from './internal/postgres-clock.js';
import { monthsDue } from './retention.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Most by which clocks differ where they are set by anything. */
const DIFFERENCE_MS = HOUR_MS;
/** Longer than a deployment that is used is without any message. */
const SILENCE_MS = 45 * DAY_MS;

/** @throws ProblemError `unavailable` when this clock and that of Postgres differ by more than an hour */
export async function checkClock(db: Database, now: number): Promise<void> {
  const hours = (await aheadOfPostgres(db, now)) / HOUR_MS;
  if (Math.abs(hours) * HOUR_MS <= DIFFERENCE_MS) return;
  const how = `${Math.abs(hours).toFixed(1)} hours ${hours > 0 ? 'ahead of' : 'behind'}`;
  throw new ProblemError('unavailable', `the clock here is ${how} that of Postgres: nothing is removed by it`);
}

/**
 * For retention that nobody looks at. On a single machine both clocks are one: when it says that several months are due, and that
 * nobody has written for long, it is more likely wrong.
 * @throws ProblemError `unavailable`, as checkClock does, or for such a jump
 */
export async function checkTime(
  db: Database,
  { now, retentionMs }: { now: number; retentionMs: number },
): Promise<void> {
  await checkClock(db, now);
  if ((await monthsDue(db, { now, retentionMs })).length < 2) return;
  const [newest] = await db.query<{ id: string }>(
    'newest-message',
    'select message_id::text as id from messages order by message_id desc limit 1',
  );
  const days = newest ? (now - uuidTime(newest.id)) / DAY_MS : 0;
  if (days * DAY_MS <= SILENCE_MS) return;
  throw new ProblemError(
    'unavailable',
    `several months would leave at once, and the newest message is ${days.toFixed(0)} days old: is the clock right? ` +
      '`iimpctl retention run` does it',
  );
}
