import type { TokenResponse } from '@iimp/proto/types';
import { asciiLowerCase, isAddress } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import { addressKey, type RateLimiter } from '@iimp/platform/rate-limit';
import { newRefreshToken, type Sessions } from '@iimp/storage/sessions';
import type { Users } from '@iimp/storage/users';
import type { AccessTokens } from '../access/access-tokens.js';
import { FamiliarAddresses } from './familiar-addresses.js';
import type { Passwords } from './passwords.js';

export interface LogInOptions {
  users: Pick<Users, 'credentials'>;
  sessions: Pick<Sessions, 'create' | 'rotate' | 'revoke'>;
  tokens: AccessTokens;
  passwords: Passwords;
  refreshTtlMs: number;
  /** Tries per user: those from where the user is known, each by itself, and all others together. */
  userRate: RateLimiter;
  /** Tries per client address. */
  addressRate: RateLimiter;
  now: () => number;
}

/** Sessions of users (profile §7): log-in by password, rotation of refresh tokens, log-out. */
export class LogIn {
  private readonly familiar = new FamiliarAddresses();

  constructor(private readonly options: LogInOptions) {}

  /** @throws ProblemError `invalid_credentials`, the same for whatever is wrong; `rate_limited` */
  async logIn(user: string, password: string, clientAddress: string): Promise<TokenResponse> {
    const { users, sessions, passwords, userRate, addressRate, refreshTtlMs, now } = this.options;
    const address = asciiLowerCase(user);
    const from = addressKey(clientAddress);
    addressRate.consume(from);
    // Nobody has such a name: no work hides that.
    if (!isAddress(address)) throw this.wrong();
    const isFamiliar = this.familiar.has(address, from);
    userRate.consume(isFamiliar ? `${address} ${from}` : address);
    const passwordHash = (await users.credentials(address))?.passwordHash;
    const fits = await passwords.matches(passwordHash, password, { first: isFamiliar });
    const token = newRefreshToken();
    const session = { address, token, expiresAt: now() + refreshTtlMs, now: now() };
    // The user may be another one by now than before the password was checked: disabled, with another password, gone.
    const family = fits && passwordHash ? await sessions.create({ ...session, passwordHash }) : undefined;
    if (family === undefined) throw this.wrong();
    this.familiar.add(address, from);
    return this.session(address, token);
  }

  /**
   * Uses up a refresh token. It may come again for a minute while its successor is unused, as its answer may be lost; any other second use
   * ends its session. @throws ProblemError `invalid_credentials`
   */
  async refresh(token: string, clientAddress: string): Promise<TokenResponse> {
    const { sessions, refreshTtlMs, now } = this.options;
    const next = newRefreshToken(token);
    const rotation = await sessions.rotate({ token, next, expiresAt: now() + refreshTtlMs, now: now() });
    if (rotation.status !== 'rotated') throw this.refusal('the refresh token is not valid, or not any more');
    this.familiar.add(rotation.address, addressKey(clientAddress));
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

  private wrong(): ProblemError {
    return this.refusal('user or password is wrong');
  }

  private refusal(detail: string): ProblemError {
    return new ProblemError('invalid_credentials', detail);
  }
}
