/** Secrets of the deployment, and what it tells of itself. */
import { setting } from '../setting.js';
import * as read from '../values.js';

export const DEPLOYMENT = {
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
