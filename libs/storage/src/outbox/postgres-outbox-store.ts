import { RETRY_GIVE_UP_MS } from '@iimp/protocol/limits';
import type { Database } from '../database.js';
import { Gather } from '../internal/gather.js';
import { checkShards } from '../internal/shards.js';
import { FreshOutbox } from '../write/fresh-outbox.js';
import type { MailboxGrowth } from '../write/types.js';
import { type Claim, claim, claimKnown, claimTogether, find, findTogether, type Found } from './claim.js';
import { putClockRight } from './clock-set-back.js';
import { complete, completeTogether, type Completion, isPlain } from './complete.js';
import { type Failing, type Recorded, recordFailure, recordFailuresTogether } from './failures.js';
import { giveUpExpired, recordSuccess, wakeProbe } from './health.js';
import {
  type Acquire,
  acquire,
  type Acquired,
  dueDestinations,
  type Release,
  release,
  type Renewal,
  renew,
} from './leases.js';
import { acquireTogether, releaseTogether, renewTogether } from './leases-together.js';
import type { Claimed, DueDestination, Failure, Lease, Outcome, OutboxStore, OutboxStoreOptions } from './store.js';

/**
 * What many destinations ask for at once goes in one trip. Claims carry texts of up to a post each: fewer of them, and two at once so that
 * one that is long does not hold up all.
 */
const CLAIMS = { atOnce: 2, most: 16 };
const LOOKS = { atOnce: 2, most: 32 };
const MARKS = { atOnce: 2, most: 32 };
const LEASES = { atOnce: 1, most: 32 };
/** A lease is renewed long before its end. */
const RENEWALS = { ...LEASES, waitMs: 100 };
/** How often it is looked for what a clock that was ahead has left. */
const CLOCK_EVERY_MS = 30_000;

/** The outbox in Postgres. */
export class PostgresOutboxStore implements OutboxStore {
  readonly shards: number;
  readonly #giveUpMs: number;
  readonly #fresh: FreshOutbox;
  readonly #acquires: Gather<Acquire, Acquired>;
  readonly #renewals: Gather<Renewal, unknown>;
  readonly #releases: Gather<Release, unknown>;
  readonly #looks: Gather<Claim, Found>;
  readonly #claims: Gather<Claim, Claimed>;
  readonly #completions: Gather<Completion, MailboxGrowth[]>;
  readonly #failures: Gather<Failing, Recorded>;
  #clockLookedAt = -Infinity;

  constructor(
    private readonly db: Database,
    options: OutboxStoreOptions = {},
  ) {
    this.shards = checkShards(options.shards);
    const giveUpMs = (this.#giveUpMs = options.giveUpMs ?? RETRY_GIVE_UP_MS);
    this.#fresh = options.fresh ?? new FreshOutbox();
    this.#acquires = new Gather(
      (one) => acquire(db, one),
      (many) => acquireTogether(db, many),
      LEASES,
    );
    this.#renewals = new Gather<Renewal, unknown>(
      (one) => renew(db, one),
      (many) => renewTogether(db, many),
      RENEWALS,
    );
    this.#releases = new Gather<Release, unknown>(
      (one) => release(db, one),
      (many) => releaseTogether(db, many),
      LEASES,
    );
    this.#looks = new Gather(
      (one) => find(db, one),
      (many) => findTogether(db, many),
      LOOKS,
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

  async dueDestinations(now: number, limit: number): Promise<DueDestination[]> {
    const at = performance.now();
    if (at - this.#clockLookedAt >= CLOCK_EVERY_MS) {
      this.#clockLookedAt = at;
      // No sweep waits for it: what fails here is done half a minute later.
      await putClockRight(this.db, now).catch(() => undefined);
    }
    return dueDestinations(this.db, now, limit);
  }

  acquire(domain: string, worker: string, ttlMs: number, now: number): Promise<Acquired> {
    return this.#acquires.add({ domain, worker, shards: this.shards, now, until: now + ttlMs });
  }

  async renew(lease: Lease, ttlMs: number, now: number): Promise<void> {
    await this.#renewals.add({ lease, until: now + ttlMs, of: this.shards });
  }

  async release(lease: Lease, now: number, shards: readonly number[] = lease.shards): Promise<void> {
    await this.#releases.add({ lease: { ...lease, shards: [...shards] }, now, of: this.shards });
  }

  async claimBatch(lease: Lease, limit: number, maxBytes: number, now: number): Promise<Claimed> {
    const { domain } = lease;
    const asked = { lease, limit, maxBytes, now };
    if (this.#fresh.has(domain)) {
      const known = claimKnown(await this.#looks.add(asked), this.#fresh, asked, this.#giveUpMs);
      if (known) return known;
    }
    const claimed = await this.#claims.add(asked);
    // Whatever is committed from now on comes after what was found, and is the oldest only when nothing else was left.
    if (claimed.more) this.#fresh.drop(domain);
    else this.#fresh.follow(domain);
    return claimed;
  }

  async complete(lease: Lease, outcomes: readonly Outcome[], now: number): Promise<{ mailboxes: MailboxGrowth[] }> {
    const completion = { lease, outcomes, now };
    const mailboxes = await (isPlain(completion) ? this.#completions.add(completion) : complete(this.db, completion));
    this.#fresh.forget(
      lease.domain,
      outcomes.map(({ row }) => row.messageId),
    );
    return { mailboxes };
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
