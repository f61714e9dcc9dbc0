/**
 * Which indexes a migration may drop: the version before runs beside it, and its statements must not begin to scan. So an index goes one
 * version after the code that used it, or when another one takes its place that answers the same statements.
 */

interface Index {
  name: string;
  table: string;
  columns: string;
  where: string;
}

/** Follows the indexes through all migrations, in their order. */
export class IndexDrops {
  private readonly known = new Map<string, Index>();

  /** @returns names of indexes of earlier migrations that this one drops, and for which it has made nothing that takes their place */
  of(statements: readonly string[]): string[] {
    const made: Index[] = [];
    const missed: string[] = [];
    for (const text of statements.map((statement) => statement.replace(/\s+/g, ' ').trim())) {
      const dropped = this.known.get(/^drop index (?:concurrently )?(?:if exists )?(\w+)/.exec(text)?.[1] ?? '');
      if (dropped && !made.some((index) => takesPlace(index, dropped))) missed.push(dropped.name);
      const index = read(text);
      if (index) made.push(index);
    }
    for (const index of made) this.known.set(index.name, index);
    return missed;
  }
}

/** The same columns come first, and every row is there. */
function takesPlace(index: Index, dropped: Index): boolean {
  return (
    index.table === dropped.table &&
    `${index.columns}, `.startsWith(`${dropped.columns}, `) &&
    (index.where === '' || `${dropped.where} and `.startsWith(`${index.where} and `))
  );
}

function read(text: string): Index | undefined {
  const head = /^create (?:unique )?index (?:concurrently )?(?:if not exists )?(\w+) on (\w+) \(/.exec(text);
  if (!head) return undefined;
  let end = head[0].length;
  for (let depth = 1; depth > 0 && end < text.length; end += 1)
    depth += text[end] === '(' ? 1 : text[end] === ')' ? -1 : 0;
  const where = / where (.*)$/.exec(text.slice(end))?.[1] ?? '';
  return { name: head[1]!, table: head[2]!, columns: text.slice(head[0].length, end - 1), where };
}
