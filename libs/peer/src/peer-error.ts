import { ProblemError } from '@iimp/protocol/problem';

/**
 * Why a domain could not be asked.
 *
 * Permanent, code `not_found`: `does-not-federate` its SRV record says so (target `.`), or `/.well-known/iimp` is 404 or 410;
 * `no-such-domain` DNS says with authority that there is neither an SRV record nor an address.
 *
 * Temporary, code `unavailable`: `dns` no answer from DNS, or SERVFAIL; `refused-address` only addresses that are not public and
 * not listed by the operator; `connect` TCP or TLS failed at every target; `timeout`; `interrupted` the connection broke after the
 * request was sent; `status` an unexpected answer while looking the domain up; `bad-response` an answer that is too large or makes no sense.
 */
export type PeerFailure =
  | 'does-not-federate'
  | 'no-such-domain'
  | 'dns'
  | 'refused-address'
  | 'connect'
  | 'timeout'
  | 'interrupted'
  | 'status'
  | 'bad-response';

/** The one error of this library; its `code` says whether trying later makes sense (profile §6.3, §9). */
export class PeerError extends ProblemError {
  override readonly name = 'PeerError';

  constructor(
    readonly reason: PeerFailure,
    detail: string,
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(isPermanent(reason) ? 'not_found' : 'unavailable', detail);
    if (options.cause !== undefined) this.cause = options.cause;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** Would the same call perhaps succeed later? */
  get temporary(): boolean {
    return !isPermanent(this.reason);
  }
}

function isPermanent(reason: PeerFailure): boolean {
  return reason === 'does-not-federate' || reason === 'no-such-domain';
}
