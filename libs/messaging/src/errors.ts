import { ProblemError } from '@iimp/protocol/problem';

/**
 * Why a message could not be carried:
 * `invalid` it breaks the rules of its schema; `timeout` nobody answered or confirmed in time; `unroutable` nobody consumes the
 * pattern; `refused` the transport said no (a full queue); `disconnected` there is no connection; `overloaded` too much is waiting
 * here; `failed` the handler of the request failed; `closed` this side is closing.
 */
export type MessagingFailure =
  'invalid' | 'timeout' | 'unroutable' | 'refused' | 'disconnected' | 'overloaded' | 'failed' | 'closed';

/**
 * The one error of this library. To the outside it is `unavailable` (temporary), or `internal` for a message that could never be
 * sent; the detail told there says nothing of what is inside, `message` does.
 */
export class MessagingError extends ProblemError {
  readonly reason: MessagingFailure;

  constructor(reason: MessagingFailure, message: string, options: { readonly cause?: unknown } = {}) {
    const [code, detail] =
      reason === 'invalid'
        ? (['internal', 'The request could not be handled'] as const)
        : (['unavailable', 'A part of this server does not answer'] as const);
    super(code, detail, options);
    this.reason = reason;
    this.message = `${reason}: ${message}`;
  }
}
