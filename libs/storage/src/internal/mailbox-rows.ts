import type { Queryable } from '../database.js';
import { bigintArray, intArray, uuidArray } from './pg-array.js';
import type { MessageText } from './wire-json.js';

export interface MailboxRow {
  messageId: string;
  /** Of a delivery notice. */
  noticeId?: number;
  /** Of a message that is stored together with the entry. */
  text?: MessageText;
}

/**
 * Counters are advanced in order of user_id (the nested loop follows the first array), each entry takes its number from the
 * counter's new value, and both become visible together: so numbers have no gaps, and a larger one is never seen before a smaller.
 * Parts of a WITH: $1 users, $2 entries of each, $3 entries of the users before it, $4 messages and $5 notices (0: none) of all
 * entries. `advanced` has what `grownOf` reads.
 */
export const ENTERING = `
  advanced as (
    update mailboxes m set last_seq = m.last_seq + c.n
      from unnest($1::bigint[], $2::int[], $3::int[]) as c(user_id, n, before)
     where m.user_id = c.user_id
    returning m.user_id, m.last_seq, c.n, c.before),
  entered as (
    insert into mailbox_entries (user_id, seq, message_id, notice_id)
    select a.user_id, a.last_seq - a.n + k, ($4::uuid[])[a.before + k], nullif(($5::bigint[])[a.before + k], 0)
      from advanced a, generate_series(1, a.n) k)`;

/** What has grown, in one row: taking a row in costs more than taking a line apart. */
export const GROWN = `select string_agg(user_id || ' ' || last_seq, ';') as grown from advanced`;

export const ENTER = `with ${ENTERING} ${GROWN}`;

export interface GrownRow {
  /** null: nothing has. */
  grown: string | null;
}

/** Last number of each mailbox, by user_id. */
export function grownOf([row]: readonly GrownRow[]): Map<number, number> {
  const items = row?.grown?.split(';') ?? [];
  return new Map(items.map((item) => item.split(' ').map(Number) as [number, number]));
}

/** Entries to be added to mailboxes, in order within each. */
export class MailboxRows {
  readonly #rows = new Map<number, MailboxRow[]>();

  add(userId: number, row: MailboxRow): void {
    const rows = this.#rows.get(userId);
    if (rows) rows.push(row);
    else this.#rows.set(userId, [row]);
  }

  /** Those of one mailbox, in order. */
  of(userId: number): readonly MailboxRow[] {
    return this.#rows.get(userId) ?? [];
  }

  /** $1 to $5 of `ENTERING`. */
  parameters(): Buffer[] {
    const users = [...this.#rows.keys()].sort((a, b) => a - b);
    const counts: number[] = [];
    const before: number[] = [];
    const all: MailboxRow[] = [];
    for (const user of users) {
      const rows = this.of(user);
      counts.push(rows.length);
      before.push(all.length);
      all.push(...rows);
    }
    return [
      bigintArray(users),
      intArray(counts),
      intArray(before),
      uuidArray(all.map(({ messageId }) => messageId)),
      bigintArray(all.map(({ noticeId }) => noticeId ?? 0)),
    ];
  }

  /** Writes them by themselves. @returns last number of each mailbox, by user_id */
  async write(tx: Queryable): Promise<Map<number, number>> {
    if (this.#rows.size === 0) return new Map();
    return grownOf(await tx.query<GrownRow>('mailbox-enter', ENTER, this.parameters()));
  }
}
