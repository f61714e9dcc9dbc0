/** The books: what the databases hold, against what was sent. */
import { query } from '@iimp/testbed/postgres';

/** Rows of one database that a load adds to. */
export interface Ledger {
  messages: number;
  entries: number;
  notices: number;
  /** Still to be delivered. */
  waiting: number;
  delivered: number;
  /** When Postgres began to work on its files (ms since the epoch): another time afterwards says that it crashed meanwhile. */
  bornAt: number;
}

export interface Expected {
  messages: number;
  entries: number;
  delivered: number;
  /** Zero where it is left out. */
  waiting?: number;
}

export async function ledgerOf(databaseUrl: string): Promise<Ledger> {
  const [row] = await query<Record<keyof Ledger, string>>(
    databaseUrl,
    `select (select count(*) from messages) as messages,
            (select count(*) from mailbox_entries where notice_id is null) as entries,
            (select count(*) from notices) as notices,
            (select count(*) from outbox) as waiting,
            (select count(*) from deliveries where state = 'delivered') as delivered,
            (select extract(epoch from backend_start) * 1000 from pg_stat_activity where backend_type = 'checkpointer') as "bornAt"`,
  );
  const number = (name: keyof Ledger): number => Number(row?.[name]);
  return {
    messages: number('messages'),
    entries: number('entries'),
    notices: number('notices'),
    waiting: number('waiting'),
    delivered: number('delivered'),
    bornAt: number('bornAt'),
  };
}

/** Names every difference between what a load must have added to a database and what it did, of what the books tell. */
export function compare(domain: string, before: Partial<Ledger>, after: Partial<Ledger>, expected: Expected): string[] {
  const added = (name: keyof Ledger): number => (after[name] ?? 0) - (before[name] ?? 0);
  const wanted = { ...expected, notices: 0, waiting: expected.waiting ?? 0 };
  const differences = (Object.keys(wanted) as (keyof typeof wanted)[])
    .filter((name) => after[name] !== undefined && added(name) !== wanted[name])
    .map((name) => `${domain}: ${added(name)} ${name} more in Postgres, expected ${wanted[name]}`);
  return after.bornAt === before.bornAt ? differences : [...differences, `${domain}: Postgres crashed and recovered`];
}
