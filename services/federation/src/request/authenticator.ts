/**
 * Whether a request comes from the domain that it names, and may (profile §6, spec §10, §11). In two steps:
 *
 * `authenticate`, before the body is read, from the headers alone: announced size, form of the signature, destination, policy, window,
 * key, signature, rate of the domain. So nobody but a domain that signs can make this server take in a body.
 * `admit`, with the body: its digest, and the first use of the nonce. Only then is anything done for the request, except by
 * `admitWhile`, which does what is harmless when it is done again.
 *
 * The rate of a domain is counted after its signature is verified: otherwise anybody could use up another domain's share. What is
 * not verified is limited by the client's address, before all of this.
 */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import { parseContentDigest, requireContentDigest } from '@iimp/http-signatures/content-digest';
import { fieldValue, refuse } from '@iimp/http-signatures/fields';
import {
  parseSignature,
  requireWindow,
  verifyRequest,
  type ParsedSignature,
} from '@iimp/http-signatures/verify-request';
import { SIGNATURE_SKEW_SECONDS } from '@iimp/protocol/limits';
import { isTemporary } from '@iimp/protocol/codes';
import { ProblemError } from '@iimp/protocol/problem';
import type { DomainKeyring, Signer } from '@iimp/platform/domain-keyring';
import type { RateLimiter } from '@iimp/platform/rate-limit';
import type { Nonces } from '@iimp/storage/nonces';
import type { Hearing } from './hearing.js';
import type { PeerKey, PeerKeys } from './peer-keys.js';

export interface AuthenticatorOptions {
  readonly keyring: Pick<DomainKeyring, 'isLocal' | 'signer'>;
  readonly policy: { allows(domain: string): boolean };
  readonly keys: Pick<PeerKeys, 'find' | 'findAgain' | 'verified'>;
  readonly nonces: Pick<Nonces, 'useNonces'>;
  readonly domainRate: RateLimiter;
  /** Told of every domain whose request is its own, and new: whatever the request says, and whatever becomes of it. */
  readonly hearing: Pick<Hearing, 'heard'>;
  readonly maxBodyBytes: number;
  readonly now: () => number;
}

/** A request that a domain has signed. */
export interface SignedRequest {
  /** The domain that signed. */
  readonly origin: string;
  /** The local domain that is addressed. */
  readonly destination: string;
  /** Signs the answer for the destination. */
  readonly signer: Signer;
  /** Of the request's headers, for the receipt. */
  readonly signature: string;
  readonly contentDigest: string | undefined;
}

interface Head extends SignedRequest {
  readonly parsed: ParsedSignature;
}

/** Stands for the digest of a body that none is named for: it is refused with what is missing. */
const NO_DIGEST = Buffer.alloc(32);

export class Authenticator {
  private readonly heads = new WeakMap<FastifyRequest, Head>();

  constructor(private readonly options: AuthenticatorOptions) {}

  /** Throws ProblemError, which is the answer. */
  async authenticate(request: FastifyRequest): Promise<void> {
    const { keyring, policy, keys, domainRate, maxBodyBytes, now } = this.options;
    const { headers } = request.raw;
    if (Number(headers['content-length'] ?? 0) > maxBodyBytes)
      throw new ProblemError('too_large', `body: more than ${maxBodyBytes} bytes`);
    const parsed = parseSignature(headers);
    const { domain: origin, destination } = parsed;
    if (!keyring.isLocal(destination))
      throw new ProblemError('not_found', `iimp-destination: ${destination} is not served here`);
    if (!policy.allows(origin)) throw new ProblemError('domain_blocked', `${origin} may not federate with this server`);
    if (keyring.isLocal(origin)) refuse('keyid: a domain that is served here');
    requireWindow(parsed, now());
    await this.verify(request, parsed);
    keys.verified(origin);
    domainRate.consume(origin);
    const signature = fieldValue(headers, 'signature')!;
    const contentDigest = fieldValue(headers, 'content-digest');
    const signer = keyring.signer(destination);
    this.heads.set(request, { origin, destination, signer, signature, contentDigest, parsed });
  }

