import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProblemError } from '@iimp/protocol/problem';
import type { Logger } from '../logging.js';
import { asProblem, sendProblem } from './problem-reply.js';

/** Lines about unexpected errors in one interval; the rest is counted. */
const LINES = 20;
const INTERVAL_MS = 10_000;

/** Every exception of a Nest application leaves through here (profile §9). Only what is a fault of ours is logged, and boundedly. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private lines = 0;
  private since = 0;

  constructor(
    private readonly logger: Logger,
    private readonly now: () => number = Date.now,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = asProblem(error);
    if (!(problem instanceof ProblemError) || problem.code === 'internal') this.tell(problem, reply);
    sendProblem(reply, problem);
  }

  private tell(error: unknown, reply: FastifyReply): void {
    const now = this.now();
    if (now - this.since >= INTERVAL_MS) {
      if (this.lines > LINES) this.logger.error({ suppressed: this.lines - LINES }, 'more requests failed');
      this.since = now;
      this.lines = 0;
    }
    if (++this.lines > LINES) return;
    const { method, routeOptions, id } = reply.request;
    this.logger.error({ err: error, method, route: routeOptions.url, request: id }, 'a request failed');
  }
}
