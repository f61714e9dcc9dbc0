/** How much is taken. */
import { setting } from '../setting.js';
import * as read from '../values.js';

export const LIMITS = {
  attachmentMaxBytes: setting({
    name: 'IIMP_ATTACHMENT_MAX_BYTES',
    group: 'Attachments',
    description:
      'The largest attachment, as ciphertext: `limits.max_attachment_bytes`. A message of another domain that names a larger one is refused, and none is fetched.',
    read: read.bytes(1),
    default: '2GiB',
  }),
  userStorageBytes: setting({
    name: 'IIMP_USER_STORAGE_BYTES',
    group: 'Attachments',
    description:
      'How much a user may store in attachments where `iimpctl quota set` has set nothing for that user; without it there is no limit.',
    read: read.bytes(0),
    optional: true,
  }),
  attachmentFetches: setting({
    name: 'IIMP_ATTACHMENT_FETCHES',
    group: 'Attachments',
    description: 'Attachments fetched from other domains at once per process.',
    read: read.integer(1, 1_000),
    default: '4',
  }),
  domainFetchBytes: setting({
    name: 'IIMP_DOMAIN_FETCH_BYTES',
    group: 'Attachments',
    description:
      'How much is fetched from one domain on a day (UTC): what its messages name beyond that waits for the next day. What was under way is finished.',
    read: read.bytes(1),
    default: '100GiB',
  }),

  rateIp: setting({
    name: 'IIMP_RATE_IP',
    group: 'Limits',
    description: 'Requests per client address (of IPv6 its /64) and process: `off`, or a second/at once.',
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
    description:
      'Log-ins tried per user and process; each address from where the user came in lately has as many of its own.',
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
  rateAdmin: setting({
    name: 'IIMP_RATE_ADMIN',
    group: 'Limits',
    description: 'Requests to the administration API per client address, asked before the token is looked at.',
    read: read.rate,
    default: '20/100',
  }),
  maxWaiters: setting({
    name: 'IIMP_MAX_WAITERS',
    group: 'Limits',
    description: 'Long polls and streams that wait at once per process.',
    read: read.integer(1, 1_000_000),
    default: '10000',
  }),
} as const;
