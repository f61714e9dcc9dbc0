/**
 * Carries messages over RabbitMQ. Two connections, because a broker short of memory stops reading from publishers: consumers must
 * still be able to acknowledge.
 */
import type { ConsumeMessage } from 'amqplib';
import { MessagingError } from '../../errors.js';
import { specOf, type Pattern } from '../../topology.js';
import type { Carrier, Delivery, Envelope, Outcome, Receiver, Subscription } from '../carrier.js';
import type { Counters } from '../counters.js';
import { prefetchOf, type Settings } from '../settings.js';
import { settle } from '../settle.js';
import { errorText, type StateLog } from '../state-log.js';
import { AmqpQuarantine } from './amqp-quarantine.js';
import { AmqpConsumer, type Settlement } from './consumer.js';
import { declareFanoutQueue, declareOwnQueue, declareQuarantine } from './declare.js';
import { AmqpLink } from './link.js';
import { ERROR_HEADER, Publisher } from './publisher.js';
import type { Pause } from './waiting.js';
import { deliveryOf, publicationOf, quarantineCopyOf, requestOf } from './wire.js';

export class AmqpCarrier implements Carrier {
  readonly quarantine: AmqpQuarantine;
  readonly isAlone = false;
  private readonly publisher: Publisher;
  private readonly inbound: AmqpLink;
  private readonly consumers = new Set<AmqpConsumer>();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly counters: Counters,
    private readonly log: StateLog,
  ) {
    this.publisher = new Publisher(settings, log);
    this.quarantine = new AmqpQuarantine(this.publisher);
    this.inbound = new AmqpLink('consumer', settings, log, {
      open: async (model) => this.consumers.forEach((consumer) => consumer.attach(model)),
      lost: () => this.consumers.forEach((consumer) => consumer.detach()),
    });
    this.publisher.link.start();
  }

  get connected(): boolean {
    return this.publisher.connected;
  }

  onConnected(listener: () => void): void {
    this.publisher.onConnected(listener);
  }

  publish(envelope: Envelope): Promise<void> {
    return this.publisher.publish(publicationOf(envelope));
  }

  request(envelope: Envelope, timeoutMs: number): Promise<Uint8Array> {
    return this.publisher.request(requestOf(envelope, timeoutMs), timeoutMs);
  }

  subscribe(patterns: readonly Pattern[], receiver: Receiver, onListening: () => void): Subscription {
    if (this.closing) throw new MessagingError('closed', 'messaging is closed');
    const fanouts = patterns.filter((pattern) => specOf(pattern).kind === 'fanout');
    const own = patterns.filter((pattern) => !fanouts.includes(pattern));
    const consumers = own.map((pattern) => this.consumerOf(pattern, receiver));
    if (fanouts.length > 0) consumers.push(this.fanoutConsumer(fanouts, receiver, onListening));
    for (const consumer of consumers) {
      this.consumers.add(consumer);
      if (this.inbound.connection) consumer.attach(this.inbound.connection);
    }
    if (consumers.length > 0) this.inbound.start();
    return {
      get active() {
        return consumers.every((consumer) => consumer.active);
      },
      close: async () => {
        await Promise.all(consumers.map((consumer) => consumer.close()));
        for (const consumer of consumers) this.consumers.delete(consumer);
      },
    };
  }

  /** Handlers first, because they still say things; then what says things. */
  close(): Promise<void> {
    this.closing ??= (async () => {
      await Promise.all([...this.consumers].map((consumer) => consumer.close()));
      await this.inbound.close();
      await this.publisher.close();
    })();
    return this.closing;
  }

  private consumerOf(pattern: Pattern, receiver: Receiver): AmqpConsumer {
    return new AmqpConsumer({
      name: pattern,
      settings: this.settings,
      prefetch: prefetchOf(this.settings, pattern),
      log: this.log,
      declare: (model) => declareOwnQueue(model, pattern, this.log),
      listening: () => undefined,
      handle: (message, settlement, hurry) =>
        this.handle(message, deliveryOf(message, pattern), receiver, settlement, hurry),
    });
  }

  private fanoutConsumer(patterns: readonly Pattern[], receiver: Receiver, listening: () => void): AmqpConsumer {
    return new AmqpConsumer({
      name: patterns.join(' '),
      settings: this.settings,
      prefetch: this.settings.prefetch,
      log: this.log,
      declare: (model) => declareFanoutQueue(model, patterns, this.settings.service, this.log),
      listening,
      handle: (message, settlement, hurry) => this.handle(message, deliveryOf(message), receiver, settlement, hurry),
    });
  }

  private async handle(
    message: ConsumeMessage,
    delivery: Delivery | undefined,
    receiver: Receiver,
    settlement: Settlement,
    hurry: Pause,
  ): Promise<void> {
    if (!delivery) return settlement.ack(); // somebody bound a routing key to our queue that is none of ours
    const outcome = await receiver(delivery);
    const kind = specOf(delivery.pattern).kind;
    if (kind === 'rpc') await this.answer(message, outcome);
    const verdict = settle(kind, delivery.attempt, outcome, this.settings);
    switch (verdict.act) {
      case 'ack':
        return settlement.ack();
      case 'retry':
        this.counters.add('retried', delivery.pattern);
        await hurry.wait(verdict.afterMs); // held here, so that the broker does not redeliver at once
        return settlement.retry();
      case 'quarantine':
        return this.moveToQuarantine(delivery, verdict, settlement);
    }
  }

  /** A copy that says why; without a publisher the broker moves it, unexplained. */
  private async moveToQuarantine(
    delivery: Delivery,
    why: { readonly reason: 'invalid' | 'failed'; readonly error: string },
    settlement: Settlement,
  ): Promise<void> {
    const { pattern, messageId } = delivery;
    this.counters.add('quarantined', pattern);
    this.settings.logger.error({ pattern, messageId, reason: why.reason, error: why.error }, 'message quarantined');
    const copy = quarantineCopyOf(delivery, { ...why, at: this.settings.now() });
    try {
      await this.publisher.publish(copy).catch(async (error: unknown) => {
        if (!(error instanceof MessagingError) || error.reason !== 'unroutable') throw error;
        await this.publisher.onConnection((model) => declareQuarantine(model, pattern, this.log)); // somebody deleted it
        await this.publisher.publish(copy);
      });
      settlement.ack();
    } catch {
      settlement.deadLetter();
    }
  }

  private async answer(message: ConsumeMessage, outcome: Outcome): Promise<void> {
    const { replyTo, correlationId } = message.properties;
    if (typeof replyTo !== 'string') return;
    const failed = outcome.status !== 'done';
    const body = failed ? new Uint8Array() : (outcome.reply ?? new Uint8Array());
    const headers = failed ? { [ERROR_HEADER]: outcome.error } : {};
    const properties = { correlationId: String(correlationId), headers };
    try {
      await this.publisher.publish({ exchange: '', routingKey: replyTo, body, mandatory: false, properties });
    } catch (error) {
      this.log.bad('answering requests', { error: errorText(error) }); // the asker's time runs out
      return;
    }
    this.log.good('answering requests');
  }
}
