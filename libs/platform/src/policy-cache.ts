import { policyAllows, type FederationPolicy, type PolicyStore } from '@iimp/storage/policy';
import type { Logger } from './logging.js';
import { Refresher } from './refresher.js';

export interface PolicyCacheOptions {
  store: Pick<PolicyStore, 'load'>;
  logger: Logger;
  /** How old it may get when nobody tells of a change; default 3 s. */
  intervalMs?: number;
}

/**
 * The federation policy (spec §11) in memory: read again when told (`policy.changed`) and every few seconds, so that a change
 * reaches every replica even while the broker is away. While Postgres is away the last known policy stays.
 */
export class PolicyCache {
  private policy: FederationPolicy | undefined;
  private readonly refresher: Refresher;

  constructor({ store, logger, intervalMs = 3_000 }: PolicyCacheOptions) {
    this.refresher = new Refresher({
      what: 'federation policy',
      intervalMs,
      logger,
      load: async () => {
        this.policy = await store.load();
      },
    });
  }

  /** Loads for the first time; rejects when that fails. */
  start(): Promise<void> {
    return this.refresher.start();
  }

  /** Reads it again now. */
  refresh(): Promise<void> {
    return this.refresher.refresh();
  }

  current(): FederationPolicy {
    if (!this.policy) throw new Error('the federation policy was not loaded');
    return this.policy;
  }

  /** Whether messages to and from a remote domain are allowed now. */
  allows(domain: string): boolean {
    return policyAllows(this.current(), domain);
  }

  close(): void {
    this.refresher.close();
  }
}
