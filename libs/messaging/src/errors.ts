/**
 * Why a message could not be carried:
 * `invalid` it breaks the rules of its schema; `timeout` nobody answered or confirmed in time; `unroutable` nobody consumes the
 * pattern; `refused` the transport said no (a full queue); `disconnected` there is no connection; `overloaded` too much is waiting
 * here; `failed` the handler of the request failed; `closed` this side is closing.
 */
export type MessagingFailure =
  'invalid' | 'timeout' | 'unroutable' | 'refused' | 'disconnected' | 'overloaded' | 'failed' | 'closed';

/** The one error of this library. */
export class MessagingError extends Error {
  override readonly name = 'MessagingError';

  constructor(
    readonly reason: MessagingFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Would the same call perhaps succeed a little later? */
  get temporary(): boolean {
    return this.reason !== 'invalid' && this.reason !== 'closed';
  }
}
