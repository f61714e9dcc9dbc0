import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProblemError } from '@iimp/protocol/problem';
import { LogBudget } from '../log-budget.js';
import type { Logger } from '../logging.js';
import { asProblem, sendProblem } from './problem-reply.js';

/** Every exception of a Nest application leaves through here (profile §9). Only what is a fault of ours is logged, and boundedly. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly budget: LogBudget;

  constructor(private readonly logger: Logger) {
    this.budget = new LogBudget((suppressed) => logger.error({ suppressed }, 'more requests failed'));
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = asProblem(error);
    if (!(problem instanceof ProblemError) || problem.code === 'internal') this.tell(problem, reply);
    sendProblem(reply, problem);
  }

  private tell(error: unknown, reply: FastifyReply): void {
    if (!this.budget.take()) return;
    const { method, routeOptions, id } = reply.request;
    this.logger.error({ err: error, method, route: routeOptions.url, request: id }, 'a request failed');
  }
}
