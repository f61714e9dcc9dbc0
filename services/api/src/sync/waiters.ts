import { ProblemError } from '@iimp/protocol/problem';

export interface WaitersOptions {
  /** All of them at once. */
  max: number;
  /** Of one user; the one that waits longest goes when another comes. Default 16. */
  maxPerUser?: number;
}

/** Why a wait is over. */
export type WaitEnd = 'grown' | 'elapsed' | 'dismissed';

/** Somebody who wants to know when a mailbox grows beyond a cursor: a long poll, or a stream. */
export class Waiter {
  /** Greatest number heard of and not acted upon. */
  private heard = 0;
  /** When the first news that was not answered yet was heard. */
  private newsAt: number | undefined;
  private dismissed = false;
  private wake: ((end: WaitEnd) => void) | undefined;

  constructor(
    readonly user: string,
    /** What it has. */
    public cursor: number,
    private readonly onEnd: (waiter: Waiter) => void,
  ) {}

  /** Resolves at the first news beyond the cursor, also if it came since the last wait; after `ms`; or when it is dismissed. */
  async wait(ms: number): Promise<WaitEnd> {
    const end = this.now() ?? (await this.later(ms));
    // News is used up: what was heard is older than the read that follows.
    if (end === 'grown') this.heard = 0;
    return end;
  }

  hear(seq: number): void {
    if (seq > this.heard) this.heard = seq;
    if (this.heard > this.cursor) this.newsAt ??= performance.now();
    if (this.heard > this.cursor) this.wake?.('grown');
  }

  /** What was heard of is read. @returns for how long it waited, ms; undefined when nothing was heard of */
  takeLag(): number | undefined {
    const lag = this.newsAt === undefined ? undefined : performance.now() - this.newsAt;
    this.newsAt = undefined;
    return lag;
  }

  /** Ends a wait, now and ever after. Doing it twice is fine. */
  end(): void {
    if (this.dismissed) return;
    this.dismissed = true;
    this.wake?.('dismissed');
    this.onEnd(this);
  }

  private now(): WaitEnd | undefined {
    if (this.dismissed) return 'dismissed';
    return this.heard > this.cursor ? 'grown' : undefined;
  }

  private later(ms: number): Promise<WaitEnd> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.('elapsed'), Math.max(0, ms));
      this.wake = (end) => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve(end);
      };
    });
  }
}

/** Everybody who waits in this process, by user: bounded, and all dismissed when the process stops. */
export class Waiters {
  private readonly byUser = new Map<string, Set<Waiter>>();
  private readonly max: number;
  private readonly maxPerUser: number;
  private count = 0;
  private closed = false;

  constructor({ max, maxPerUser = 16 }: WaitersOptions) {
    this.max = max;
    this.maxPerUser = maxPerUser;
  }

  get size(): number {
    return this.count;
  }

  /**
   * Begins to listen; register before the mailbox is read, so that nothing falls between. The caller ends it.
   * @returns `undefined` when too many wait
   */
  add(user: string, cursor: number): Waiter | undefined {
    const waiter = new Waiter(user, cursor, (ended) => this.remove(ended));
    if (this.closed) {
      waiter.end();
      return waiter;
    }
    const own = this.byUser.get(user) ?? new Set();
    if (own.size >= this.maxPerUser) own.values().next().value!.end();
    if (this.count >= this.max) return undefined;
    own.add(waiter);
    this.byUser.set(user, own);
    this.count += 1;
    return waiter;
  }

  /** The mailbox of a user reaches up to `seq` now. */
  grown(user: string, seq: number): void {
    for (const waiter of this.byUser.get(user) ?? []) waiter.hear(seq);
  }

  /** Users for whom somebody waits. */
  users(): string[] {
    return [...this.byUser.keys()];
  }

  /** Dismisses everybody, and everybody who comes later. */
  close(): void {
    this.closed = true;
    for (const own of [...this.byUser.values()]) for (const waiter of [...own]) waiter.end();
  }

  private remove(waiter: Waiter): void {
    const own = this.byUser.get(waiter.user);
    if (!own?.delete(waiter)) return;
    this.count -= 1;
    if (own.size === 0) this.byUser.delete(waiter.user);
  }
}

/** What who cannot wait any more is told. */
export function tooManyWait(): ProblemError {
  return new ProblemError('unavailable', 'too many requests wait here; ask again without waiting', {
    retryAfterSeconds: 5,
  });
}
