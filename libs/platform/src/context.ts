/**
 * What a service is given when it starts: the connections and the shared state of its process. It is built once per process, so
 * the standalone starts all services over one context, and a process of its own starts one.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { BlobStore } from '@iimp/blobs/blob-store';
import { createMessaging, type Messaging } from '@iimp/messaging/messaging';

import { Database } from '@iimp/storage/database';
import { assertSchemaVersion } from '@iimp/storage/schema-version';
import { Domains } from '@iimp/storage/domains';
import { PolicyStore } from '@iimp/storage/policy';
import { FreshOutbox } from '@iimp/storage/write/fresh-outbox';
import { FreshEntries } from '@iimp/storage/read/fresh-entries';
import { openBlobs } from './blobs.js';
import type { Config } from './config/config.js';
import { given } from './config/load.js';
import { DomainKeyring } from './domain-keyring.js';
import { watchDomainKeys } from './domain-keys-health.js';
import { Health } from './health.js';
import { createLogger, type Logger } from './logging.js';
import { Nearby } from './nearby.js';
import { PolicyCache } from './policy-cache.js';
import { listenForChanges } from './state-changes.js';
import { observe } from './telemetry/observe.js';
import { observeStores } from './telemetry/stores.js';
import { startTelemetry, type Telemetry } from './telemetry/telemetry.js';
import { TlsMaterial } from './tls.js';

export interface ServiceContext {
  readonly config: Config;
  readonly logger: Logger;
  readonly db: Database;
  /** `messaging.client` to speak; `startHandlers(Module, messaging)` or `createHttpApp({ messaging })` to listen. */
  readonly messaging: Messaging;
  readonly blobs: BlobStore;
  /** What this process has just committed to mailboxes: written by who stores messages, read by who hands them out. */
  readonly fresh: FreshEntries;
  /** The same of the outbox: read by who delivers. */
  readonly freshOutbox: FreshOutbox;
  /** Tells those of this process of commits: called by who stores messages, listened to by who hands them out or delivers them. */
  readonly nearby: Nearby;
  /** Local domains and their signing keys. */
  readonly keyring: DomainKeyring;
  /** Who may federate, kept fresh. */
  readonly policy: PolicyCache;
  /** Certificate of the listeners; none means plain HTTP. */
  readonly tls: TlsMaterial | undefined;
  /** Services register what must work for them to be ready. */
  readonly health: Health;
  /** What the health listener answers a scrape of Prometheus with; undefined when metrics are off. */
  readonly scrape?: Telemetry['scrape'];
  /** Unique to this process: who holds a lease. */
  readonly instance: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

/** A context and the way to end it, when everything that uses it has stopped. */
export interface OwnedContext extends ServiceContext {
  /** Reads again what is kept in memory of files and of Postgres: SIGHUP. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** What a caller may give instead of what the configuration says. */
export interface ContextOverrides {
  logger?: Logger;
  now?: () => number;
  random?: () => number;
}

/** Opens everything that `config` names. Rejects when Postgres is away, or its schema does not fit; the broker may be away. */
export async function createContext(config: Config, overrides: ContextOverrides = {}): Promise<OwnedContext> {
  const logger = overrides.logger ?? createLogger({ service: config.service, level: config.logLevel });
  const now = overrides.now ?? Date.now;
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    // First: what is made before has instruments that measure nothing.
    const telemetry = await startTelemetry(config);
    closers.push(() => telemetry.close());
    const stores = openStores(config, logger, closers);
    const keysDir = given(config, 'domainKeysDir');
    const policyStore = new PolicyStore(stores.db);
    const domains = new Domains(stores.db);
    const leadMs = config.domainKeyLeadMs;
    const keyring = new DomainKeyring({ domains, directory: keysDir, leadMs, logger, now });
    const policy = new PolicyCache({ store: policyStore, logger });
    const tls = tlsOf(config, logger);
    closers.push(
      observeStores(stores.db, stores.messaging),
      () => keyring.close(),
      () => policy.close(),
      () => tls?.close(),
    );
    await assertSchemaVersion(stores.db);
    await policyStore.initialize(config.federationPolicy, now());
    await Promise.all([keyring.start(), policy.start(), tls?.start()]);
    if (tls) closers.push(observeCertificate(tls, now));
    closers.push(await listenForChanges({ messaging: stores.messaging, keyring, policy, logger }));
    const health = healthOf(stores);
    if (keysDir !== undefined) closers.push(watchDomainKeys(keyring, health));
    const context = {
      ...stores.eager,
      // A service that stores no attachments has no such store.
      get blobs(): BlobStore {
        return stores.blobs();
      },
      config,
      logger,
      fresh: new FreshEntries({ now }),
      freshOutbox: new FreshOutbox(),
      nearby: new Nearby({ isAlone: () => stores.messaging.isAlone, logger }),
      keyring,
      policy,
      tls,
      scrape: telemetry.scrape,
      health,
      instance: `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`,
      now,
      random: overrides.random ?? Math.random,
      reload: async () => {
        await Promise.all([keyring.reload(), policy.refresh(), tls?.reload()]);
      },
      close,
    };
    return context;
  } catch (error) {
    await close();
    throw error;
  }
}

interface Stores {
  db: Database;
  messaging: Messaging;
  eager: { db: Database; messaging: Messaging };
  blobs(): BlobStore;
}

function openStores(config: Config, logger: Logger, closers: (() => unknown)[]): Stores {
  const { service, databaseUrl, databasePool, brokerUrl } = config;
  const db = new Database({ url: databaseUrl, max: databasePool, applicationName: `iimp-${service}` });
  closers.push(() => db.close());
  let blobs: BlobStore | undefined;
  closers.push(() => blobs?.close());
  const messaging = createMessaging({ url: brokerUrl, service, logger });
  closers.push(() => messaging.close());
  return { db, messaging, eager: { db, messaging }, blobs: () => (blobs ??= openBlobs(config)) };
}

function tlsOf({ tlsCertFile, tlsKeyFile }: Config, logger: Logger): TlsMaterial | undefined {
  if (tlsCertFile === undefined || tlsKeyFile === undefined) return undefined;
  return new TlsMaterial({ certFile: tlsCertFile, keyFile: tlsKeyFile, logger });
}

/** @returns the way to stop */
function observeCertificate(tls: TlsMaterial, now: () => number): () => void {
  const description = 'Seconds until the certificate of the listeners ends';
  return observe('iimp.tls.remaining_seconds', description, () => tls.secondsLeft(now()));
}

function healthOf({ db, messaging }: Stores): Health {
  const health = new Health();
  health.register('postgres', async () => {
    await db.query('health', 'select 1');
  });
  // Without a broker everything goes on, slower: told, but no reason to send nobody here.
  health.register(
    'broker',
    () => (messaging.stats().connected ? Promise.resolve() : Promise.reject(new Error('not connected'))),
    { advisory: true },
  );
  return health;
}
