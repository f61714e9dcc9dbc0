import type { Page } from '@iimp/administration/administration';

/** Most rows of a page. */
const PAGE_ROWS = 1_000;

/** Rows by table. */
export type Counts = Record<string, number>;

/** The sum of what portions did. */
export function add(sum: Counts, more: Readonly<Counts>): Counts {
  const all = { ...sum };
  for (const [name, rows] of Object.entries(more)) all[name] = (all[name] ?? 0) + rows;
  return all;
}

/** Asks for portions of an act until there are no more. */
export async function eachPortion<T>(
  ask: (before: T | undefined) => Promise<T>,
  isLast: (portion: T) => boolean,
  take: (portion: T) => void,
): Promise<T> {
  for (let before: T | undefined; ;) {
    const portion: T = await ask(before);
    take(portion);
    if (isLast(portion)) return portion;
    before = portion;
  }
}

/** Which part of a list is wanted: all of it, unless there is a limit. */
export interface Wanted {
  limit?: number;
  after?: string;
}

/** The rows of a list, page by page. `next`: after which one they go on, where a limit has ended them. */
export async function allPages<P extends { next: string | null }, R>(
  { limit = Infinity, after }: Wanted,
  ask: (page: Page) => Promise<P>,
  rowsOf: (page: P) => readonly R[],
): Promise<{ rows: R[]; next: string | null }> {
  const rows: R[] = [];
  for (let from = after; ;) {
    const page = await ask({
      limit: Math.min(PAGE_ROWS, limit - rows.length),
      ...(from === undefined ? {} : { after: from }),
    });
    rows.push(...rowsOf(page));
    if (page.next === null || rows.length >= limit) return { rows, next: page.next };
    from = page.next;
  }
}
