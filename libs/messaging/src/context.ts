import { BaseRpcContext } from '@nestjs/microservices';
import type { Pattern } from './topology.js';

/** Second argument of a handler (`@Ctx()`): how the message came. */
export interface MessageContext {
  readonly pattern: Pattern;
  /** Unique per emit, kept over redeliveries. */
  readonly messageId: string;
  /** 1 for the first delivery of a job. */
  readonly attempt: number;
  /** Aborted when the handler exceeds its time: its job is then counted as failed. */
  readonly signal: AbortSignal;
}

/** MessageContext as Nest wants it. */
export class HandlerContext extends BaseRpcContext<[MessageContext]> implements MessageContext {
  readonly pattern: Pattern;
  readonly messageId: string;
  readonly attempt: number;

  constructor(
    delivery: Omit<MessageContext, 'signal'>,
    readonly signal: AbortSignal,
  ) {
    super([{ pattern: delivery.pattern, messageId: delivery.messageId, attempt: delivery.attempt, signal }]);
    this.pattern = delivery.pattern;
    this.messageId = delivery.messageId;
    this.attempt = delivery.attempt;
  }
}
