/**
 * What a service is given when it starts: the connections and the shared state of its process. It is built once per process, so
 * the standalone starts five services over one context, and a process of its own starts one.
 */
import type { BlobStore } from '@iimp/blobs/blob-store';
import type { Messaging } from '@iimp/messaging/messaging';
import type { Database } from '@iimp/storage/database';
import type { Config } from './config/config.js';
import type { DomainKeyring } from './domain-keyring.js';
import type { Health } from './health.js';
import type { Logger } from './logging.js';
import type { PolicyCache } from './policy-cache.js';
import type { TlsMaterial } from './tls.js';

export interface ServiceContext {
  readonly config: Config;
  readonly logger: Logger;
  readonly db: Database;
  /** `messaging.client` to speak; `startHandlers(Module, messaging)` or `createHttpApp({ messaging })` to listen. */
  readonly messaging: Messaging;
  readonly blobs: BlobStore;
  /** Local domains and their signing keys. */
  readonly keyring: DomainKeyring;
  /** Who may federate, kept fresh. */
  readonly policy: PolicyCache;
  /** Certificate of the listeners; none means plain HTTP. */
  readonly tls: TlsMaterial | undefined;
  /** Services register what must work for them to be ready. */
  readonly health: Health;
  /** Unique to this process: who holds a lease. */
  readonly instance: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

/** A context and the way to end it, when everything that uses it has stopped. */
export interface OwnedContext extends ServiceContext {
  close(): Promise<void>;
}

/** What a caller may give instead of what the configuration says. */
export interface ContextOverrides {
  logger?: Logger;
  now?: () => number;
  random?: () => number;
}

/** Opens everything that `config` names. Rejects when Postgres is away, or its schema does not fit; the broker may be away. */
export function createContext(_config: Config, _overrides: ContextOverrides = {}): Promise<OwnedContext> {
  throw new Error('not written yet');
}
