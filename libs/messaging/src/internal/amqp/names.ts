/**
 * Names and arguments of everything declared in RabbitMQ. They must not depend on configuration: a broker refuses to declare a
 * queue again with other arguments. All of them work on RabbitMQ 3.10 … 4.x.
 */
import type { Options } from 'amqplib';
import type { Pattern } from '../../topology.js';
import { DELIVERY_LIMIT } from '../settings.js';

/** Topic exchange that every message goes through; its routing key is the pattern. */
export const EXCHANGE = 'iimp';

/** Queue of a job: replicated, on disk. */
export const jobQueue = (pattern: Pattern): string => `iimp.job.${pattern}`;
/** Queue of a request. */
export const rpcQueue = (pattern: Pattern): string => `iimp.rpc.${pattern}`;
/** Messages of a job or fan-out that no handler could take. */
export const quarantineQueue = (pattern: Pattern): string => `iimp.quarantine.${pattern}`;
/** Queue of one consumer of fan-outs; `instance` makes it unique, so that a reconnect never meets its own ghost. */
export const fanoutQueue = (service: string, instance: string): string => `iimp.fanout.${service}.${instance}`;

/** A full job queue refuses (the sender is told), and moves dead letters only when the quarantine has them on disk. */
export function jobQueueOptions(pattern: Pattern): Options.AssertQueue {
  return {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': DELIVERY_LIMIT,
      'x-max-length': 1_000_000,
      'x-overflow': 'reject-publish',
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': quarantineQueue(pattern),
      'x-dead-letter-strategy': 'at-least-once',
    },
  };
}

/**
 * Looking at a quarantine gets messages and gives them back, which brokers before 4.3 count as failed deliveries; RabbitMQ 4
 * would drop a message after 20 looks without an explicit limit.
 */
export const QUARANTINE_QUEUE_OPTIONS: Options.AssertQueue = {
  durable: true,
  arguments: {
    'x-queue-type': 'quorum',
    'x-delivery-limit': 1_000_000,
    'x-max-length': 100_000,
    'x-overflow': 'drop-head',
  },
};

/** Requests live for seconds, in memory: each carries its own expiration. */
export const RPC_QUEUE_OPTIONS: Options.AssertQueue = {
  durable: true,
  arguments: { 'x-queue-type': 'classic', 'x-max-length': 10_000, 'x-overflow': 'reject-publish' },
};

/** Goes away with its connection. A consumer that falls behind loses its oldest fan-outs. */
export const FANOUT_QUEUE_OPTIONS: Options.AssertQueue = {
  exclusive: true,
  autoDelete: true,
  durable: false,
  arguments: { 'x-queue-type': 'classic', 'x-max-length': 10_000, 'x-overflow': 'drop-head' },
};
