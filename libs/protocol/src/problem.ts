import type { Problem } from '@iimp/proto/types';
import { CODES, type Code } from './codes.js';

export interface ProblemOptions {
  /** Floor of the wait before another try, in seconds (`Retry-After`). */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** An error with a stable code (profile §9); the edge of a service turns it into RFC 9457 once, by `toProblem`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly retryAfterSeconds?: number;

  constructor(
    readonly code: Code,
    /** What is wrong with this request, for people; never a secret, never a payload. */
    readonly detail: string,
    options: ProblemOptions = {},
  ) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = CODES[code].status;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The problem document of an error. One that is no ProblemError tells nothing but `internal`. */
export function toProblem(err: unknown): Problem {
  const error =
    err instanceof ProblemError
      ? err
      : new ProblemError('internal', 'The request could not be handled', { cause: err });
  return {
    type: `urn:iimp:error:${error.code}`,
    title: CODES[error.code].title,
    status: error.status,
    detail: error.detail,
    code: error.code,
    ...(error.retryAfterSeconds === undefined ? {} : { retry_after_seconds: error.retryAfterSeconds }),
  };
}
