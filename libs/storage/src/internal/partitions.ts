import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '@iimp/protocol/problem';
import type pg from 'pg';
import type { Database, Queryable } from '../database.js';
import { covers, monthOf, type Span, spansOf, uuidFloor } from './months.js';
import { isRetryable, sqlState } from './pg-errors.js';

/**
 * Tables that are partitioned by the time inside `message_id`, with the storage parameters of their partitions. A partition has a month; one
 * of several, which a later version may have made, has the name of the last one: when that leaves, all of it does.
 */
const PARTITIONED: Readonly<Record<string, string>> = {
  // Rows up to a page stay whole (see 0001-messages.ts).
  messages: 'toast_tuple_target = 8160',
  // Each row is updated once, on the same page.
  deliveries: 'fillfactor = 75',
};
const LOCK_TIMEOUT_MS = 2_000;
/** How long it may take to see whether a message of a month still waits: there is no index for it. */
const LOOK_MS = 600_000;
/** How long the answer may be under way beyond that. */
const LOOK_MARGIN_MS = 5_000;
/** How often the server sees to it that somebody still waits for what it looks for. */
const PRESENCE_MS = 1_000;
/** How long rows are counted for a report; while a month is dropped, nobody waits for that. */
const COUNT_MS = 5_000;
/** States of a statement that took too long, of one that did not get its lock in time, and of one whose table is gone. */
const CANCELED = '57014';
const NO_LOCK = '55P03';
const NO_TABLE = '42P01';
/** Everybody waits behind who waits to change what partitions there are. Shorter than `deadlock_timeout`: no writer is ever the victim. */
const SHORT_LOCK_TIMEOUT_MS = 100;
const ATTEMPTS = 8;
const PAUSE_MS = 500;

/**
 * Creates missing partitions: the default one, and those of this month and `monthsAhead` more. A partition is attached, not
 * created in place: that does not lock the table. Messages that the default partition took meanwhile move into it: it is locked for that,
 * and others are held up as by `dropMonth`.
 * @param signal ends the pauses in which others have their turn
 * @returns names of those it created
 */
export async function createPartitions(
  client: pg.ClientBase,
  now: number,
  monthsAhead = 2,
  signal?: AbortSignal,
): Promise<string[]> {
  const created: string[] = [];
  for (const [table, parameters] of Object.entries(PARTITIONED)) {
    if (!(await exists(client, `${table}_default`))) {
      await inTransaction(client, async () => {
        await client.query(`create table ${table}_default (like ${table} including all) with (${parameters})`);
        await client.query(`alter table ${table} attach partition ${table}_default default`);
      });
      created.push(`${table}_default`);
    }
    for (let offset = 0; offset <= monthsAhead; offset++) {
      const month = monthOf(now, offset);
      if (covers(await spansOf(client, table), month)) continue;
      const create = () => createPartition(client, { table, parameters, month });
      const name = await givingWay(() => inTransaction(client, create, SHORT_LOCK_TIMEOUT_MS), signal);
      if (name !== undefined) created.push(name);
    }
  }
  return created;
}

/** Months that are the last ones of their partitions and end before a time, oldest first: `202601`. */
export async function monthsBefore(db: Queryable, before: number): Promise<string[]> {
  const rows = await db.query<{ month: string }>(
    'partitions-of-months',
    `select distinct right(c.relname, 6) as month from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent in ('messages'::regclass, 'deliveries'::regclass) and c.relname ~ '_[0-9]{6}$' order by 1`,
  );
  const endOf = (month: string): number => Date.UTC(Number(month.slice(0, 4)), Number(month.slice(4)), 1);
  return rows.map(({ month }) => month).filter((month) => endOf(month) <= before);
}

/** Messages of a month: counted if that takes no longer than `patienceMs`, otherwise about. */
export async function countMonth(db: Database, month: string, patienceMs: number): Promise<number> {
  return db.withClient('month-count', (client) =>
    inTransaction(client, () => countIn(client, partition('messages', month), patienceMs)),
  );
}

/** Whether nothing of a month waits for another domain any more. No message comes into it, so that stays true. */
export async function isSettled(db: Database, month: string, signal?: AbortSignal): Promise<boolean> {
  return db.withClient('month-look', (client) => inTransaction(client, () => isSettledNow(client, month)), signal);
}

/**
 * Detaches and drops the partitions of a month whose messages nothing refers to. Others are held up for as long as it takes to change
 * the catalogue, and beside a transaction that lasts for `SHORT_LOCK_TIMEOUT_MS` a table: then it is tried again after a pause.
 * `undefined`: a message of it still waits to be delivered, or another run was faster. @returns how many messages it had
 * @throws ProblemError `unavailable` when no try came between the transactions of others
 */
export async function dropMonth(
  db: Database,
  month: string,
  { note, signal }: DropOptions = {},
): Promise<number | undefined> {
  const look = (client: pg.ClientBase) => inTransaction(client, () => countSettled(client, month));
  const messages = await db.withClient('month-look', look, signal).catch((error: unknown) => {
    if (sqlState(error) === NO_TABLE) return undefined;
    throw error;
  });
  if (messages === undefined) return undefined;
  const dropOnce = async (client: pg.ClientBase): Promise<boolean> => {
    const isDropped = await drop(client, month);
    if (isDropped) await note?.(statementsOf(client), messages);
    return isDropped;
  };
  const dropped = await givingWay(
    () =>
      db.withClient(
        'month-drop',
        (client) => inTransaction(client, () => dropOnce(client), SHORT_LOCK_TIMEOUT_MS),
        signal,
      ),
    signal,
  );
  return dropped ? messages : undefined;
}

