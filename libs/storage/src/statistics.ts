import type { Database } from './database.js';

/** What Postgres has counted since its statistics began; they only grow, and may begin anew. */
export interface Counters {
  /** Messages stored. */
  accepted: number;
  /** Deliveries put into queues. */
  queued: number;
  /** Deliveries that left their queue: delivered or given up. */
  finished: number;
  /** Put into mailboxes. */
  entries: number;
}

export interface Totals {
  schemaVersion: number;
  domains: number;
  users: number;
  disabled: number;
  /** Estimates. */
  messages: number;
  conversations: number;
  attachments: number;
  storedBytes: number;
  databaseBytes: number;
}

/** Numbers for operators. */
export class Statistics {
  constructor(private readonly db: Database) {}

  /** Cheap: what Postgres counts anyway. About a second late, and rows of transactions that failed are in it. */
  async counters(): Promise<Counters> {
    const [row] = await this.db.query<Counters>('statistics-counters', COUNTERS);
    return row as Counters;
  }

  /** Reads all users and attachments: not for hot paths. */
  async totals(): Promise<Totals> {
    const [row] = await this.db.query<Totals>('statistics-totals', TOTALS);
    return row as Totals;
  }
}

const COUNTERS = `
  select (select coalesce(sum(pg_stat_get_tuples_inserted(inhrelid)), 0)::bigint
            from pg_inherits where inhparent = 'messages'::regclass) as accepted,
         pg_stat_get_tuples_inserted('outbox'::regclass) as queued,
         pg_stat_get_tuples_deleted('outbox'::regclass) as finished,
         pg_stat_get_tuples_inserted('mailbox_entries'::regclass) as entries`;

const TOTALS = `
  select (select version from schema_meta) as "schemaVersion",
         (select count(*) from domains) as domains,
         u.total as users, u.disabled,
         (select coalesce(sum(pg_stat_get_live_tuples(inhrelid)), 0)::bigint
            from pg_inherits where inhparent = 'messages'::regclass) as messages,
         pg_stat_get_live_tuples('conversations'::regclass) as conversations,
         a.count as attachments, a.bytes as "storedBytes",
         pg_database_size(current_database()) as "databaseBytes"
    from (select count(*) as total, count(disabled_at) as disabled from users) u,
         (select count(*) as count, coalesce(sum(size), 0)::bigint as bytes from attachments where state = 'ready') a`;