  /** To be called once for each authenticated request, before anything is done for it. */
  async admit(request: FastifyRequest, body: Buffer | undefined): Promise<SignedRequest> {
    const head = this.check(request, body);
    await this.useNonce(head);
    return head;
  }

  /**
   * The same, with work that leaves nothing new when it is done twice, as storing messages is. It begins at once: the look at the nonce
   * is a trip to the database, and need not be waited for first; it goes out behind the work's own, which is the longer one and goes to
   * disk. The result is given only if it was the nonce's first use.
   */
  async admitWhile<T>(
    request: FastifyRequest,
    body: Buffer | undefined,
    work: (signed: SignedRequest) => Promise<T>,
  ): Promise<T> {
    const head = this.check(request, body);
    const result = work(head);
    result.catch(() => undefined);
    // A writer gathers what comes in one turn of the event loop, and sends it in the next.
    await nextTurn();
    await this.useNonce(head);
    return result;
  }

  private check(request: FastifyRequest, body: Buffer | undefined): Head {
    const head = this.heads.get(request);
    if (!head) return refuse('signature: not verified');
    if (head.contentDigest !== undefined)
      requireContentDigest(
        head.contentDigest,
        createHash('sha256')
          .update(body ?? '')
          .digest(),
      );
    return head;
  }

  private async useNonce({ origin, parsed: { keyid, nonce, expires } }: Head): Promise<void> {
    const use = { keyid, nonce, expires: (expires + SIGNATURE_SKEW_SECONDS) * 1_000 };
    const [firstUse] = await this.options.nonces.useNonces([use]);
    if (!firstUse) throw new ProblemError('replayed_request', 'nonce: used before');
    this.options.hearing.heard(origin);
  }

  private async verify(request: FastifyRequest, parsed: ParsedSignature): Promise<void> {
    const { keys } = this.options;
    const { domain, kid } = parsed;
    const known = await keys.find(domain, kid, request.ip).catch((error: unknown) => withoutKeys(domain, error));
    const failure = known && this.tryKey(request, parsed, known);
    if (known && !failure) return;
    // The domain may have a new key since it was asked (profile §2).
    const again = await keys.findAgain(domain, kid, request.ip).catch((error: unknown) => withoutKeys(domain, error));
    if (again && again.raw !== known?.raw && !this.tryKey(request, parsed, again)) return;
    throw failure ?? new ProblemError('invalid_signature', `keyid: ${domain} has no such key`);
  }

  /** What is wrong with the request by this key; undefined when nothing is. */
  private tryKey({ raw }: FastifyRequest, parsed: ParsedSignature, { key }: PeerKey): ProblemError | undefined {
    const { headers } = raw;
    const [path = '', ...query] = (raw.url ?? '').split('?');
    const digest = fieldValue(headers, 'content-digest');
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    // The digest named in the headers is what is signed; whether it is that of the body is seen when the body is there.
    const digestOfBody = hasBody ? (digest === undefined ? NO_DIGEST : parseContentDigest(digest)) : undefined;
    try {
      verifyRequest(
        parsed,
        {
          method: raw.method ?? '',
          authority: headers.host ?? '',
          path,
          query: query.join('?'),
          headers,
          ...(digestOfBody === undefined ? {} : { digestOfBody }),
        },
        key,
        this.options.now(),
      );
      return undefined;
    } catch (error) {
      if (error instanceof ProblemError) return error;
      throw error;
    }
  }
}

/** A domain that does not federate has no keys; one that cannot be asked may have some. */
function withoutKeys(domain: string, error: unknown): never {
  if (error instanceof ProblemError && !isTemporary(error.code))
    throw new ProblemError('invalid_signature', `keyid: ${domain} publishes no keys`, { cause: error });
  throw error;
}