export interface DropOptions {
  /** Writes down, in the transaction that drops, how many messages these are. */
  note?: (tx: Queryable, messages: number) => Promise<unknown>;
  /** Breaks it off wherever it is; what is not dropped by then is there as before. */
  signal?: AbortSignal | undefined;
}

/** The same statements, for what runs them by name. */
function statementsOf(client: pg.ClientBase): Queryable {
  return {
    query: async <T extends object>(name: string, text: string, values: readonly unknown[] = []) =>
      (await client.query<T>({ name, text, values: values as unknown[] })).rows,
  };
}

/** Tries again after a pause, in which those who came meanwhile get their turn, what found no place between the transactions of others. */
async function givingWay<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const mayPass = error instanceof ProblemError || sqlState(error) === NO_LOCK || isRetryable(error);
      if (!mayPass || attempt >= ATTEMPTS || signal?.aborted) throw error;
      await delay(attempt * PAUSE_MS * (0.5 + Math.random()), undefined, { signal });
    }
  }
}

/** Messages of a month; `undefined`: one of them still waits. */
async function countSettled(client: pg.ClientBase, month: string): Promise<number | undefined> {
  if (!(await isSettledNow(client, month))) return undefined;
  const messages = partition('messages', month);
  return (await exists(client, messages)) ? countIn(client, messages) : 0;
}

async function isSettledNow(client: pg.ClientBase, month: string): Promise<boolean> {
  const deliveries = partition('deliveries', month);
  if (!(await exists(client, deliveries))) return true;
  // Read to its end where nothing waits, beside everybody else.
  await client.query(`set local statement_timeout = ${LOOK_MS}`);
  await client.query(`set local client_connection_check_interval = ${PRESENCE_MS}`);
  // The time-out of the pool is for statements of the usual length. pg knows of one for each, and only does not say so in its types.
  const look = {
    text: `select 1 from ${deliveries} where state = 'queued' limit 1`,
    query_timeout: LOOK_MS + LOOK_MARGIN_MS,
  } as pg.QueryConfig;
  const { rows } = await client.query(look);
  await client.query('set local statement_timeout to default');
  return rows.length === 0;
}

/** Drops what is there of a month; false: nothing was. */
async function drop(client: pg.ClientBase, month: string): Promise<boolean> {
  // In the order in which writers and readers come to them, else each could wait for the other. Then only one run looks at a time.
  await client.query('lock table only messages, only deliveries in access exclusive mode');
  let dropped = false;
  for (const table of ['messages', 'deliveries']) {
    const name = partition(table, month);
    if (!(await exists(client, name))) continue;
    await client.query(`alter table ${table} detach partition ${name}`);
    await client.query(`drop table ${name}`);
    dropped = true;
  }
  return dropped;
}

/** Rows of a table: counted if that takes no longer than `patienceMs`, otherwise what the server believes. */
async function countIn(client: pg.ClientBase, table: string, patienceMs = COUNT_MS): Promise<number> {
  if (patienceMs >= 1) {
    await client.query('savepoint counting');
    await client.query(`set local statement_timeout = ${Math.floor(Math.min(patienceMs, COUNT_MS))}`);
    try {
      const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${table}`);
      await client.query('set local statement_timeout to default');
      return rows[0]?.n ?? 0;
    } catch (error) {
      if (sqlState(error) !== CANCELED) throw error;
      // That also takes back the time-out.
      await client.query('rollback to savepoint counting');
    }
  }
  const { rows } = await client.query<{ n: string }>(
    'select greatest(reltuples, 0)::bigint::text as n from pg_class where oid = $1::regclass',
    [table],
  );
  return Number(rows[0]?.n ?? 0);
}

function partition(table: string, month: string): string {
  if (!/^[0-9]{6}$/.test(month)) throw new TypeError(`not a month: ${month}`);
  return `${table}_${month}`;
}

/** @returns its name; `undefined`: another process was faster */
async function createPartition(
  client: pg.ClientBase,
  { table, parameters, month }: { table: string; parameters: string; month: Span },
): Promise<string | undefined> {
  const name = partition(table, month.suffix);
  const [from, to] = [uuidFloor(month.from), uuidFloor(month.to)];
  // Nothing may come into the default partition between the move and the attachment. Then only one process looks at a time.
  await client.query(`lock table ${table}_default in access exclusive mode`);
  if (covers(await spansOf(client, table), month)) return undefined;
  await client.query(`create table ${name} (like ${table} including all) with (${parameters})`);
  await client.query(
    `with moved as (delete from ${table}_default where message_id >= '${from}' and message_id < '${to}' returning *)
     insert into ${name} select * from moved`,
  );
  await client.query(`alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}')`);
  return name;
}

async function exists(client: pg.ClientBase, name: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [name]);
  return rows[0]?.there === true;
}

async function inTransaction<T>(
  client: pg.ClientBase,
  work: () => Promise<T>,
  lockTimeoutMs = LOCK_TIMEOUT_MS,
): Promise<T> {
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = ${lockTimeoutMs}`);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
