/** Months, and which of them partitions hold. */
import { uuidTime } from '@iimp/protocol/ids';
import type pg from 'pg';

/** The smallest UUID of a time: UUIDv7 begins with 48 bits of milliseconds. */
export function uuidFloor(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** A month, or several that belong together: the last one gives the name. */
export interface Span {
  suffix: string;
  from: number;
  to: number;
}

/** A month (`offset` months after that of `now`, UTC). */
export function monthOf(now: number, offset: number): Span {
  const date = new Date(now);
  const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1);
  const to = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset + 1, 1);
  return { suffix: new Date(from).toISOString().slice(0, 7).replace('-', ''), from, to };
}

/** What the partitions of a table hold, but the default one. A later version may make some of several months. */
export async function spansOf(client: pg.ClientBase, table: string): Promise<Span[]> {
  const { rows } = await client.query<{ suffix: string; bounds: string }>(
    `select right(c.relname, 6) as suffix, pg_get_expr(c.relpartbound, c.oid) as bounds
       from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass`,
    [table],
  );
  return rows.flatMap(({ suffix, bounds }) => {
    const [, from, to] = /FROM \('(.+?)'\) TO \('(.+?)'\)/.exec(bounds) ?? [];
    return from && to ? { suffix, from: uuidTime(from), to: uuidTime(to) } : [];
  });
}

/** Whether one of them has a month. */
export function covers(spans: readonly Span[], month: Span): boolean {
  return spans.some((span) => span.from <= month.from && month.to <= span.to);
}
