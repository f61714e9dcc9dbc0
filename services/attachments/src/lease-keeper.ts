/** Says that another worker may have the job by now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export interface LeaseKeeperOptions {
  /** Milliseconds since the epoch until which the lease stands. */
  expiresAt: number;
  leaseMs: number;
  now: () => number;
  /** False: it is lost. Throws when the store cannot say. */
  renew(): Promise<boolean>;
}

/**
 * Renews a lease every third of its life while its holder works. `signal` aborts with LeaseLost when the store says that it is lost, or when it ran out
 * because the store could not be reached. The store fences late writes anyway; this stops work that would be in vain.
 */
export class LeaseKeeper {
  private readonly lost = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private expiresAt: number;

  constructor(private readonly options: LeaseKeeperOptions) {
    this.expiresAt = options.expiresAt;
    this.schedule();
  }

  get signal(): AbortSignal {
    return this.lost.signal;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lost.abort(new LeaseLost('the work is over'));
  }

  private schedule(): void {
    this.timer = setTimeout(() => void this.renew(), this.options.leaseMs / 3);
  }

  private async renew(): Promise<void> {
    const { now, leaseMs } = this.options;
    const asked = now();
    let held: boolean;
    try {
      held = await this.options.renew();
      if (held) this.expiresAt = asked + leaseMs;
    } catch {
      held = now() < this.expiresAt;
    }
    if (this.lost.signal.aborted) return;
    if (held) this.schedule();
    else this.lost.abort(new LeaseLost('another worker may have it'));
  }
}
