/** Where the services listen, and how the world reaches them. */
import { setting } from '../setting.js';
import * as read from '../values.js';

export const LISTENERS = {
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
  adminListen: setting({
    name: 'IIMP_ADMIN_LISTEN',
    group: 'Listeners',
    description: 'host:port of the administration API; for operators only, never behind the public gateway.',
    read: read.hostPort,
    default: '127.0.0.1:8450',
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
      'Certificate chain (PEM) of the API, federation and administration listeners; without it they speak plain HTTP, for a gateway before them. Read again on SIGHUP and when it changes.',
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
  apiTls: setting({
    name: 'IIMP_API_TLS',
    group: 'Listeners',
    description:
      '`off`: the client API speaks plain HTTP although there is a certificate, for a gateway before it alone; federation goes on with HTTPS.',
    read: read.onOff,
    default: 'on',
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
    description:
      'Connections at once per listener; more are closed at once. A client address (of IPv6 its /64) that is no trusted proxy has half of what is left at most: alone, a third of all.',
    read: read.integer(10, 1_000_000),
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
} as const;

function federationUrl(value: string): string {
  read.origin(value.replaceAll('{domain}', 'example.org'));
  return value.replace(/\/$/, '');
}
