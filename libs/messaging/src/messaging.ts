/** The way in: one connection to whatever carries messages, chosen by URL. */
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { MessagingClient } from './client.js';
import type { QuarantineAdmin } from './quarantine.js';

/** What this library logs to; platform's logger fits. */
export interface MessagingLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface MessagingOptions {
  /** `amqp://…`, `amqps://…`, or `memory:<name>` for a bus of that name inside this process. */
  readonly url: string;
  /** Name of the service, seen in the broker's lists. */
  readonly service: string;
  readonly logger?: MessagingLogger;
  /** Handlers running at once per pattern. Default 16. */
  readonly prefetch?: number;
  /** Deliveries of a job before it is quarantined. Default 5. */
  readonly maxAttempts?: number;
  /** Wait between the deliveries of a failing job: full jitter below base·2^n, at most cap. Defaults 200 and 10,000. */
  readonly retryBaseMs?: number;
  readonly retryCapMs?: number;
  /** How long `emit` waits for the broker. Default 5,000. */
  readonly publishTimeoutMs?: number;
  /** How long a handler may run. Default 10 min; must stay below the broker's consumer_timeout of 30 min. */
  readonly handlerTimeoutMs?: number;
  /** How long `close` waits for running handlers. Default 20,000. */
  readonly drainTimeoutMs?: number;
  readonly now?: () => number;
  readonly random?: () => number;
}

/** Counters since start. */
export interface MessagingStats {
  readonly connected: boolean;
  readonly published: number;
  /** Best-effort messages that were thrown away. */
  readonly dropped: number;
  readonly handled: number;
  readonly retried: number;
  readonly quarantined: number;
}

export interface Messaging {
  /** For `NestFactory.createMicroservice(Module, { strategy })`. Serves one Nest application; see newStrategy. */
  readonly strategy: CustomTransportStrategy;
  readonly client: MessagingClient;
  readonly quarantine: QuarantineAdmin;
  /** One more strategy over the same connection, for a process that is composed of several Nest applications. */
  newStrategy(): CustomTransportStrategy;
  /** Calls back whenever fan-outs may have been missed (the consumer was away): read again what they announce. Returns the way to stop. */
  onGap(listener: () => void): () => void;
  stats(): MessagingStats;
  /** Closes strategies (draining their handlers), the client, and the connection. May be called twice. */
  close(): Promise<void>;
}

/** Opens nothing yet: connections are made by the first use, and kept up from then on. */
export declare function createMessaging(options: MessagingOptions): Messaging;
