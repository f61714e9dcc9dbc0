/** What lasts, and what carries messages between services. */
import { EVERY_SERVICE, setting } from '../setting.js';
import * as read from '../values.js';

export const STORES = {
  databaseUrl: setting({
    name: 'IIMP_DATABASE_URL',
    group: 'Stores',
    description: 'Postgres, where everything that lasts is kept.',
    read: read.url('postgres:', 'postgresql:'),
    secret: true,
    neededBy: [...EVERY_SERVICE, 'cli'],
  }),
  databasePool: setting({
    name: 'IIMP_DATABASE_POOL',
    group: 'Stores',
    description: 'Connections to Postgres per process, at most.',
    read: read.integer(2, 200),
    default: '10',
  }),
  brokerUrl: setting({
    name: 'IIMP_BROKER_URL',
    group: 'Stores',
    description: 'RabbitMQ (`amqp://…`, `amqps://…`), or `memory:<name>` inside one process.',
    read: brokerUrl,
    secret: true,
    neededBy: EVERY_SERVICE,
  }),
  blobsUrl: setting({
    name: 'IIMP_BLOBS_URL',
    group: 'Stores',
    description: 'Where attachments are kept: `file:///folder` or `s3://bucket`, optionally with a prefix.',
    read: blobsUrl,
    neededBy: ['api', 'federation', 'attachments', 'admin', 'standalone'],
  }),
  s3Endpoint: setting({
    name: 'IIMP_S3_ENDPOINT',
    group: 'Stores',
    description: 'The S3 service of an `s3://` store, like `https://s3.example.org`.',
    read: read.origin,
    optional: true,
  }),
  s3Region: setting({
    name: 'IIMP_S3_REGION',
    group: 'Stores',
    description: 'Its region.',
    read: read.text,
    default: 'us-east-1',
  }),
  s3AccessKey: setting({
    name: 'IIMP_S3_ACCESS_KEY',
    group: 'Stores',
    description: 'Its access key.',
    read: read.text,
    secret: true,
    optional: true,
  }),
  s3SecretKey: setting({
    name: 'IIMP_S3_SECRET_KEY',
    group: 'Stores',
    description: 'Its secret key.',
    read: read.text,
    secret: true,
    optional: true,
  }),
  retentionMs: setting({
    name: 'IIMP_RETENTION',
    group: 'Stores',
    description:
      'How long messages are kept, like `365d` (at least 30d), or `off`: for ever. The same for all services; removed by month (`lifecycle.md`).',
    read: read.orOff(read.duration(30 * 86_400_000)),
    default: 'off',
  }),
  restoreWindowMs: setting({
    name: 'IIMP_RESTORE_WINDOW',
    group: 'Stores',
    description:
      'How far back a database backup may be restored: objects that nothing refers to any more stay in the store for so long.',
    read: read.duration(0),
    default: '14d',
  }),
} as const;

function brokerUrl(value: string): string {
  return /^memory:./.test(value) ? value : read.url('amqp:', 'amqps:')(value);
}

/** `file://data/blobs` is /blobs of a machine named data, and `file:data` is /data: no folder that anybody means. */
function blobsUrl(value: string): string {
  const checked = read.url('file:', 's3:')(value);
  const { protocol, host } = new URL(checked);
  if (protocol === 'file:' && (host !== '' || !/^file:\//i.test(checked)))
    throw new Error('must be file:///folder, with three slashes and the whole path, or s3://bucket');
  return checked;
}
