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
