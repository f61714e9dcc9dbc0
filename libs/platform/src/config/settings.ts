/**
 * Every variable that a service reads, in one table: `Config` is typed from it, `load.ts` reads by it, and
 * `deploy/configuration.md` is written from it (`node libs/platform/configuration.mjs`).
 */
import { MAX_BATCH, MAX_FEDERATION_BODY_BYTES, MAX_MESSAGE_BYTES } from '@iimp/protocol/limits';
import type { ServiceName } from './setting.js';
import { setting } from './setting.js';
import * as read from './values.js';

const FIVE: readonly ServiceName[] = ['api', 'federation', 'delivery', 'discovery', 'attachments', 'standalone'];

export const SETTINGS = {
  databaseUrl: setting({
    name: 'IIMP_DATABASE_URL',
    group: 'Stores',
    description: 'Postgres, where everything that lasts is kept.',
    read: read.url('postgres:', 'postgresql:'),
    secret: true,
    neededBy: [...FIVE, 'cli'],
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
    neededBy: FIVE,
  }),
  blobsUrl: setting({
    name: 'IIMP_BLOBS_URL',
    group: 'Stores',
    description: 'Where attachments are kept: `file:///folder` or `s3://bucket`, optionally with a prefix.',
    read: read.url('file:', 's3:'),
    neededBy: ['api', 'federation', 'attachments', 'standalone'],
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

  apiListen: setting({
    name: 'IIMP_API_LISTEN',
    group: 'Listeners',
    description: 'host:port of the client API.',
    read: read.hostPort,
    default: '127.0.0.1:8443',
  }),
  federationListen: setting({
    name: 'IIMP_FEDERATION_LISTEN',
    group: 'Listeners',
    description: 'host:port of the federation API and of `/.well-known/iimp`.',
    read: read.hostPort,
    default: '127.0.0.1:8448',
  }),
  healthListen: setting({
    name: 'IIMP_HEALTH_LISTEN',
    group: 'Listeners',
    description: 'host:port of `/health/live` and `/health/ready` (plain HTTP); without it there are none.',
    read: read.hostPort,
    optional: true,
  }),
  tlsCertFile: setting({
    name: 'IIMP_TLS_CERT_FILE',
    group: 'Listeners',
    description:
      'Certificate chain (PEM) of the API and federation listeners; without it they speak plain HTTP, for a gateway before them. Read again on SIGHUP and when it changes.',
    read: read.text,
    optional: true,
  }),
  tlsKeyFile: setting({
    name: 'IIMP_TLS_KEY_FILE',
    group: 'Listeners',
    description: 'Its private key (PEM).',
    read: read.text,
    optional: true,
  }),
  trustedProxies: setting({
    name: 'IIMP_TRUSTED_PROXIES',
    group: 'Listeners',
    description: 'Address blocks of gateways whose `X-Forwarded-For` tells the client’s address.',
    read: read.listOf(read.cidr),
    default: '',
  }),
  maxConnections: setting({
    name: 'IIMP_MAX_CONNECTIONS',
    group: 'Listeners',
    description: 'Connections at once per listener; more are closed at once.',
    read: read.integer(1, 1_000_000),
    default: '20000',
  }),
  stopTimeoutMs: setting({
    name: 'IIMP_STOP_TIMEOUT',
    group: 'Listeners',
    description: 'How long a stopping process lets running work finish.',
    read: read.duration(0, 3_600_000),
    default: '20s',
  }),

  apiUrl: setting({
    name: 'IIMP_API_URL',
    group: 'Public addresses',
    description: 'How clients reach the client API: `api_endpoint` of the discovery document.',
    read: read.origin,
    neededBy: ['federation', 'standalone'],
  }),
  federationUrl: setting({
    name: 'IIMP_FEDERATION_URL',
    group: 'Public addresses',
    description: 'How other domains reach this one: `federation_endpoint`, `{domain}` standing for the domain.',
    read: federationUrl,
    default: 'https://{domain}',
  }),

  domainKeysDir: setting({
    name: 'IIMP_DOMAIN_KEYS_DIR',
    group: 'Secrets of this deployment',
    description: 'Folder of the domains’ private keys: `<domain>/<key id>.pem`, PKCS#8 Ed25519.',
    read: read.text,
    neededBy: ['federation', 'delivery', 'attachments', 'standalone'],
  }),
  tokenSecret: setting({
    name: 'IIMP_TOKEN_SECRET',
    group: 'Secrets of this deployment',
    description: 'Signs access tokens; the same for all replicas, at least 32 bytes.',
    read: read.secret(32),
    secret: true,
    neededBy: ['api', 'standalone'],
  }),
  accessTokenTtlMs: setting({
    name: 'IIMP_ACCESS_TOKEN_TTL',
    group: 'Secrets of this deployment',
    description: 'How long an access token is good for.',
    read: read.duration(1_000, 86_400_000),
    default: '15m',
  }),
  refreshTokenTtlMs: setting({
    name: 'IIMP_REFRESH_TOKEN_TTL',
    group: 'Secrets of this deployment',
    description: 'How long a refresh token is good for, since its last use.',
    read: read.duration(60_000),
    default: '30d',
  }),

  federationPolicy: setting({
    name: 'IIMP_FEDERATION_POLICY',
    group: 'Federation',
    description: 'Who may federate when the database is new; afterwards the database says so (`iimpctl policy`).',
    read: read.oneOf('open', 'allow_list', 'closed'),
    default: 'open',
  }),
  federationMaxBatch: setting({
    name: 'IIMP_FEDERATION_MAX_BATCH',
    group: 'Federation',
    description: 'Messages taken in one post: `limits.max_batch`.',
    read: read.integer(1, MAX_BATCH),
    default: String(MAX_BATCH),
  }),
  federationMaxBodyBytes: setting({
    name: 'IIMP_FEDERATION_MAX_BODY_BYTES',
    group: 'Federation',
    description: 'Bytes taken in one post: `limits.max_body_bytes`.',
    read: read.bytes(MAX_MESSAGE_BYTES),
    default: String(MAX_FEDERATION_BODY_BYTES),
  }),
  dnsServers: setting({
    name: 'IIMP_DNS_SERVERS',
    group: 'Federation',
    description: '`ip:port,…` of DNS servers; without any, those of the system.',
    read: read.listOf(read.hostPort),
    default: '',
  }),
  allowedCidrs: setting({
    name: 'IIMP_ALLOWED_CIDRS',
    group: 'Federation',
    description: 'Address blocks that are not public and may be connected to all the same.',
    read: read.listOf(read.cidr),
    default: '',
  }),
  staticPeers: setting({
    name: 'IIMP_STATIC_PEERS',
    group: 'Federation',
    description: '`domain=host:port,…`: as if DNS had an SRV record that says so. Such addresses may be connected to.',
    read: read.peers,
    default: '',
  }),
  extraCaFile: setting({
    name: 'IIMP_EXTRA_CA_FILE',
    group: 'Federation',
    description: 'Certificates (PEM) of authorities trusted besides those of Node.',
    read: read.text,
    optional: true,
  }),

  retryBaseMs: setting({
    name: 'IIMP_RETRY_BASE',
    group: 'Delivery',
    description: 'The first wait after a failure.',
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
    description: 'After this long a message is given up, and its sender is told.',
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
    description: 'Posts at once per process.',
    read: read.integer(1, 10_000),
    default: '64',
  }),
  deliveryShards: setting({
    name: 'IIMP_DELIVERY_SHARDS',
    group: 'Delivery',
    description: 'Posts at once to one destination, while it is hot.',
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

  attachmentMaxBytes: setting({
    name: 'IIMP_ATTACHMENT_MAX_BYTES',
    group: 'Attachments',
    description: 'The largest attachment, as ciphertext: `limits.max_attachment_bytes`.',
    read: read.bytes(1),
    default: '2GiB',
  }),
  attachmentFetches: setting({
    name: 'IIMP_ATTACHMENT_FETCHES',
    group: 'Attachments',
    description: 'Attachments fetched from other domains at once per process.',
    read: read.integer(1, 1_000),
    default: '4',
  }),

  rateIp: setting({
    name: 'IIMP_RATE_IP',
    group: 'Limits',
    description: 'Requests per client address and process: `off`, or a second/at once.',
    read: read.rate,
    default: '200/1000',
  }),
  rateUser: setting({
    name: 'IIMP_RATE_USER',
    group: 'Limits',
    description: 'Requests per user and process.',
    read: read.rate,
    default: '100/500',
  }),
  rateDomain: setting({
    name: 'IIMP_RATE_DOMAIN',
    group: 'Limits',
    description: 'Requests per signing domain and process.',
    read: read.rate,
    default: '500/2000',
  }),
  rateLoginUser: setting({
    name: 'IIMP_RATE_LOGIN_USER',
    group: 'Limits',
    description: 'Log-ins tried per user name and process.',
    read: read.rate,
    default: '6/m/10',
  }),
  rateLoginIp: setting({
    name: 'IIMP_RATE_LOGIN_IP',
    group: 'Limits',
    description: 'Log-ins tried per client address and process.',
    read: read.rate,
    default: '60/m/60',
  }),
  maxWaiters: setting({
    name: 'IIMP_MAX_WAITERS',
    group: 'Limits',
    description: 'Long polls and streams that wait at once per process.',
    read: read.integer(1, 1_000_000),
    default: '10000',
  }),

  logLevel: setting({
    name: 'IIMP_LOG_LEVEL',
    group: 'Seeing inside',
    description: 'What is logged.',
    read: read.oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    default: 'info',
  }),
  otlpEndpoint: setting({
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    group: 'Seeing inside',
    description: 'Where traces and metrics go (OTLP over HTTP); without it none are made.',
    read: read.url('http:', 'https:'),
    optional: true,
  }),
} as const;

function brokerUrl(value: string): string {
  return /^memory:./.test(value) ? value : read.url('amqp:', 'amqps:')(value);
}

function federationUrl(value: string): string {
  read.origin(value.replaceAll('{domain}', 'example.org'));
  return value.replace(/\/$/, '');
}
