/**
 * Publishes on one confirm channel. What is not confirmed when a connection dies is published again on the next one, until its time
 * is up: so a reported success was confirmed, and a message may arrive twice. Requests wait here for their answers too, because
 * direct reply-to ties an answer to the channel of its question.
 */
import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage, Options } from 'amqplib';
import { MessagingError } from '../../errors.js';
import type { Settings } from '../settings.js';
import { errorText, type StateLog } from '../state-log.js';
import { onOwnChannel } from './declare.js';
import { AmqpLink } from './link.js';
import { EXCHANGE } from './names.js';

/** Most messages, and bytes, that wait for their confirm or answer at once. */
const MAX_WAITING = 10_000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const REPLY_TO = 'amq.rabbitmq.reply-to';
/** Header of an answer that says why there is none. */
export const ERROR_HEADER = 'iimp-error';

/** One message for the broker. */
export interface Publication {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Uint8Array;
  /** Reject when no queue takes it. */
  readonly mandatory: boolean;
  readonly properties: Options.Publish;
}

interface Waiting extends Publication {
  readonly token: string;
  /** Set for requests: gets the answer. */
  readonly asks: boolean;
  readonly finish: (result: Uint8Array | MessagingError) => void;
  sentOn: ConfirmChannel | undefined;
  returned: boolean;
}

export class Publisher {
  readonly link: AmqpLink;
  private readonly waiting = new Map<string, Waiting>();
  private readonly connectedListeners: (() => void)[] = [];
  private waitingBytes = 0;
  private channel: ConfirmChannel | undefined;
  private lastToken = 0;
  /** Set when closing: called when nothing waits any more. */
  private emptied: (() => void) | undefined;

  constructor(
    private readonly settings: Settings,
    log: StateLog,
  ) {
    this.link = new AmqpLink('publisher', settings, log, {
      open: (model) => this.open(model),
      lost: () => this.lost(),
    });
  }

  get connected(): boolean {
    return this.channel !== undefined;
  }

  onConnected(listener: () => void): void {
    this.connectedListeners.push(listener);
  }

  /** Resolves when the broker has it. */
  async publish(publication: Publication): Promise<void> {
    await this.enqueue(publication, this.settings.publishTimeoutMs, false);
  }

  /** Resolves to the body of the answer. */
  request(publication: Publication, timeoutMs: number): Promise<Uint8Array> {
    return this.enqueue(publication, timeoutMs, true);
  }

  /** Waits for what is on its way, each for its own time at most, then closes. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.emptied = resolve;
      if (!this.connected) this.failAll();
      if (this.waiting.size === 0) resolve();
    });
    await this.link.close();
  }

  private enqueue(publication: Publication, timeoutMs: number, asks: boolean): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.emptied) throw new MessagingError('closed', 'messaging is closed');
      if (this.waiting.size >= MAX_WAITING || this.waitingBytes >= MAX_WAITING_BYTES) {
        throw new MessagingError('overloaded', 'too many messages wait for the broker');
      }
      this.lastToken += 1;
      const token = String(this.lastToken);
      const finish = (result: Uint8Array | MessagingError): void => {
        if (!this.waiting.delete(token)) return;
        clearTimeout(timer);
        this.waitingBytes -= publication.body.length;
        if (result instanceof MessagingError) reject(result);
        else resolve(result);
        if (this.waiting.size === 0) this.emptied?.();
      };
      const timer = setTimeout(() => finish(this.late(publication, timeoutMs)), timeoutMs);
      const entry: Waiting = { ...publication, token, asks, finish, sentOn: undefined, returned: false };
      this.waiting.set(token, entry);
      this.waitingBytes += publication.body.length;
      this.send(entry);
    });
  }

  private late({ routingKey }: Publication, timeoutMs: number): MessagingError {
    if (!this.connected) return new MessagingError('disconnected', `no broker for ${routingKey} in ${timeoutMs} ms`);
    return new MessagingError('timeout', `no answer of the broker for ${routingKey} in ${timeoutMs} ms`);
  }

  /** Sends if there is a channel; otherwise the next one sends it. */
  private send(entry: Waiting): void {
    const { channel } = this;
    if (!channel || entry.sentOn === channel) return;
    const properties: Options.Publish = {
      contentType: 'application/x-protobuf',
      appId: this.settings.service,
      timestamp: Math.floor(this.settings.now() / 1000),
      ...entry.properties,
      mandatory: entry.mandatory,
      ...(entry.asks ? { replyTo: REPLY_TO } : {}),
      ...(entry.asks || entry.mandatory ? { correlationId: entry.token } : {}),
    };
    const body = Buffer.from(entry.body.buffer, entry.body.byteOffset, entry.body.byteLength);
    entry.sentOn = channel;
    try {
      channel.publish(entry.exchange, entry.routingKey, body, properties, (error) =>
        this.confirmed(entry, channel, error),
      );
    } catch (error) {
      // A channel that is closing throws: the next one sends it. Anything else is the message's own fault.
      if (error instanceof Error && error.name === 'IllegalOperationError') entry.sentOn = undefined;
      else entry.finish(new MessagingError('invalid', errorText(error), { cause: error }));
    }
  }

