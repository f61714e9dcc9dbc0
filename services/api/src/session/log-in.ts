import { randomBytes } from 'node:crypto';
import type { TokenResponse } from '@iimp/proto/types';
import { asciiLowerCase, isAddress } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import { addressKey, type RateLimiter } from '@iimp/platform/rate-limit';
import type { Sessions } from '@iimp/storage/sessions';
import type { Users } from '@iimp/storage/users';
import type { AccessTokens } from '../access/access-tokens.js';
import type { Passwords } from './passwords.js';

export interface LogInOptions {
  users: Pick<Users, 'credentials'>;
  sessions: Pick<Sessions, 'create' | 'rotate' | 'revoke'>;
  tokens: AccessTokens;
  passwords: Passwords;
  refreshTtlMs: number;
  /** Tries per user name. */
  userRate: RateLimiter;
  /** Tries per client address. */
  addressRate: RateLimiter;
  now: () => number;
}

/** Sessions of users (profile §7): log-in by password, rotation of refresh tokens, log-out. */
export class LogIn {
  constructor(private readonly options: LogInOptions) {}

  /** @throws ProblemError `invalid_credentials`, the same for whatever is wrong; `rate_limited` */
  async logIn(user: string, password: string, clientAddress: string): Promise<TokenResponse> {
    const { users, sessions, passwords, userRate, addressRate, refreshTtlMs, now } = this.options;
    const address = asciiLowerCase(user);
    addressRate.consume(addressKey(clientAddress));
    userRate.consume(address);
    const passwordHash = isAddress(address) ? (await users.credentials(address))?.passwordHash : undefined;
    const fits = await passwords.matches(passwordHash, password);
    const token = newRefreshToken();
    const session = { address, token, expiresAt: now() + refreshTtlMs, now: now() };
    // The user may be another one by now than before the password was checked: disabled, with another password, gone.
    const family = fits && passwordHash ? await sessions.create({ ...session, passwordHash }) : undefined;
    if (family === undefined) throw this.refusal('user or password is wrong');
    return this.session(address, token);
  }

  /**
   * Uses up a refresh token. It may come again for a minute while its successor is unused, as its answer may be lost; any other second use
   * ends its session. @throws ProblemError `invalid_credentials`
   */
  async refresh(token: string): Promise<TokenResponse> {
    const { sessions, refreshTtlMs, now } = this.options;
    const next = newRefreshToken();
    const rotation = await sessions.rotate({ token, next, expiresAt: now() + refreshTtlMs, now: now() });
    if (rotation.status !== 'rotated') throw this.refusal('the refresh token is not valid, or not any more');
    return this.session(rotation.address, next);
  }

  /** Ends a session; nothing happens for a token that is not alive. */
  async logOut(token: string): Promise<void> {
    await this.options.sessions.revoke(token, this.options.now());
  }

  private async session(user: string, refreshToken: string): Promise<TokenResponse> {
    const { token, expiresIn } = await this.options.tokens.issue(user);
    return { access_token: token, token_type: 'Bearer', expires_in: expiresIn, refresh_token: refreshToken };
  }

  private refusal(detail: string): ProblemError {
    return new ProblemError('invalid_credentials', detail);
  }
}

function newRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}
