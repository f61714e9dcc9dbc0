import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from '@iimp/protocol/problem';
import type { FastifyRequest } from 'fastify';

/** Who is signed in. */
export interface Account {
  /** Address. */
  readonly user: string;
  /** When the access token ends, ms. */
  readonly expiresAt: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read, on every route that needs a token. */
    account: Account | undefined;
  }
}

/** The account of a request that passed the gate. */
export function accountOf(request: FastifyRequest): Account {
  if (!request.account) throw new ProblemError('unauthorized', 'an access token is needed');
  return request.account;
}

/** Address of the user who is signed in, as a parameter of a handler. */
export const SignedIn = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string =>
    accountOf(context.switchToHttp().getRequest<FastifyRequest>()).user,
);
