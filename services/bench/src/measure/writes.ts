import { query } from '@iimp/testbed/postgres';

/** What a Postgres server has written; only differences mean something. */
export interface Written {
  /** Of the whole server. */
  walBytes: number;
  /** Of the database: rows inserted, updated and deleted. */
  rows: number;
}

export async function writtenBy(databaseUrl: string): Promise<Written> {
  // Counters of rows arrive up to a second late; by then the load is long over or has hardly begun.
  const [row] = await query<{ wal: string; rows: string }>(
    databaseUrl,
    `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as wal,
            (select tup_inserted + tup_updated + tup_deleted from pg_stat_database where datname = current_database()) as rows`,
  );
  return { walBytes: Number(row?.wal), rows: Number(row?.rows) };
}

/** Sum over databases; the WAL of a server that holds several of them counts once. */
export async function writtenByAll(databaseUrls: readonly string[]): Promise<Written> {
  const servers = new Set<string>();
  const sum = { walBytes: 0, rows: 0 };
  for (const url of databaseUrls) {
    const { walBytes, rows } = await writtenBy(url);
    sum.rows += rows;
    if (!servers.has(new URL(url).host)) sum.walBytes += walBytes;
    servers.add(new URL(url).host);
  }
  return sum;
}
