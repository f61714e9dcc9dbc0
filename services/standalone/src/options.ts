import { pathToFileURL } from 'node:url';
import { isDomain } from '@iimp/protocol/address';
import { Command, InvalidArgumentError } from 'commander';
import type { DataFolder } from './data-folder.js';

export interface StandaloneOptions {
  domain: string[];
  data: string;
  host?: string;
  apiPort?: number;
  federationPort?: number;
  adminPort?: number;
  apiUrl?: string;
  federationUrl?: string;
  tlsCert?: string;
  tlsKey?: string;
  extraCa?: string;
  domainKey?: string;
  keyId?: string;
  dns?: string;
  allowCidr?: string;
  peers?: string;
  policy?: string;
  logLevel?: string;
  restored?: boolean;
}

const port = (text: string): number => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('not a port');
  return Number(text);
};
const domains = (text: string, before: string[]): string[] => {
  const domain = text.toLowerCase();
  if (!isDomain(domain)) throw new InvalidArgumentError('not a domain like example.org');
  return [...before, domain];
};

/** The command line of `npm start`. Each option stands for a variable of deploy/configuration.md, which it wins over. */
export function parseOptions(argv: readonly string[]): StandaloneOptions {
  return new Command('iimp')
    .description('One organization in one process: all services, its own Postgres, files for attachments.')
    .requiredOption('--data <dir>', 'folder of everything that lasts; made at the first start')
    .option('--domain <domain>', 'serve this domain; may be repeated; made when it is new', domains, [])
    .option('--host <address>', 'address to listen on (default 127.0.0.1; 0.0.0.0 for all)')
    .option('--api-port <port>', 'port of the client API (default 8443)', port)
    .option('--federation-port <port>', 'port other domains connect to (default 8448)', port)
    .option('--admin-port <port>', 'port of the administration API, on 127.0.0.1 only (default 8450)', port)
    .option('--api-url <url>', 'how clients reach the client API (default https://<first domain>:<api port>)')
    .option('--federation-url <url>', 'how other domains reach this one, {domain} standing for the domain')
    .option('--tls-cert <file>', 'certificate chain, PEM (default: one of a test authority made in DATA/tls)')
    .option('--tls-key <file>', 'its private key, PEM')
    .option('--extra-ca <file>', 'further authorities to trust other domains by, PEM')
    .option('--domain-key <file>', "the first domain's signing key, PKCS#8 Ed25519 PEM (default: made)")
    .option('--key-id <id>', 'its key id (default: year and month)')
    .option('--dns <ip:port,...>', 'DNS servers (default: those of the system)')
    .option('--allow-cidr <cidr,...>', 'address blocks that discovery may reach although they are not public')
    .option('--peers <domain=host:port,...>', 'where domains are reached, instead of DNS')
    .option('--policy <mode>', 'open, allow_list or closed, when the data folder is new')
    .option('--restored', 'DATA was put back from a backup: end sessions, use no number of a mailbox again')
    .option('--log-level <level>', 'fatal, error, warn, info, debug')
    .addHelpText('after', '\nEvery other setting is an environment variable: see deploy/configuration.md.')
    .parse(argv, { from: 'user' })
    .opts<StandaloneOptions>();
}

type Variables = Record<string, string | undefined>;

/** What the options say, as variables; those not given leave the environment's value. */
export function environmentOf(options: StandaloneOptions, env: Variables): Variables {
  const host = options.host?.includes(':') ? `[${options.host}]` : options.host;
  /** An option takes the place of its part of the variable: the host, or the port. */
  const listen = (name: string, port: number | undefined, standard: string): string | undefined => {
    if (port === undefined && host === undefined) return undefined;
    const [, ownHost = '127.0.0.1', ownPort = standard] = /^(.+):(\d+)$/.exec(env[name] ?? '') ?? [];
    return `${host ?? ownHost}:${port ?? ownPort}`;
  };
  const variables: Variables = {
    IIMP_API_LISTEN: listen('IIMP_API_LISTEN', options.apiPort, '8443'),
    IIMP_FEDERATION_LISTEN: listen('IIMP_FEDERATION_LISTEN', options.federationPort, '8448'),
    // Whoever wants it elsewhere says so by the variable: --host is for those outside.
    IIMP_ADMIN_LISTEN: options.adminPort === undefined ? undefined : `127.0.0.1:${options.adminPort}`,
    IIMP_API_URL: options.apiUrl,
    IIMP_FEDERATION_URL: options.federationUrl,
    IIMP_TLS_CERT_FILE: options.tlsCert,
    IIMP_TLS_KEY_FILE: options.tlsKey,
    IIMP_EXTRA_CA_FILE: options.extraCa,
    IIMP_DNS_SERVERS: options.dns,
    IIMP_ALLOWED_CIDRS: options.allowCidr,
    IIMP_STATIC_PEERS: options.peers,
    IIMP_FEDERATION_POLICY: options.policy,
    IIMP_LOG_LEVEL: options.logLevel,
  };
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
  return { ...env, ...given };
}

/** The broker, the store, the keys and the secret are its own where nobody gives another; an empty variable gives nothing. */
export function withOwnParts(env: Variables, folder: DataFolder): Variables {
  const secret = (name: string, make: () => string): Variables =>
    env[name] || env[`${name}_FILE`] ? {} : { [name]: make() };
  return {
    ...env,
    ...secret('IIMP_BROKER_URL', () => `memory:standalone-${process.pid}`),
    ...secret('IIMP_TOKEN_SECRET', () => folder.secret('token-secret')),
    IIMP_BLOBS_URL: env.IIMP_BLOBS_URL || pathToFileURL(folder.file('blobs')).href,
    IIMP_DOMAIN_KEYS_DIR: env.IIMP_DOMAIN_KEYS_DIR || folder.file('keys'),
  };
}

/** Public addresses follow the listeners and the first domain where nobody says otherwise. */
export function withPublicUrls(env: Variables, domain: string | undefined): Variables {
  const portOf = (listen: string | undefined, standard: string): string =>
    /:(\d+)$/.exec(listen ?? '')?.[1] ?? standard;
  const suffix = (value: string): string => (value === '443' ? '' : `:${value}`);
  const apiPort = portOf(env.IIMP_API_LISTEN, '8443');
  const federationPort = portOf(env.IIMP_FEDERATION_LISTEN, '8448');
  return {
    ...env,
    IIMP_API_URL: env.IIMP_API_URL || `https://${domain ?? 'localhost'}${suffix(apiPort)}`,
    IIMP_FEDERATION_URL: env.IIMP_FEDERATION_URL || `https://{domain}${suffix(federationPort)}`,
  };
}
