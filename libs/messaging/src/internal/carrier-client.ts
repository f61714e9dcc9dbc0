import { v7 as newMessageId } from 'uuid';
import type { MessagingClient, RequestOptions } from '../client.js';
import { MessagingError } from '../errors.js';
import {
  specOf,
  type EventPatternName,
  type Outgoing,
  type Pattern,
  type Reply,
  type RpcPattern,
} from '../topology.js';
import { BestEffort } from './best-effort.js';
import type { Carrier } from './carrier.js';
import { decodeReply, encodeMessage } from './codec.js';
import type { Counters } from './counters.js';
import type { StateLog } from './state-log.js';
import type { Origin } from './origin.js';
import { traceSend } from './tracing.js';

/** MessagingClient over any carrier. */
export class CarrierClient implements MessagingClient {
  private readonly bestEffort: BestEffort;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly carrier: Carrier,
    private readonly counters: Counters,
    log: StateLog,
  ) {
    this.bestEffort = new BestEffort(carrier, (...args) => this.send(...args), counters, log);
  }

  /** Items that wait to be sent at best effort. */
  get buffered(): number {
    return this.bestEffort.size;
  }

  async emit<P extends EventPatternName>(pattern: P, message: Outgoing<P>): Promise<void> {
    this.refuseIfClosed();
    await this.send(pattern, message);
  }

  emitBestEffort<P extends EventPatternName>(pattern: P, message: Outgoing<P>): void {
    this.bestEffort.add(pattern, message);
  }

  async request<P extends RpcPattern>(pattern: P, message: Outgoing<P>, options: RequestOptions): Promise<Reply<P>> {
    this.refuseIfClosed();
    if (!(options.timeoutMs > 0 && options.timeoutMs <= 300_000)) {
      throw new MessagingError('invalid', 'timeoutMs must be above 0 and at most 300,000');
    }
    if (specOf(pattern)?.kind !== 'rpc') throw new MessagingError('invalid', `${pattern} is not a request`);
    const body = encodeMessage(pattern, message);
    const reply = await traceSend(pattern, 'request', (headers) =>
      this.carrier.request({ pattern, messageId: newMessageId(), body, headers }, options.timeoutMs),
    );
    this.counters.add('published', pattern);
    return decodeReply(pattern, reply);
  }

  /** Sends what best-effort messages can still be sent. The carrier is closed by whoever made it. */
  close(): Promise<void> {
    this.closing ??= this.bestEffort.close();
    return this.closing;
  }

  private async send<P extends EventPatternName>(pattern: P, message: Outgoing<P>, origin?: Origin): Promise<void> {
    if ((specOf(pattern as Pattern)?.kind ?? 'rpc') === 'rpc')
      throw new MessagingError('invalid', `${pattern} is not an event`);
    const body = encodeMessage(pattern, message);
    await traceSend(
      pattern,
      'publish',
      (headers) => this.carrier.publish({ pattern, messageId: newMessageId(), body, headers }),
      origin,
    );
    this.counters.add('published', pattern);
  }

  private refuseIfClosed(): void {
    if (this.closing) throw new MessagingError('closed', 'messaging is closed');
  }
}
