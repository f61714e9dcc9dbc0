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

/** What the partitions of tables hold, but the default ones. */
export async function spansOf(client: pg.ClientBase, tables: readonly string[]): Promise<Span[]> {
  const { rows } = await client.query<{ suffix: string; bounds: string }>(
    `select right(c.relname, 6) as suffix, pg_get_expr(c.relpartbound, c.oid) as bounds
       from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = any($1::regclass[])`,
    [tables],
  );
  return rows.flatMap(({ suffix, bounds }) => {
    const [, from, to] = /FROM \('(.+?)'\) TO \('(.+?)'\)/.exec(bounds) ?? [];
    return from && to ? { suffix, from: uuidTime(from), to: uuidTime(to) } : [];
  });
}

/** Whether one of them has a month. */
export function covers(spans: readonly Span[], month: Span): boolean {
  return spans.some((span) => holds(span, month));
}

const holds = (span: Span, month: Span): boolean => span.from <= month.from && month.to <= span.to;

/**
 * A partition for a month that a table has none for: what another table has for it, or months in step with the year, as many as the
 * partitions of all tables leave room for.
 * @param months of a partition: 1, 3 or 12
 */
export function gapAt(month: Span, months: number, spans: readonly Span[]): Span {
  const twin = spans.find((span) => holds(span, month));
  if (twin) return twin;
  const first = monthOf(month.from, -(new Date(month.from).getUTCMonth() % months)).from;
  const from = Math.max(first, ...spans.map(({ to }) => to).filter((to) => to <= month.from));
  const to = Math.min(monthOf(first, months).from, ...spans.map((span) => span.from).filter((at) => at >= month.to));
  return { from, to, suffix: monthOf(to - 1, 0).suffix };
}
