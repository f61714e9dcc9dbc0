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
  domainKeyLeadMs: setting({
    name: 'IIMP_DOMAIN_KEY_LEAD',
    group: 'Secrets of this deployment',
    description:
      'How long a new key of a domain is published before it signs, while the one before is accepted: longer than HTTP caches before it keep the discovery document.',
    read: read.duration(0, 86_400_000),
    default: '3m',
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
  metrics: setting({
    name: 'IIMP_METRICS',
    group: 'Seeing inside',
    description: 'Whether `/metrics` of `IIMP_HEALTH_LISTEN` answers Prometheus: `on` or `off`.',
    read: read.onOff,
    default: 'off',
  }),
  otlpEndpoint: setting({
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    group: 'Seeing inside',
    description: 'Where traces go (OTLP over HTTP, JSON, to its path `/v1/traces`); without it none are made.',
    read: read.url('http:', 'https:'),
    optional: true,
  }),
  otlpHeaders: setting({
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    group: 'Seeing inside',
    description: 'Headers for it: `name=value,…`, values percent-encoded.',
    read: read.headers,
    secret: true,
    default: '',
  }),
  traceRatio: setting({
    name: 'OTEL_TRACES_SAMPLER_ARG',
    group: 'Seeing inside',
    description: 'The share of traces that is recorded, from 0 to 1, drawn where a trace begins.',
    read: read.share,
    default: '0.01',
  }),
} as const;
