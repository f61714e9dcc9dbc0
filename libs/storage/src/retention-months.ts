import { ProblemError } from '@iimp/protocol/problem';
import { audit } from './audit.js';
import type { Database } from './database.js';
import { dropMonth, isSettled } from './internal/partitions.js';

export interface MonthsOptions {
  now: number;
  actor: string;
  /** Asked after each month that was dropped: true ends it. */
  isStopping: () => boolean;
  /** Ends it wherever it is. */
  signal?: AbortSignal | undefined;
  /** Told of each month that was dropped. */
  onDropped: (month: string, messages: number) => void;
}

export interface MonthsEnd {
  /** False: it was asked to stop, and there may be more. */
  through: boolean;
  /** Months that could not be dropped, and why. */
  failures: ReadonlyMap<string, unknown>;
}

/** Those of the months of which nothing waits for another domain, and those of which that cannot be told: `dropMonths` says why. */
export async function settledMonths(db: Database, months: readonly string[], signal?: AbortSignal): Promise<string[]> {
  const settled: string[] = [];
  for (const month of months) if (await isSettled(db, month, signal).catch(() => true)) settled.push(month);
  return settled;
}

/** Drops months to which nothing refers any more, each with an entry of the audit log. One that fails keeps nobody from the others. */
export async function dropMonths(
  db: Database,
  months: readonly string[],
  { now, actor, isStopping, signal, onDropped }: MonthsOptions,
): Promise<MonthsEnd> {
  const failures = new Map<string, unknown>();
  for (const month of months) {
    try {
      const messages = await dropMonth(db, month, {
        note: (tx, dropped) =>
          audit(tx, { at: now, actor, action: 'retention.month', subject: month, detail: { messages: dropped } }),
        signal,
      });
      // Something of it still waits for another domain: another time.
      if (messages === undefined) continue;
      onDropped(month, messages);
    } catch (error) {
      if (signal?.aborted) return { through: false, failures };
      failures.set(month, error);
      continue;
    }
    if (isStopping()) return { through: false, failures };
  }
  return { through: true, failures };
}

/** What to throw for months that could not be dropped: temporary when each of its causes is. */
export function failureOf(failures: ReadonlyMap<string, unknown>): Error {
  const causes = [...failures.values()];
  const told = [...failures].map(([month, error]) => `${month} (${error instanceof Error ? error.message : error})`);
  const all = new AggregateError(causes, `months that could not be removed: ${told.join(', ')}`);
  if (!causes.every((cause) => cause instanceof ProblemError)) return all;
  return new ProblemError('unavailable', `these months could not be removed now: ${[...failures.keys()].join(', ')}`, {
    cause: all,
  });
}
