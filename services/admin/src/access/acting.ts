import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Administration } from '@iimp/administration/administration';
import { ProblemError } from '@iimp/protocol/problem';
import type { Operator } from './admin-gate.js';

/** Who asks. */
export function operatorOf(request: FastifyRequest): Operator {
  if (!request.operator) throw new ProblemError('unauthorized', 'a token of an operator is needed');
  return request.operator;
}

/** The administration in the name of who asks, as a parameter of a handler. */
export const Acting = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Administration =>
    operatorOf(context.switchToHttp().getRequest<FastifyRequest>()).administration,
);
