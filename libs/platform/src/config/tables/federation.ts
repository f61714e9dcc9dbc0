/** With whom and how this deployment federates. */
import { MAX_BATCH, MAX_FEDERATION_BODY_BYTES, MAX_MESSAGE_BYTES } from '@iimp/protocol/limits';
import { setting } from '../setting.js';
import * as read from '../values.js';

export const FEDERATION = {
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
    description:
      '`ip:port,…` of DNS servers for the names of other domains; without any, /etc/hosts and those of the system. Names are complete: search domains are not tried.',
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
} as const;
