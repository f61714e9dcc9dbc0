/** The way in: one connection to whatever carries messages, chosen by URL. */
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { MessagingClient } from './client.js';
import { MessagingError } from './errors.js';
import { AmqpCarrier } from './internal/amqp/amqp-carrier.js';
import { CarrierClient } from './internal/carrier-client.js';
import type { Carrier } from './internal/carrier.js';
import { Counters } from './internal/counters.js';
import { MemoryCarrier } from './internal/memory/memory-carrier.js';
import { settingsOf, type Settings } from './internal/settings.js';
import { StateLog } from './internal/state-log.js';
import { HandlerStrategy } from './internal/strategy.js';
import type { MessagingOptions } from './options.js';
import type { QuarantineAdmin } from './quarantine.js';

/** Counters since start. */
export interface MessagingStats {
  readonly connected: boolean;
  readonly published: number;
  /** Best-effort messages that were thrown away. */
  readonly dropped: number;
  readonly handled: number;
  readonly retried: number;
  readonly quarantined: number;
  /** Items of best-effort messages that wait to be sent. */
  readonly buffered: number;
}

export interface Messaging {
  /** For `NestFactory.createMicroservice(Module, { strategy })`. Serves one Nest application; see newStrategy. */
  readonly strategy: CustomTransportStrategy;
  readonly client: MessagingClient;
  readonly quarantine: QuarantineAdmin;
  /** Whether nobody hears what is said here but the handlers of this object. */
  readonly isAlone: boolean;
  /** One more strategy over the same connection, for a process that is composed of several Nest applications. */
  newStrategy(): CustomTransportStrategy;
  /** Calls back whenever fan-outs may have been missed (the consumer was away): read again what they announce. Returns the way to stop. */
  onGap(listener: () => void): () => void;
  stats(): MessagingStats;
  /** Closes strategies (draining their handlers), the client, and the connection. May be called twice. */
  close(): Promise<void>;
}

/**
 * Messaging over what `options.url` names. A broker is connected to in the background at once, and whenever it was lost: nothing here
 * waits for it. Throws MessagingError `invalid` for a URL of another kind, RangeError for numbers that cannot work.
 */
export function createMessaging(options: MessagingOptions): Messaging {
  const settings = settingsOf(options);
  const counters = new Counters();
  const log = new StateLog(settings.logger);
  const carrier = carrierOf(settings, counters, log);
  const client = new CarrierClient(carrier, counters, log);
  const strategies: HandlerStrategy[] = [];
  const gapListeners = new Set<() => void>();
  const onListening = (): void => gapListeners.forEach((listener) => listener());
  let closing: Promise<void> | undefined;

  const newStrategy = (): HandlerStrategy => {
    const strategy = new HandlerStrategy({ carrier, settings, counters, log, onListening });
    strategies.push(strategy);
    return strategy;
  };
  const close = async (): Promise<void> => {
    await Promise.all(strategies.map((strategy) => strategy.close()));
    await client.close();
    await carrier.close();
  };
  return {
    strategy: newStrategy(),
    client,
    quarantine: carrier.quarantine,
    get isAlone() {
      return carrier.isAlone;
    },
    newStrategy,
    onGap: (listener) => {
      gapListeners.add(listener);
      return () => gapListeners.delete(listener);
    },
    stats: () => ({
      connected: carrier.connected && strategies.every((strategy) => strategy.active !== false),
      ...counters.snapshot(),
      buffered: client.buffered,
    }),
    close: () => (closing ??= close()),
  };
}

function carrierOf(settings: Settings, counters: Counters, log: StateLog): Carrier {
  if (/^memory:./.test(settings.url)) return new MemoryCarrier(settings, counters);
  if (/^amqps?:\/\//.test(settings.url) && URL.canParse(settings.url)) return new AmqpCarrier(settings, counters, log);
  throw new MessagingError('invalid', 'the URL of the broker must be amqp://…, amqps://… or memory:<name>');
}
