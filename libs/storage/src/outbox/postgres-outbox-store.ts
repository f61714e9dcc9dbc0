import { RETRY_GIVE_UP_MS } from '@iimp/protocol/limits';
import type { Database } from '../database.js';
import { Gather } from '../internal/gather.js';
import { checkShards } from '../internal/shards.js';
import type { MailboxGrowth } from '../write/types.js';
import { type Claim, claim, claimTogether } from './claim.js';
import { complete, completeTogether, type Completion, isPlain } from './complete.js';
import { type Failing, type Recorded, recordFailure, recordFailuresTogether } from './failures.js';
import { giveUpExpired, recordSuccess, wakeProbe } from './health.js';
import { type Acquire, acquire, type Acquired, dueDestinations, release, renew } from './leases.js';
import { acquireTogether } from './leases-together.js';
import type { Claimed, DueDestination, Failure, Lease, Outcome, OutboxStore, OutboxStoreOptions } from './store.js';

/**
 * What many destinations ask for at once goes in one trip. Claims carry texts of up to a post each: fewer of them, and two at once so that
 * one that is long does not hold up all.
 */
const CLAIMS = { atOnce: 2, most: 16 };
const MARKS = { atOnce: 2, most: 32 };
const LEASES = { atOnce: 1, most: 32 };

/** The outbox in Postgres. */
export class PostgresOutboxStore implements OutboxStore {
  readonly shards: number;
  readonly #giveUpMs: number;
  readonly #acquires: Gather<Acquire, Acquired>;
  readonly #claims: Gather<Claim, Claimed>;
  readonly #completions: Gather<Completion, MailboxGrowth[]>;
  readonly #failures: Gather<Failing, Recorded>;

  constructor(
    private readonly db: Database,
    options: OutboxStoreOptions = {},
  ) {
    this.shards = checkShards(options.shards);
    const giveUpMs = (this.#giveUpMs = options.giveUpMs ?? RETRY_GIVE_UP_MS);
    this.#acquires = new Gather(
      (one) => acquire(db, one),
      (many) => acquireTogether(db, many),
      LEASES,
    );
    this.#claims = new Gather(
      (one) => claim(db, one, giveUpMs),
      (many) => claimTogether(db, many, giveUpMs),
      CLAIMS,
    );
    this.#completions = new Gather(
      (one) => complete(db, one),
      async (many) => {
        await completeTogether(db, many);
        return many.map(() => []);
      },
      MARKS,
    );
    this.#failures = new Gather(
      (one) => recordFailure(db, one),
      (many) => recordFailuresTogether(db, many),
      MARKS,
    );
  }

  dueDestinations(now: number, limit: number): Promise<DueDestination[]> {
    return dueDestinations(this.db, now, limit);
  }

  acquire(domain: string, worker: string, ttlMs: number, now: number): Promise<Acquired> {
    return this.#acquires.add({ domain, worker, shards: this.shards, now, until: now + ttlMs });
  }

  renew(lease: Lease, ttlMs: number, now: number): Promise<void> {
    return renew(this.db, lease, now + ttlMs);
  }

  release(lease: Lease, now: number, shards: readonly number[] = lease.shards): Promise<void> {
    return release(this.db, lease, { shards, now, of: this.shards });
  }

  claimBatch(lease: Lease, limit: number, maxBytes: number, now: number): Promise<Claimed> {
    return this.#claims.add({ lease, limit, maxBytes, now });
  }

  async complete(lease: Lease, outcomes: readonly Outcome[], now: number): Promise<{ mailboxes: MailboxGrowth[] }> {
    const completion = { lease, outcomes, now };
    return {
      mailboxes: await (isPlain(completion) ? this.#completions.add(completion) : complete(this.db, completion)),
    };
  }

  async recordFailure(
    lease: Lease,
    failure: Failure,
    now: number,
  ): Promise<{ failures: number; first: boolean; mailboxes: MailboxGrowth[] }> {
    const failing = { lease, failure, now };
    if (failure.leave === true) return { ...(await this.#failures.add(failing)), mailboxes: [] };
    const recorded = await recordFailure(this.db, failing);
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
