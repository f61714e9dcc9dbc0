import { auditProgress } from './audit.js';
import type { Database, Queryable } from './database.js';
import { count, type Counts } from './erasure/counts.js';

/** Removes in batches, and counts what is gone in one entry of the audit log. */
export class Removal {
  private gone: Counts = {};
  private entry: number | undefined;

  /** @param removed counts the same for a report, beside what is removed in other ways */
  constructor(
    private readonly db: Database,
    private readonly by: { actor: string; now: number },
    private readonly removed: Counts,
  ) {}

  /**
   * Removes a batch in the transaction that counts it.
   * @param remove tells how many rows of which table it removed, and what the caller wants to know; it may be run again
   */
  async batch<T>(remove: (tx: Queryable) => Promise<[gone: Counts, result: T]>): Promise<T> {
    const { actor, now: at } = this.by;
    const done = await this.db.transaction('retention-batch', async (tx) => {
      const [gone, result] = await remove(tx);
      const removed = { ...this.gone };
      addTo(removed, gone);
      const told = { at, actor, action: 'retention.run', subject: 'database', detail: { removed } };
      const isNothing = Object.values(gone).every((rows) => rows === 0);
      return { gone, result, removed, entry: isNothing ? this.entry : await auditProgress(tx, this.entry, told) };
    });
    // Only of what is committed.
    this.entry = done.entry;
    this.gone = done.removed;
    addTo(this.removed, done.gone);
    return done.result;
  }
}

function addTo(counts: Counts, more: Counts): void {
  for (const [table, rows] of Object.entries(more)) count(counts, table, rows);
}
