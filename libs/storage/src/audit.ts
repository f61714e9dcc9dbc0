import type { Database, Queryable } from './database.js';

export interface AuditEntry {
  at: number;
  /** Who: an operator's name, `iimpctl`, a service. */
  actor: string;
  /** What, e.g. `policy.change`, `destination.purge`. */
  action: string;
  /** On what, e.g. a domain or an address. */
  subject: string;
  detail: Record<string, unknown>;
}

/** Adds an audit row in the transaction of what it tells. @returns its id */
export async function audit(tx: Queryable, { at, actor, action, subject, detail }: AuditEntry): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    'audit-add',
    'insert into audit (at, actor, action, subject, detail) values ($1, $2, $3, $4, $5) returning id',
    [at, actor, action, subject, JSON.stringify(detail)],
  );
  return row!.id;
}

/** Adds to an entry how far its act came: for one outside of Postgres, which is noted before it is done. */
export async function auditOutcome(tx: Queryable, id: number, outcome: AuditEntry['detail']): Promise<void> {
  await tx.query('audit-outcome', 'update audit set detail = detail || $2::jsonb where id = $1', [
    id,
    JSON.stringify(outcome),
  ]);
}

/**
 * Notes how far an act in portions came, in the transaction of one of them: the first adds the entry, each other brings its detail up to
 * date. @param id of the entry, from the portion before @returns the same for the next one
 */
export async function auditProgress(tx: Queryable, id: number | undefined, entry: AuditEntry): Promise<number> {
  if (id === undefined) return audit(tx, entry);
  await auditOutcome(tx, id, entry.detail);
  return id;
}

/**
 * Runs an act in one transaction with its entries, so that neither is there without the other. It may be run again, as in
 * `Database.transaction`.
 * @param act gets a database whose statements and transactions are parts of the one transaction
 */
export function audited<T>(db: Database, name: string, act: (db: Database) => Promise<T>): Promise<T> {
  return db.transaction(name, (tx) => act(within(db, tx)));
}

function within(db: Database, tx: Queryable): Database {
  const inner: Pick<Database, 'query' | 'transaction'> = {
    query: (name, text, values) => tx.query(name, text, values),
    transaction: (_name, work) => work(tx),
  };
  return Object.assign(Object.create(db) as Database, inner);
}

/** Which entries somebody wants to see. */
export interface AuditFilter {
  limit: number;
  /** Entries older than the one with this id. */
  before?: number;
  actor?: string;
  /** `destination.purge`, or `destination` for every act on destinations. */
  action?: string;
  subject?: string;
  /** Not older than this, ms. */
  since?: number;
  /** Older than this, ms. */
  until?: number;
}

export class AuditLog {
  constructor(private readonly db: Database) {}

  /** Newest first. */
  list(filter: AuditFilter): Promise<(AuditEntry & { id: number })[]> {
    const { limit, before, actor, action, subject, since, until } = filter;
    return this.db.query<AuditEntry & { id: number }>('audit-list', LIST, [
      before ?? null,
      actor ?? null,
      action ?? null,
      subject ?? null,
      since ?? 0,
      until ?? Number.MAX_SAFE_INTEGER,
      limit,
    ]);
  }
}

/** The order of ids is that of times, but for entries of the same moment. */
const LIST = `
  select id, at, actor, action, subject, detail from audit
   where ($1::bigint is null or id < $1::bigint) and ($2::text is null or actor = $2) and ($4::text is null or subject = $4)
     and ($3::text is null or action = $3 or starts_with(action, $3 || '.')) and at >= $5 and at < $6
   order by id desc limit $7`;
