import { ProblemError } from '@iimp/protocol/problem';

/**
 * Why a domain could not be asked.
 *
 * Permanent, code `not_found`: `does-not-federate` its SRV record says so (target `.`), or there is none and `/.well-known/iimp` is
 * 404 or 410 (`doubtful`: a web server says so by mistake too); `no-such-domain` DNS says with authority that there is neither an SRV
 * record nor an address.
 *
 * Temporary, code `unavailable`: `dns` no answer from DNS, SERVFAIL, or SRV records that name no host; `connect` no target can be connected to, be it for TCP, TLS, or
 * because the address is refused (`refused-address`); `timeout`; `interrupted` the connection broke after the request was sent;
 * `status` an unexpected status while looking a domain up; `bad-response` an answer that is too large or makes no sense.
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

/**
 * The one error of this library; its `code` says whether trying later makes sense (profile §6.3, §9). Its words may be shown to strangers:
 * they tell no address and nothing of this network, which causes may.
 */
export class PeerError extends ProblemError {
  /** The host of which DNS knows no address, in `no-such-domain`. */
  readonly host: string | undefined;
  /** Permanent, though it may be a mistake: of a domain that is known it is to be believed only when it lasts. */
  readonly doubtful: boolean;

  constructor(
    readonly reason: PeerFailure,
    detail: string,
    options: { cause?: unknown; retryAfterSeconds?: number | undefined; host?: string; doubtful?: boolean } = {},
  ) {
    super(isPermanent(reason) ? 'not_found' : 'unavailable', detail, {
      cause: options.cause,
      ...(options.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: options.retryAfterSeconds }),
    });
    this.host = options.host;
    this.doubtful = options.doubtful ?? false;
  }

  /** Would the same call perhaps succeed later? */
  get temporary(): boolean {
    return !isPermanent(this.reason);
  }
}

function isPermanent(reason: PeerFailure): boolean {
  return reason === 'does-not-federate' || reason === 'no-such-domain';
}
