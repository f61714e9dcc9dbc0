import { ProblemError } from '@iimp/protocol/problem';

/** SQLSTATE of an error of Postgres. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/** Serialization failure, deadlock: the same transaction may well succeed now. */
const RETRYABLE: ReadonlySet<string> = new Set(['40001', '40P01']);

export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(sqlState(error) ?? '');
}

/** Unique violation; with a name, of that constraint (or of a partition's copy of it). */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505';
}

/**
 * Classes of errors that are about the server or the wait, not about the statement: connection, resources, operator
 * intervention, system, read-only after a failover, locks.
 */
const TEMPORARY = /^(?:08|53|57|58|40|55P03|25006|25P03|XX)/;

/** Whether an error of a query says that the database is away, busy or restarting. */
export function isTemporaryFailure(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return TEMPORARY.test(state);
  // Errors of sockets and of pg itself have no SQLSTATE; programming errors are no plain Errors of these two.
  return error instanceof Error && !(error instanceof TypeError) && !(error instanceof ProblemError);
}

/** What a caller outside this library gets for an error of a query. */
export function asProblem(error: unknown, what: string): unknown {
  if (error instanceof ProblemError || !isTemporaryFailure(error)) return error;
  return new ProblemError('unavailable', `The database could not do this now: ${what}`, { cause: error });
}
