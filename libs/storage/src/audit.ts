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

/** Adds an audit row in the transaction of what it tells. */
export async function audit(tx: Queryable, { at, actor, action, subject, detail }: AuditEntry): Promise<void> {
  await tx.query('audit-add', 'insert into audit (at, actor, action, subject, detail) values ($1, $2, $3, $4, $5)', [
    at,
    actor,
    action,
    subject,
    JSON.stringify(detail),
  ]);
}

export class AuditLog {
  constructor(private readonly db: Database) {}

  /** Newest first, older than `before` (ms) where given. */
  list(options: { limit: number; before?: number }): Promise<AuditEntry[]> {
    return this.db.query<AuditEntry>(
      'audit-list',
      `select at, actor, action, subject, detail from audit where at < $1 order by at desc, id desc limit $2`,
      [options.before ?? Number.MAX_SAFE_INTEGER, options.limit],
    );
  }
}
