import { RETRY_GIVE_UP_MS } from '@iimp/protocol/limits';
import type { Database } from '../database.js';
import { checkShards } from '../internal/shards.js';
import type { MailboxGrowth } from '../write/types.js';
import { claimBatch } from './claim.js';
import { complete } from './complete.js';
import { giveUpExpired, recordFailure, recordSuccess, wakeProbe } from './health.js';
import { acquire, dueDestinations, release, renew } from './leases.js';
import type {
  Claimed,
  DestinationHistory,
  DueDestination,
  Failure,
  Lease,
  Outcome,
  OutboxStore,
  OutboxStoreOptions,
} from './store.js';

/** The outbox in Postgres. */
export class PostgresOutboxStore implements OutboxStore {
  readonly shards: number;
  readonly #giveUpMs: number;

  constructor(
    private readonly db: Database,
    options: OutboxStoreOptions = {},
  ) {
    this.shards = checkShards(options.shards);
    this.#giveUpMs = options.giveUpMs ?? RETRY_GIVE_UP_MS;
  }

  dueDestinations(now: number, limit: number): Promise<DueDestination[]> {
    return dueDestinations(this.db, now, limit);
  }

  acquire(
    domain: string,
    worker: string,
    ttlMs: number,
    now: number,
  ): Promise<{ lease: Lease; history: DestinationHistory } | 'busy' | 'waiting'> {
    return acquire(this.db, { domain, worker, shards: this.shards, now, until: now + ttlMs });
  }

  renew(lease: Lease, ttlMs: number, now: number): Promise<void> {
    return renew(this.db, lease, now + ttlMs);
  }

  release(lease: Lease, now: number, shards: readonly number[] = lease.shards): Promise<void> {
    return release(this.db, lease, { shards, now, of: this.shards });
  }

  claimBatch(lease: Lease, limit: number, maxBytes: number, now: number): Promise<Claimed> {
    return claimBatch(this.db, lease, { limit, maxBytes, now, giveUpMs: this.#giveUpMs });
  }

  async complete(lease: Lease, outcomes: readonly Outcome[], now: number): Promise<{ mailboxes: MailboxGrowth[] }> {
    return { mailboxes: await complete(this.db, lease, outcomes, now) };
  }

  async recordFailure(
    lease: Lease,
    failure: Failure,
    now: number,
  ): Promise<{ failures: number; first: boolean; mailboxes: MailboxGrowth[] }> {
    const recorded = await recordFailure(this.db, lease, failure, now);
    if (failure.leave === true) return { ...recorded, mailboxes: [] };
    const mailboxes = await giveUpExpired(this.db, lease, failure, { now, giveUpMs: this.#giveUpMs });
    return { ...recorded, mailboxes };
  }

  recordSuccess(lease: Lease, now: number): Promise<void> {
    return recordSuccess(this.db, lease, now);
  }

  wakeProbe(domain: string, now: number): Promise<boolean> {
    return wakeProbe(this.db, domain, now);
  }
}
