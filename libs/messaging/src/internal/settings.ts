import { type Pattern, specOf } from '../topology.js';
import type { MessagingLogger, MessagingOptions } from '../options.js';

/** MessagingOptions with every default filled in. */
export type Settings = Required<MessagingOptions>;

const SILENT: MessagingLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Handlers of a pattern that run at once in one consumer. */
export function prefetchOf({ prefetch, requestPrefetch }: Settings, pattern: Pattern): number {
  return specOf(pattern).kind === 'rpc' ? requestPrefetch : prefetch;
}

/** RabbitMQ closes the channel of a consumer that holds a message for longer (its default consumer_timeout). */
const BROKER_CONSUMER_TIMEOUT_MS = 30 * 60_000;

/** Fills in defaults. Throws RangeError for numbers that cannot work. */
export function settingsOf(options: MessagingOptions): Settings {
  const settings: Settings = {
    url: options.url,
    service: options.service,
    logger: options.logger ?? SILENT,
    prefetch: options.prefetch ?? 16,
    requestPrefetch: options.requestPrefetch ?? 1_000,
    maxAttempts: options.maxAttempts ?? 5,
    retryBaseMs: options.retryBaseMs ?? 200,
    retryCapMs: options.retryCapMs ?? 10_000,
    publishTimeoutMs: options.publishTimeoutMs ?? 5_000,
    handlerTimeoutMs: options.handlerTimeoutMs ?? 10 * 60_000,
    drainTimeoutMs: options.drainTimeoutMs ?? 20_000,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
  };
  for (const prefetch of [settings.prefetch, settings.requestPrefetch])
    if (!(prefetch >= 1 && prefetch <= 65_535)) throw new RangeError('prefetch must be 1 … 65535');
  if (!(settings.maxAttempts >= 1 && settings.maxAttempts < DELIVERY_LIMIT)) {
    throw new RangeError(`maxAttempts must be 1 … ${DELIVERY_LIMIT - 1}: above it the broker gives up by itself`);
  }
  if (!(settings.handlerTimeoutMs + settings.retryCapMs < BROKER_CONSUMER_TIMEOUT_MS)) {
    throw new RangeError(
      'handlerTimeoutMs and retryCapMs together must stay below 30 min, the consumer_timeout of RabbitMQ',
    );
  }
  return settings;
}

/**
 * After so many failed deliveries the carrier itself quarantines a job: it only matters when consumers die with it before they
 * can count. A constant, because a queue declared with another value is refused by the broker.
 */
export const DELIVERY_LIMIT = 20;
