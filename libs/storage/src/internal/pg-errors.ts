import { isNativeError } from 'node:util/types';
import { ProblemError } from '@iimp/protocol/problem';

/** SQLSTATE of an error of Postgres. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) && error.code !== 'EPIPE'
    ? error.code
    : undefined;
}

/** Serialization failure, deadlock: the same transaction may well succeed now. */
const RETRYABLE: ReadonlySet<string> = new Set(['40001', '40P01']);

export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(sqlState(error) ?? '');
}

/** Unique violation, of whatever constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505';
}

/** A statement of a transaction in which another one failed before: that one's error says why. */
export function isInVain(error: unknown): boolean {
  return sqlState(error) === '25P02';
}

/** The transaction would have to write, and cannot: after a failover the server is a standby. */
export function isReadOnly(error: unknown): boolean {
  return sqlState(error) === '25006';
}

/**
 * Classes of errors that are about the server or the wait, not about the statement: connection, resources, operator
 * intervention, system, read-only after a failover, locks.
 */
const TEMPORARY = /^(?:08|28|3D|53|57|58|40|55P03|25006|25P03|XX)/;

/** With these the connection ends, or was never opened: nobody is let in while a password or a database is exchanged. No statement is to blame. */
const OF_CONNECTION: ReadonlySet<unknown> = new Set(['FATAL', 'PANIC']);

/** Whether an error of Postgres says that it is away, busy or restarting, or lets nobody in. */
export function isTemporaryFailure(error: unknown): boolean {
  const state = sqlState(error);
  if (state === undefined) return false;
  return TEMPORARY.test(state) || OF_CONNECTION.has((error as { severity?: unknown }).severity);
}

/** A connection broke, or none was to be had: nothing is known of the statement. */
export class Unreachable extends ProblemError {
  constructor(cause: unknown) {
    super('unavailable', 'The database cannot be reached', { cause });
  }
}

/** What pg-pool says when all of its connections were in use for too long: nothing is wrong with them. */
const EXHAUSTED = 'timeout exceeded when trying to connect';

/** Whether a connection broke, or none could be opened. */
export function leadsNowhere(error: unknown): boolean {
  return error instanceof Unreachable && !(isNativeError(error.cause) && error.cause.message === EXHAUSTED);
}

/**
 * An error that pg gave for a statement or a connection. Without a state it is about the connection (sockets, time-outs): nothing
 * is known of the statement then. TypeErrors are our own mistakes.
 */
export function fromDriver(error: unknown): unknown {
  if (sqlState(error) !== undefined || !isNativeError(error) || error.name === 'TypeError') return error;
  if (error instanceof ProblemError) return error;
  return new Unreachable(error);
}

/** What a caller outside this library gets for an error of a statement. */
export function asProblem(error: unknown, what: string): unknown {
  if (!isTemporaryFailure(error)) return error;
  return new ProblemError('unavailable', `The database could not do this now: ${what}`, { cause: error });
}
