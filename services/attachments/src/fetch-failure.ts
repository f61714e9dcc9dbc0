import { type Code, isCode, isTemporary, isTemporaryAnswer } from '@iimp/protocol/codes';
import { MIN_DISCOVERY_REFRESH_INTERVAL_MS } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';
import { BlobMismatchError } from '@iimp/blobs/errors';

/**
 * What a failure says of further tries: `later` it will pass, try until the give-up; `few` it should not have happened and may be an
 * accident (wrong bytes, a signature not believed while keys change), try a few times; `never` the origin says no.
 */
export type Outlook = 'later' | 'few' | 'never';

/** A try that failed, and what it means. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';

  constructor(
    readonly outlook: Outlook,
    message: string,
    readonly retryAfterMs = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Codes with which an origin refuses for good (profile §6.2, §9); other permanent ones may be an accident, and so may a status without a
 * code: a gateway before it says 404 while what it stands before is replaced.
 */
const REFUSALS: ReadonlySet<string> = new Set<Code>(['not_found', 'domain_blocked', 'too_large']);

/** What an answer that is no success means (profile §6.3, §9). `code` is that of its problem document, if it had one. */
export function failureOfAnswer(status: number, code: string | undefined, retryAfterMs: number): FetchFailure {
  const what = `the origin answered ${status}${code && isCode(code) ? ` ${code}` : ''}`;
  if (isTemporaryAnswer(status, code)) return new FetchFailure('later', what, retryAfterMs);
  if (code && REFUSALS.has(code)) return new FetchFailure('never', what, retryAfterMs);
  // It may ask for our keys once a minute (profile §2): sooner it would say the same again.
  const floorMs = status === 401 ? MIN_DISCOVERY_REFRESH_INTERVAL_MS + 1_000 : 0;
  return new FetchFailure('few', what, Math.max(retryAfterMs, floorMs));
}

/** What any error of a try means. */
export function failureOf(error: unknown): FetchFailure {
  if (error instanceof FetchFailure) return error;
  if (error instanceof BlobMismatchError)
    return new FetchFailure('few', `wrong bytes: ${error.message}`, 0, { cause: error });
  if (error instanceof ProblemError) {
    // Discovery, our broker, our blob store, and the connection to the origin all speak this way.
    const retryAfterMs = (error.retryAfterSeconds ?? 0) * 1000;
    return new FetchFailure(isTemporary(error.code) ? 'later' : 'few', error.detail, retryAfterMs, { cause: error });
  }
  return new FetchFailure('later', 'an unexpected error', 0, { cause: error });
}
