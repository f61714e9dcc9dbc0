import type { FastifyRequest } from 'fastify';
import type { Administration } from '@iimp/administration/administration';
import { addressKey, type RateLimiter } from '@iimp/platform/rate-limit';
import { ProblemError } from '@iimp/protocol/problem';
import type { AdminRole, AdminTokenRecord, AdminTokens } from '@iimp/storage/admin-tokens';
import './route.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token came, and the administration in that name. Set before the body is read, on every route that needs a token. */
    operator: Operator | undefined;
  }
}

/** Somebody whose token was verified. */
export interface Operator {
  token: AdminTokenRecord;
  administration: Administration;
}

export interface AdminGateOptions {
  tokens: Pick<AdminTokens, 'verify'>;
  addressRate: RateLimiter;
  /** The administration in the name of somebody. */
  administrationOf(actor: string): Administration;
  now: () => number;
}

const RANK: Readonly<Record<AdminRole, number>> = { viewer: 1, operator: 2, admin: 3 };
const BEARER = /^Bearer +([A-Za-z0-9_-]{1,128}) *$/i;

/** Who may come in, asked before a byte of the body is read: rate by address, then the token, then its role. */
export class AdminGate {
  constructor(private readonly options: AdminGateOptions) {}

  /** Sets `request.operator`, or throws `rate_limited`, `unauthorized` or `forbidden`. */
  async admit(request: FastifyRequest): Promise<void> {
    const { tokens, addressRate, administrationOf, now } = this.options;
    addressRate.consume(addressKey(request.ip));
    // A route that says nothing is for admins.
    const needed = request.routeOptions.config.role ?? 'admin';
    if (needed === 'anybody') return;
    const secret = BEARER.exec(request.headers.authorization ?? '')?.[1];
    // Looked up at every request: a token that is revoked is good for nothing from then on.
    const token = secret === undefined ? undefined : await tokens.verify(secret, now());
    if (!token) throw new ProblemError('unauthorized', 'Authorization: a valid token of an operator is needed');
    if (RANK[token.role] < RANK[needed])
      throw new ProblemError('forbidden', `this needs the role ${needed}; the token has ${token.role}`);
    request.operator = { token, administration: administrationOf(`admin:${token.name}`) };
  }
}
