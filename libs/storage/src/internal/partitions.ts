import type pg from 'pg';

/** Tables that are partitioned by the month inside `message_id`, with the storage parameters of their partitions. */
const PARTITIONED: Readonly<Record<string, string>> = {
  // Rows up to a page stay whole (see 0001-messages.ts).
  messages: 'toast_tuple_target = 8160',
  // Each row is updated once, on the same page.
  deliveries: 'fillfactor = 75',
};
const LOCK_TIMEOUT_MS = 2_000;

/** The smallest UUID of a time: UUIDv7 begins with 48 bits of milliseconds. */
export function uuidFloor(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Name and bounds of the partition of a month (`offset` months after that of `now`, UTC). */
export function monthOf(now: number, offset: number): { suffix: string; from: number; to: number } {
  const date = new Date(now);
  const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1);
  const to = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset + 1, 1);
  return { suffix: new Date(from).toISOString().slice(0, 7).replace('-', ''), from, to };
}

/**
 * Creates missing partitions: the default one, and those of this month and `monthsAhead` more. A partition is attached, not
 * created in place: that does not lock the table. Messages that the default partition took meanwhile move into it.
 * @returns names of those it created
 */
export async function createPartitions(client: pg.ClientBase, now: number, monthsAhead = 2): Promise<string[]> {
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
      const { suffix, from, to } = monthOf(now, offset);
      const name = `${table}_${suffix}`;
      if (await exists(client, name)) continue;
      await inTransaction(client, () => createMonth(client, table, name, uuidFloor(from), uuidFloor(to), parameters));
      created.push(name);
    }
  }
  return created;
}

async function createMonth(
  client: pg.ClientBase,
  table: string,
  name: string,
  from: string,
  to: string,
  parameters: string,
): Promise<void> {
  // Nothing may come into the default partition between the move and the attachment.
  await client.query(`lock table ${table}_default in access exclusive mode`);
  await client.query(`create table ${name} (like ${table} including all) with (${parameters})`);
  await client.query(
    `with moved as (delete from ${table}_default where message_id >= '${from}' and message_id < '${to}' returning *)
     insert into ${name} select * from moved`,
  );
  await client.query(`alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}')`);
}

async function exists(client: pg.ClientBase, name: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [name]);
  return rows[0]?.there === true;
}

async function inTransaction(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await work();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
