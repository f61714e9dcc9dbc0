import type { Database, Queryable } from './database.js';
import { pending } from './internal/pending.js';

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
export function audit(_tx: Queryable, _entry: AuditEntry): Promise<void> {
  return pending();
}

export class AuditLog {
  constructor(private readonly db: Database) {}

  /** Newest first, older than `before` (ms) where given. */
  list(_options: { limit: number; before?: number }): Promise<AuditEntry[]> {
    return pending();
  }
}
