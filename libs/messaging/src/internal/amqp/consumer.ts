/**
 * Consumes one queue on a channel of its own: declared and consumed again whenever the channel or the queue goes away, so that
 * trouble with one queue (deleted, consumer_timeout, refused) leaves the others alone.
 */
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { Settings } from '../settings.js';
import { backoff } from '../settle.js';
import { errorText, type StateLog } from '../state-log.js';
import { Running } from '../running.js';
import { Pause, within } from './waiting.js';

const REOPEN_BASE_MS = 200;
const REOPEN_CAP_MS = 10_000;
const CANCEL_TIMEOUT_MS = 2_000;

/** What happens to a message in the end. A closed channel makes all of it nothing: the broker redelivers. */
export interface Settlement {
  ack(): void;
  /** It failed: give it back, counted. */
  retry(): void;
  /** It was not tried: give it back. */
  giveBack(): void;
  /** The broker moves it to the quarantine. */
  deadLetter(): void;
}

export interface ConsumerParts {
  readonly name: string;
  readonly settings: Settings;
  /** Messages handled at once. */
  readonly prefetch: number;
  readonly log: StateLog;
  /** Declares the queue and returns its name. */
  declare(model: ChannelModel): Promise<string>;
  /** Messages begin to come in. */
  listening(): void;
  /** Handles one message to its settlement. Never rejects. `hurry` ends every wait when the consumer closes. */
  handle(message: ConsumeMessage, settlement: Settlement, hurry: Pause): Promise<void>;
}

export class AmqpConsumer {
  private readonly running = new Running();
  private readonly hurry = new Pause();
  private model: ChannelModel | undefined;
  private current: { channel: Channel; tag: string } | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: ConsumerParts) {}

  get active(): boolean {
    return this.current !== undefined;
  }

  /** Works on this connection until another one comes. */
  attach(model: ChannelModel): void {
    if (this.closing || this.model === model) return;
    this.model = model;
    void this.serve(model);
  }

  /** The connection is gone. */
  detach(): void {
    this.model = undefined;
    this.current = undefined;
  }

  close(): Promise<void> {
    this.closing ??= this.drain();
    return this.closing;
  }

  private async drain(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    this.hurry.end();
    if (current) await within(CANCEL_TIMEOUT_MS, current.channel.cancel(current.tag)).catch(() => undefined);
    const drained = await this.running.idle(this.parts.settings.drainTimeoutMs);
    if (!drained) {
      this.parts.settings.logger.warn(
        { consumer: this.parts.name, running: this.running.size },
        'closing under running handlers',
      );
    }
    if (current) await within(CANCEL_TIMEOUT_MS, current.channel.close()).catch(() => undefined);
  }

  private async serve(model: ChannelModel): Promise<void> {
    let failures = 0;
    while (this.model === model && !this.closing) {
      try {
        await this.serveOnce(model, () => {
          failures = 0;
        });
      } catch (error) {
        if (this.model === model) this.parts.log.bad(`consumer ${this.parts.name}`, { error: errorText(error) });
      }
      failures += 1;
      await this.hurry.wait(backoff(failures, REOPEN_BASE_MS, REOPEN_CAP_MS, this.parts.settings.random));
    }
  }

  /** One channel from its opening to its end. */
  private async serveOnce(model: ChannelModel, opened: () => void): Promise<void> {
    const queue = await this.parts.declare(model);
    const channel = await model.createChannel();
    let reason = 'channel closed';
    channel.on('error', (error) => (reason = errorText(error)));
    const ended = new Promise<void>((resolve) => channel.once('close', () => resolve()));
    let cancelled = (): void => undefined;
    const cancel = new Promise<void>((resolve) => (cancelled = resolve));
    await channel.prefetch(this.parts.prefetch);
    const { consumerTag } = await channel.consume(queue, (message) => {
      if (message) this.take(channel, message);
      else cancelled(); // the queue was deleted, or its node went away
    });
    if (this.closing || this.model !== model) {
      await channel.close().catch(() => undefined);
      return;
    }
    this.current = { channel, tag: consumerTag };
    opened();
    this.parts.log.good(`consumer ${this.parts.name}`);
    this.parts.listening();
    await Promise.race([ended, cancel.then(() => (reason = 'cancelled by the broker'))]);
    if (this.current?.channel !== channel) return; // closing, or a new connection took over
    this.current = undefined;
    await channel.close().catch(() => undefined);
    throw new Error(reason);
  }

  private take(channel: Channel, message: ConsumeMessage): void {
    const settlement = settlementOf(channel, message);
    if (this.closing) settlement.giveBack();
    else void this.running.track(this.parts.handle(message, settlement, this.hurry));
  }
}

function settlementOf(channel: Channel, message: ConsumeMessage): Settlement {
  const unlessClosed = (act: () => void) => (): void => {
    try {
      act();
    } catch {
      // amqplib throws on a closed channel; the broker has the message again by then
    }
  };
  return {
    ack: unlessClosed(() => channel.ack(message)),
    // Since RabbitMQ 4.3 only reject counts towards the delivery limit, and nack does not.
    retry: unlessClosed(() => channel.reject(message, true)),
    giveBack: unlessClosed(() => channel.nack(message, false, true)),
    deadLetter: unlessClosed(() => channel.reject(message, false)),
  };
}
