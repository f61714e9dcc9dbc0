import type { Socket } from 'node:net';
import { addressKey, type RateLimiter } from '@iimp/platform/rate-limit';
import { ProblemError } from '@iimp/protocol/problem';
import type { FastifyRequest } from 'fastify';
import type { AccessTokens, Verified } from './access-tokens.js';
import type { Account } from './account.js';

export interface AccessGateOptions {
  tokens: AccessTokens;
  addressRate: RateLimiter;
  userRate: RateLimiter;
}

/** Routes that need no token: those that give them (proto/openapi/client.yaml, `security: []`). */
const OPEN = '/api/v1/auth/';
const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;
/** Characters of a header that a connection is remembered by, which anybody may fill with blanks; ours have some 300. */
const MAX_HEADER = 512;

/** Who may come in, asked before a byte of the body is read: by address, by token, by user. */
export class AccessGate {
  /**
   * What each connection asked with last. A program asks with the same as long as its token lives: to compare two texts takes a tenth of
   * taking one apart and hashing it (0.1 and 1 µs).
   */
  private readonly last = new WeakMap<Socket, { header: string; account: Verified }>();

  constructor(private readonly options: AccessGateOptions) {}

  /** Sets `request.account`, or throws `rate_limited` or `unauthorized`. At once for a token that is remembered. */
  admit(request: FastifyRequest): void | Promise<void> {
    const { tokens, addressRate } = this.options;
    addressRate.consume(addressKey(request.ip));
    if (request.routeOptions.url?.startsWith(OPEN)) return undefined;
    const { socket } = request.raw;
    const header = request.headers.authorization ?? '';
    const last = this.last.get(socket);
    if (last?.header === header && tokens.isTrusted(last.account)) return this.enter(request, last.account);
    const token = BEARER.exec(header)?.[1];
    if (token === undefined) throw new ProblemError('unauthorized', 'Authorization: a bearer token is needed');
    const account = tokens.remembered(token);
    if (!account) return tokens.verify(token).then((verified) => this.enter(request, verified));
    if (header.length <= MAX_HEADER) this.last.set(socket, { header, account });
    return this.enter(request, account);
  }

  private enter(request: FastifyRequest, account: Account): void {
    this.options.userRate.consume(account.user);
    request.account = account;
  }
}
