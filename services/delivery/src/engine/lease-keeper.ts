import { type Clock, type Lease, LeaseLost, type OutboxPort } from './ports.js';

/**
 * Keeps a lease alive while its holder works: renews it every third of its life, and aborts `signal` as soon as it is lost, or may
 * be: when the last renewal that is known to have worked began a whole life ago. The token fences the store anyway; the signal
 * only keeps us from doing work in vain.
 */
export class LeaseKeeper {
  readonly #lost = new AbortController();
  #validUntil: number;
  #stopTimer: () => void = () => undefined;
  #stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly outbox: OutboxPort,
    private readonly ttlMs: number,
    /** Changes when shards are given up. */
    public lease: Lease,
    acquiredAt: number,
  ) {
    this.#validUntil = acquiredAt + ttlMs;
    this.#schedule();
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Somebody else may hold it by now. */
  get lost(): boolean {
    return this.#lost.signal.aborted || this.clock.now() >= this.#validUntil;
  }

  /** A call under the lease said so. */
  markLost(): void {
    this.#lost.abort(new LeaseLost('the lease was taken over'));
    this.stop();
  }

  stop(): void {
    this.#stopped = true;
    this.#stopTimer();
  }

  #schedule(): void {
    if (!this.#stopped) this.#stopTimer = this.clock.after(this.ttlMs / 3, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const startedAt = this.clock.now();
    const lease = this.lease;
    try {
      await this.outbox.renew(lease, this.ttlMs);
      this.#validUntil = startedAt + this.ttlMs;
    } catch (error) {
      if (this.#stopped) return;
      // Some of its shards were given up while the call was under way: ask again for those that are left.
      if (error instanceof LeaseLost && lease !== this.lease) return this.#renew();
      // A store that cannot be reached says nothing about the lease: it stands until its time is over.
      if (error instanceof LeaseLost || this.clock.now() >= this.#validUntil) return this.markLost();
    }
    this.#schedule();
  }
}
