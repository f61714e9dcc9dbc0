/** Rows removed, by table. */
export type Counts = Record<string, number>;

/** Adds rows to a count. */
export function count(counts: Counts, table: string, rows: number): void {
  if (rows > 0) counts[table] = (counts[table] ?? 0) + rows;
}

/** What a step of an erasure is given. */
export interface ErasedUser {
  address: string;
  userId: number;
  /** When the user ceased to exist. */
  begunAt: number;
}

export interface StepOptions {
  /** Rows in one transaction. */
  batch: number;
  removed: Counts;
  /** Asked after a transaction that got further and is not the last one: true ends the step, and another run goes on. */
  isStopping: () => boolean;
}
