/** How messages leave. */
import { MAX_BATCH } from '@iimp/protocol/limits';
import { setting } from '../setting.js';
import * as read from '../values.js';

export const DELIVERY = {
  retryBaseMs: setting({
    name: 'IIMP_RETRY_BASE',
    group: 'Delivery',
    description: 'The first wait after a failure, to deliver a message or to fetch an attachment.',
    read: read.duration(10),
    default: '5s',
  }),
  retryCapMs: setting({
    name: 'IIMP_RETRY_CAP',
    group: 'Delivery',
    description: 'The longest wait between two tries.',
    read: read.duration(10),
    default: '1h',
  }),
  retryGiveUpMs: setting({
    name: 'IIMP_RETRY_GIVE_UP',
    group: 'Delivery',
    description:
      'After this long a message is given up, and its sender is told. So is the fetch of an attachment, of which nobody is told.',
    read: read.duration(100),
    default: '72h',
  }),
  deliveryBatch: setting({
    name: 'IIMP_DELIVERY_BATCH',
    group: 'Delivery',
    description: 'Messages in one post, where the receiver takes as many.',
    read: read.integer(1, MAX_BATCH),
    default: String(MAX_BATCH),
  }),
  deliveryConcurrency: setting({
    name: 'IIMP_DELIVERY_CONCURRENCY',
    group: 'Delivery',
    description:
      'Destinations posted to at once per process; beside them 3/4 as many slow ones, half as many that are down, and 8 times as many that turn out to be slow.',
    read: read.integer(1, 10_000),
    default: '64',
  }),
  deliveryShards: setting({
    name: 'IIMP_DELIVERY_SHARDS',
    group: 'Delivery',
    description: 'Posts at once to one destination, while it is hot; conversations are spread over 8 shards.',
    // More than there are shards is taken, and does nothing: configurations of before have it.
    read: read.integer(1, 64),
    default: '4',
  }),
  deliveryRate: setting({
    name: 'IIMP_DELIVERY_RATE',
    group: 'Delivery',
    description: 'Messages per destination and process: `off`, or a second/at once.',
    read: read.rate,
    default: 'off',
  }),
  deliveryTimeoutMs: setting({
    name: 'IIMP_DELIVERY_TIMEOUT',
    group: 'Delivery',
    description: 'How long one post may take.',
    read: read.duration(100, 600_000),
    default: '30s',
  }),
  deliverySweepMs: setting({
    name: 'IIMP_DELIVERY_SWEEP',
    group: 'Delivery',
    description: 'How often Postgres is looked through for what no wake-up told of.',
    read: read.duration(50, 600_000),
    default: '1s',
  }),
  leaseTtlMs: setting({
    name: 'IIMP_LEASE_TTL',
    group: 'Delivery',
    description: 'After this long without a sign of life, another worker takes over a destination.',
    read: read.duration(500, 600_000),
    default: '10s',
  }),
} as const;
