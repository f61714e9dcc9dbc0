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
 *
 * It is done in batches, each of which notes in its transaction how far it came, so that a run may be cut off and gone on with. The one
 * entry of a run in the audit log is of its first batch, and each other one brings it up to date.
 */
import { randomUUID } from 'node:crypto';
import { ProblemError } from '@iimp/protocol/problem';
import { auditProgress } from './audit.js';
import type { Database, Queryable } from './database.js';
import { LOCKS } from './internal/alone.js';
import { readAct, writeAct } from './internal/long-acts.js';

/** More than a mailbox, or all leases, can have grown by between a backup and a restore. */
const SKIPPED = 1_000_000;
const AT_ONCE = 2_000;
const ACT = 'restored';
/** A run that nobody went on with for so long is given up when another one begins. */
const ABANDONED_MS = 120_000;

export interface Restored {
  mailboxes: number;
  sessions: number;
  leases: number;
  fetches: number;
}

export interface RestoredOptions {
  actor: string;
  now: number;
  /** Which run this goes on with, or begins; default: a new one. */
  run?: string;
  /** Rows in one transaction. */
  batch?: number;
  /** Asked after a transaction that is not the last one: true ends the call, and another one of the same run goes on. */
  isStopping?: () => boolean;
}

/** What a run did until now, and whether it is over. */
export type RestoredReport = Restored & { finished: boolean };

interface Position {
  step: 'mailboxes' | 'sessions' | 'rest' | 'done';
  /** The greatest key that is done in this step: decimal of a user, hex of a session. */
  after: string;
  restored: Restored;
  /** Id of the run's audit entry. Without one: of a version that wrote it at the end. */
  entry?: number;
}

const MAILBOXES = `
  with chosen as (select user_id from mailboxes where user_id > $1::bigint order by user_id limit $2::int for update)
  update mailboxes m set last_seq = last_seq + ${SKIPPED} from chosen c where m.user_id = c.user_id
  returning m.user_id as last`;

const SESSIONS = `
  with chosen as (select token_hash from sessions where revoked_at is null and token_hash > $1::bytea order by token_hash limit $2::int)
  update sessions s set revoked_at = $3::bigint from chosen c where s.token_hash = c.token_hash
  returning s.token_hash as last`;

/** To be run once after a restore, while no service runs. Another run skips as much again, which does no harm. */
export async function afterRestore(db: Database, options: RestoredOptions): Promise<RestoredReport> {
  const { isStopping = () => false } = options;
  const given = { ...options, run: options.run ?? randomUUID(), batch: options.batch ?? AT_ONCE };
  for (;;) {
    const { step, restored } = await db.transaction('restored', (tx) => oneBatch(tx, given));
    if (step === 'done' || isStopping()) return { ...restored, finished: step === 'done' };
  }
}

type Given = RestoredOptions & { run: string; batch: number };

async function oneBatch(tx: Queryable, given: Given): Promise<Position> {
  const { run, now, actor } = given;
  // Whoever else goes on with it waits here.
  await tx.query('restored-lock', 'select pg_advisory_xact_lock($1, $2)', [...LOCKS.restored]);
  const act = await readAct<Position>(tx, ACT);
  const isOurs = act?.run === run;
  if (act && !isOurs && act.position.step !== 'done' && now - act.touchedAt < ABANDONED_MS)
    throw new ProblemError('unavailable', 'another run of this is under way', {
      retryAfterSeconds: ABANDONED_MS / 1_000,
    });
  const begin: Position = {
    step: 'mailboxes',
    after: '',
    restored: { mailboxes: 0, sessions: 0, leases: 0, fetches: 0 },
  };
  const before = isOurs ? act.position : begin;
  if (before.step === 'done') return before;
  const reached = await STEPS[before.step](tx, before, given);
  const detail = { ...reached.restored, finished: reached.step === 'done' };
  const told = { at: now, actor, action: 'database.restored', subject: 'database', detail };
  const position = { ...reached, entry: await auditProgress(tx, before.entry, told) };
  await writeAct(tx, ACT, { run, position, begunAt: isOurs ? act.begunAt : now, touchedAt: now });
  return position;
}

type Step = (tx: Queryable, position: Position, given: Given) => Promise<Position>;

const STEPS: Readonly<Record<'mailboxes' | 'sessions' | 'rest', Step>> = {
  mailboxes: async (tx, { after, restored }, { batch }) => {
    const rows = await tx.query<{ last: number }>('restored-mailboxes', MAILBOXES, [after === '' ? 0 : after, batch]);
    const last = rows.reduce((max, row) => Math.max(max, row.last), 0);
    const now = { ...restored, mailboxes: restored.mailboxes + rows.length };
    if (rows.length < batch) return { step: 'sessions', after: '', restored: now };
    return { step: 'mailboxes', after: String(last), restored: now };
  },
  sessions: async (tx, { after, restored }, { batch, now: at }) => {
    const rows = await tx.query<{ last: Buffer }>('restored-sessions', SESSIONS, [
      Buffer.from(after, 'hex'),
      batch,
      at,
    ]);
    const now = { ...restored, sessions: restored.sessions + rows.length };
    if (rows.length < batch) return { step: 'rest', after: '', restored: now };
    // Rows come in no order: the greatest key is where the next batch begins.
    const last = rows.map((row) => row.last.toString('hex')).reduce((max, hex) => (max < hex ? hex : max));
    return { step: 'sessions', after: last, restored: now };
  },
  rest: async (tx, { restored }, { now }) => {
    const leases = await tx.query('restored-leases', 'delete from leases returning 1');
    await tx.query('restored-tokens', `select setval('lease_tokens', nextval('lease_tokens') + ${SKIPPED})`);
    const fetches = await tx.query(
      'restored-fetches',
      `update attachment_fetches
          set worker = null, token = token + ${SKIPPED}, lease_expires_at = 0, next_attempt_at = least(next_attempt_at, $1)
        where worker is not null returning 1`,
      [now],
    );
    return { step: 'done', after: '', restored: { ...restored, leases: leases.length, fetches: fetches.length } };
  },
};
