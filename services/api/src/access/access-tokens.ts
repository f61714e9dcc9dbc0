import { webcrypto } from 'node:crypto';
import { SignJWT, errors, jwtVerify } from 'jose';
import { newId } from '@iimp/protocol/ids';
import { ProblemError } from '@iimp/protocol/problem';
import type { Users } from '@iimp/storage/users';
import type { Account } from './account.js';

export interface AccessTokensOptions {
  /** The same for all replicas. */
  secret: string;
  ttlMs: number;
  users: Pick<Users, 'find'>;
  now: () => number;
  /** Tokens remembered as verified. Default 20,000. */
  maxCached?: number;
  /** After this long the user of a remembered token is looked at again. Default 30 s. */
  trustMs?: number;
}

const ISSUER = 'iimp';
const AUDIENCE = 'iimp-client';
const TYPE = 'at+jwt';
const MAX_TOKEN_CHARACTERS = 2_048;

/** The account of a token that was verified. */
export interface Verified extends Account {
  /** Until when the user is taken to be the same as at the last look. */
  readonly trustedUntil: number;
}

/**
 * Short-lived access tokens (JWT, HS256). One that was verified is remembered, boundedly, so that a request costs a look-up in memory;
 * a user who was disabled is out after `trustMs` at the latest.
 */
export class AccessTokens {
  private readonly verified = new Map<string, Verified>();
  private readonly key: Promise<webcrypto.CryptoKey>;
  private readonly maxCached: number;
  private readonly trustMs: number;

  constructor(private readonly options: AccessTokensOptions) {
    this.maxCached = options.maxCached ?? 20_000;
    this.trustMs = options.trustMs ?? 30_000;
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const bytes = new TextEncoder().encode(options.secret);
    this.key = webcrypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify']);
  }

  /** @returns the token and the seconds that it lives */
  async issue(user: string): Promise<{ token: string; expiresIn: number }> {
    const now = Math.floor(this.options.now() / 1_000);
    const expiresIn = Math.ceil(this.options.ttlMs / 1_000);
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(user)
      .setJti(newId())
      .setIssuedAt(now)
      .setExpirationTime(now + expiresIn)
      .sign(await this.key);
    return { token, expiresIn };
  }

  /** The account of a token that was verified lately; `undefined`: `verify` must tell. */
  remembered(token: string): Verified | undefined {
    const found = this.verified.get(token);
    return found && this.isTrusted(found) ? found : undefined;
  }

  /** Whether an account that was given may still be taken for its token's, without another look. */
  isTrusted({ trustedUntil, expiresAt }: Verified): boolean {
    const now = this.options.now();
    return trustedUntil > now && expiresAt > now;
  }

  /** @throws ProblemError `unauthorized` for a token that is not ours or over, or whose user is gone or disabled */
  async verify(token: string): Promise<Account> {
    const { user, expiresAt } = await this.read(token);
    const found = await this.options.users.find(user);
    if (!found || found.disabled) throw this.refusal();
    this.remember(token, { user, expiresAt, trustedUntil: this.options.now() + this.trustMs });
    return { user, expiresAt };
  }

  private async read(token: string): Promise<Account> {
    if (token.length > MAX_TOKEN_CHARACTERS) throw this.refusal();
    try {
      const { payload } = await jwtVerify(token, await this.key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(this.options.now()),
      });
      return { user: payload.sub!, expiresAt: payload.exp! * 1_000 };
    } catch (error) {
      throw error instanceof errors.JOSEError || error instanceof TypeError ? this.refusal(error) : error;
    }
  }

  private remember(token: string, account: Verified): void {
    this.verified.delete(token);
    this.verified.set(token, account);
    if (this.verified.size > this.maxCached) this.verified.delete(this.verified.keys().next().value!);
  }

  private refusal(cause?: unknown): ProblemError {
    return new ProblemError('unauthorized', 'the access token is not valid, or not any more', { cause });
  }
}
