/** Finds the handlers that Nest discovered and gives them what a carrier delivers. */
import { Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { HandlerContext } from '../context.js';
import { MessagingError } from '../errors.js';
import { isPattern, specOf, type Pattern, type ReplyInit, type RpcPattern } from '../topology.js';
import type { Carrier, Delivery, Outcome, Subscription } from './carrier.js';
import { decodeMessage, encodeReply } from './codec.js';
import type { Counters } from './counters.js';
import type { Settings } from './settings.js';
import { errorText, StateLog } from './state-log.js';
import { traceHandle } from './tracing.js';

export interface StrategyParts {
  readonly carrier: Carrier;
  readonly settings: Settings;
  readonly counters: Counters;
  readonly log: StateLog;
  readonly onListening: () => void;
}

export class HandlerStrategy extends Server {
  /** Tells Nest to let failures through: they decide whether a job is acknowledged. */
  override readonly propagatesEventHandlerErrors = true;
  private subscription: Subscription | undefined;
  private closed = false;

  constructor(private readonly parts: StrategyParts) {
    super();
  }

  /** Does it get messages? Undefined when it should not, before listen() and after close(). */
  get active(): boolean | undefined {
    return this.closed ? undefined : this.subscription?.active;
  }

  /** Begins to take messages for the handlers that are registered. Also when the broker is away: it connects later. */
  listen(callback: (error?: unknown) => void): void {
    try {
      if (this.subscription)
        throw new MessagingError('invalid', 'this strategy listens already: a second application needs newStrategy()');
      const patterns = [...this.messageHandlers.keys()].map((name) => this.checkHandler(name));
      this.subscription = this.parts.carrier.subscribe(
        patterns,
        (delivery) => this.receive(delivery),
        this.parts.onListening,
      );
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  /** Takes no more, and waits for the handlers that run. */
  async close(): Promise<void> {
    this.closed = true;
    await this.subscription?.close();
  }

  on(): never {
    throw new MessagingError('invalid', 'this transport has no events; see Messaging.onGap and Messaging.stats');
  }

  unwrap<T>(): T {
    return this.parts.carrier as T;
  }

  /** A typing mistake in a decorator would otherwise be a queue that nobody fills. */
  private checkHandler(name: string): Pattern {
    if (!isPattern(name)) throw new MessagingError('invalid', `a handler names ${name}, which is not in the topology`);
    const isEvent = this.messageHandlers.get(name)?.isEventHandler ?? false;
    if (isEvent === (specOf(name).kind === 'rpc')) {
      throw new MessagingError(
        'invalid',
        `${name} is handled by @${isEvent ? 'Event' : 'Message'}Pattern but is a ${specOf(name).kind}`,
      );
    }
    return name;
  }

  private async receive(delivery: Delivery): Promise<Outcome> {
    const { pattern } = delivery;
    let message: unknown;
    try {
      message = decodeMessage(pattern, delivery.body);
    } catch (error) {
      return { status: 'invalid', error: errorText(error) };
    }
    this.parts.counters.lag(pattern, delivery);
    try {
      const result = await traceHandle(pattern, delivery.headers, () => this.handle(delivery, message));
      const isRequest = specOf(pattern).kind === 'rpc';
      const reply = isRequest ? encodeReply(pattern as RpcPattern, result as ReplyInit<RpcPattern>) : undefined;
      this.parts.counters.add('handled', pattern);
      this.parts.log.good(`handler of ${pattern}`);
      return { status: 'done', reply };
    } catch (error) {
      const text = errorText(error);
      this.parts.log.bad(`handler of ${pattern}`, {
        pattern,
        messageId: delivery.messageId,
        attempt: delivery.attempt,
        error: text,
      });
      return { status: 'failed', error: text };
    }
  }

  /** Runs the handler, at most for its time. One that overruns goes on in the background; its signal tells it to stop. */
  private async handle(delivery: Delivery, message: unknown): Promise<unknown> {
    const handler = this.messageHandlers.get(delivery.pattern);
    if (!handler) throw new MessagingError('unroutable', `no handler for ${delivery.pattern}`);
    const overrun = new AbortController();
    const limit = Math.min(this.parts.settings.handlerTimeoutMs, delivery.timeoutMs ?? Infinity);
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const error = new MessagingError('timeout', `the handler took longer than ${limit} ms`);
        overrun.abort(error);
        reject(error);
      }, limit);
    });
    try {
      const result = Promise.resolve(handler(message, new HandlerContext(delivery, overrun.signal))).then(valueOf);
      return await Promise.race([result, tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Nest hands out observables when interceptors or several handlers of one pattern are at work. */
function valueOf(result: unknown): unknown {
  return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
}
