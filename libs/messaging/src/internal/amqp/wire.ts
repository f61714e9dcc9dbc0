/** Envelopes as AMQP messages and back. */
import type { GetMessage, ConsumeMessage, Options } from 'amqplib';
import { isPattern, specOf, type EventPatternName } from '../../topology.js';
import type { QuarantinedMessage } from '../../quarantine.js';
import type { Delivery, Envelope } from '../carrier.js';
import { EXCHANGE, quarantineQueue } from './names.js';
import type { Publication } from './publisher.js';

const TIMEOUT_HEADER = 'iimp-timeout-ms';
const REASON_HEADER = 'iimp-quarantine-reason';
const CAUSE_HEADER = 'iimp-quarantine-error';
const ATTEMPTS_HEADER = 'iimp-quarantine-attempts';
const AT_HEADER = 'iimp-quarantine-at';

/** An event on its way. A job that no queue takes is an error; a fan-out that nobody listens to is not. */
export function publicationOf({ pattern, messageId, body, headers }: Envelope): Publication {
  const isJob = specOf(pattern).kind === 'job';
  return {
    exchange: EXCHANGE,
    routingKey: pattern,
    body,
    mandatory: isJob,
    properties: { messageId, type: specOf(pattern).schema.typeName, headers: { ...headers }, persistent: isJob },
  };
}

/** A request on its way: gone from its queue when the asker has given up. */
export function requestOf({ pattern, messageId, body, headers }: Envelope, timeoutMs: number): Publication {
  const properties: Options.Publish = {
    messageId,
    type: specOf(pattern).schema.typeName,
    headers: { ...headers, [TIMEOUT_HEADER]: timeoutMs },
    expiration: Math.ceil(timeoutMs),
  };
  return { exchange: EXCHANGE, routingKey: pattern, body, mandatory: true, properties };
}

/** A message that arrived; undefined when its routing key is no pattern of ours. */
export function deliveryOf(message: ConsumeMessage, pattern: string = message.fields.routingKey): Delivery | undefined {
  if (!isPattern(pattern)) return undefined;
  const { headers = {}, messageId } = message.properties;
  const timeoutMs = Number(headers[TIMEOUT_HEADER]);
  return {
    pattern,
    messageId: typeof messageId === 'string' ? messageId : '',
    body: message.content,
    headers: textHeaders(headers),
    attempt: 1 + (Number(headers['x-delivery-count']) || 0),
    ...(timeoutMs > 0 ? { timeoutMs } : {}),
  };
}

/** A copy for the quarantine that says why it is there. */
export function quarantineCopyOf(
  delivery: Delivery,
  why: { readonly reason: string; readonly error: string; readonly at: number },
): Publication {
  return {
    exchange: '',
    routingKey: quarantineQueue(delivery.pattern),
    body: delivery.body,
    mandatory: true,
    properties: {
      messageId: delivery.messageId,
      persistent: true,
      headers: {
        ...delivery.headers,
        [REASON_HEADER]: why.reason,
        [CAUSE_HEADER]: why.error,
        [ATTEMPTS_HEADER]: delivery.attempt,
        [AT_HEADER]: String(why.at),
      },
    },
  };
}

/** A message of a quarantine. Those that the broker itself moved there carry no reason of ours. */
export function quarantinedOf(message: GetMessage, pattern: EventPatternName): QuarantinedMessage {
  const { headers = {}, messageId } = message.properties;
  return {
    pattern,
    messageId: typeof messageId === 'string' ? messageId : '',
    reason: reasonOf(headers[REASON_HEADER] ?? headers['x-first-death-reason']),
    error: typeof headers[CAUSE_HEADER] === 'string' ? headers[CAUSE_HEADER] : 'moved by the broker',
    attempts: Number(headers[ATTEMPTS_HEADER] ?? headers['x-delivery-count']) || 0,
    quarantinedAt: Number(headers[AT_HEADER]) || undefined,
    body: message.content,
  };
}

/** Ours, or RabbitMQ's: `rejected` by a consumer that could not make a copy, or `delivery_limit`. */
function reasonOf(header: unknown): QuarantinedMessage['reason'] {
  if (header === 'invalid') return 'invalid';
  return header === 'failed' || header === 'rejected' ? 'failed' : 'undelivered';
}

/** Only what a sender put there: what tracing.ts has. */
function textHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !/^(x-(?!b3)|iimp-)/.test(entry[0]),
  );
  return Object.fromEntries(texts);
}