  private confirmed(entry: Waiting, channel: ConfirmChannel, error: unknown): void {
    if (entry.sentOn !== channel) return;
    if (error && this.channel !== channel) return; // the channel died, lost() has put it back
    if (error) {
      const nacked = error instanceof Error && error.message === 'message nacked';
      if (nacked)
        entry.finish(new MessagingError('refused', `the broker refused ${entry.routingKey}: its queue is full`));
      else entry.sentOn = undefined;
    } else if (entry.returned) {
      entry.finish(new MessagingError('unroutable', `nobody consumes ${entry.routingKey}`));
    } else if (!entry.asks) {
      entry.finish(entry.body);
    }
  }

  private async open(model: ChannelModel): Promise<void> {
    const channel = await model.createConfirmChannel();
    channel.on('error', () => undefined); // told by 'close' too
    channel.once('close', () => {
      if (this.channel === channel) this.link.restart();
    });
    await channel.assertExchange(EXCHANGE, 'topic', { durable: true });
    channel.on('return', (message) => {
      const entry = this.waiting.get(String(message.properties.correlationId));
      if (entry) entry.returned = true; // the confirm follows
    });
    await channel.consume(REPLY_TO, (message) => this.answered(message), { noAck: true });
    this.channel = channel;
    for (const entry of [...this.waiting.values()]) this.send(entry);
    for (const listener of this.connectedListeners) listener();
  }

  private answered(message: ConsumeMessage | null): void {
    const entry = this.waiting.get(String(message?.properties.correlationId));
    if (!message || !entry?.asks) return; // too late, nobody waits any more
    const error: unknown = message.properties.headers?.[ERROR_HEADER];
    entry.finish(error === undefined ? message.content : new MessagingError('failed', String(error)));
  }

  private lost(): void {
    this.channel = undefined;
    for (const entry of this.waiting.values()) {
      entry.sentOn = undefined;
      entry.returned = false;
    }
    if (this.emptied) this.failAll();
  }

  private failAll(): void {
    for (const entry of [...this.waiting.values()]) entry.finish(new MessagingError('closed', 'messaging is closed'));
  }

  /** Runs something on the connection. Rejects with `disconnected` when the broker is away. */
  async onConnection<T>(run: (model: ChannelModel) => Promise<T>): Promise<T> {
    const { connection } = this.link;
    if (!connection) throw new MessagingError('disconnected', 'no broker');
    return run(connection);
  }

  /** Runs something on a channel of its own, which is closed afterwards. Rejects with `disconnected` when the broker is away. */
  onChannel<T>(run: (channel: Channel) => Promise<T>): Promise<T> {
    return this.onConnection((model) => onOwnChannel(model, run));
  }
}
