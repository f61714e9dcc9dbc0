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
  /**
   * The same of requests, whose handlers mostly wait for others and bound that themselves: a few that hang must not hold up the rest.
   * Default 1,000.
   */
  readonly requestPrefetch?: number;
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
