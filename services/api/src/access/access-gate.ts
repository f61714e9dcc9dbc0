import { addressKey, type RateLimiter } from '@iimp/platform/rate-limit';
import { ProblemError } from '@iimp/protocol/problem';
import type { FastifyRequest } from 'fastify';
import type { AccessTokens } from './access-tokens.js';
import type { Account } from './account.js';

export interface AccessGateOptions {
  tokens: AccessTokens;
  addressRate: RateLimiter;
  userRate: RateLimiter;
}

/** Routes that need no token: those that give them (proto/openapi/client.yaml, `security: []`). */
const OPEN = '/api/v1/auth/';
const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;

/** Who may come in, asked before a byte of the body is read: by address, by token, by user. */
export class AccessGate {
  constructor(private readonly options: AccessGateOptions) {}

  /** Sets `request.account`, or throws `rate_limited` or `unauthorized`. At once for a token that is remembered. */
  admit(request: FastifyRequest): void | Promise<void> {
    const { tokens, addressRate } = this.options;
    addressRate.consume(addressKey(request.ip));
    if (request.routeOptions.url?.startsWith(OPEN)) return undefined;
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new ProblemError('unauthorized', 'Authorization: a bearer token is needed');
    const account = tokens.remembered(token);
    if (account) return this.enter(request, account);
    return tokens.verify(token).then((verified) => this.enter(request, verified));
  }

  private enter(request: FastifyRequest, account: Account): void {
    this.options.userRate.consume(account.user);
    request.account = account;
  }
}
