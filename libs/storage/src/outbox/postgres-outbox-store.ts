import type { Database } from '../database.js';
import { pending } from '../internal/pending.js';
import type { MailboxGrowth } from '../write/types.js';
import type {
  DestinationHistory,
  DueDestination,
  Failure,
  Lease,
  Outcome,
  OutboxRow,
  OutboxStore,
  OutboxStoreOptions,
} from './store.js';

/** The outbox in Postgres. */
export class PostgresOutboxStore implements OutboxStore {
  readonly shards: number;

  constructor(
    private readonly db: Database,
    options: OutboxStoreOptions = {},
  ) {
    this.shards = options.shards ?? 8;
  }

  dueDestinations(_now: number, _limit: number): Promise<DueDestination[]> {
    return pending();
  }

  acquire(
    _domain: string,
    _worker: string,
    _ttlMs: number,
    _now: number,
  ): Promise<{ lease: Lease; history: DestinationHistory } | 'busy' | 'waiting'> {
    return pending();
  }

  renew(_lease: Lease, _ttlMs: number, _now: number): Promise<void> {
    return pending();
  }

  release(_lease: Lease, _now: number, _shards?: readonly number[]): Promise<void> {
    return pending();
  }

  claimBatch(_lease: Lease, _limit: number, _maxBytes: number, _now: number): Promise<OutboxRow[]> {
    return pending();
  }

  complete(_lease: Lease, _outcomes: readonly Outcome[], _now: number): Promise<{ mailboxes: MailboxGrowth[] }> {
    return pending();
  }

  recordFailure(
    _lease: Lease,
    _failure: Failure,
    _now: number,
  ): Promise<{ failures: number; first: boolean; mailboxes: MailboxGrowth[] }> {
    return pending();
  }

  recordSuccess(_lease: Lease, _now: number): Promise<void> {
    return pending();
  }

  wakeProbe(_domain: string, _now: number): Promise<boolean> {
    return pending();
  }
}
