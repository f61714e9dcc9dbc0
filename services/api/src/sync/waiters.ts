import { ProblemError } from '@iimp/protocol/problem';

export interface WaitersOptions {
  /** All of them at once. */
  max: number;
  /** Of one user; the one that waits longest goes when another comes. Default 16. */
  maxPerUser?: number;
  /** For the time that ends of mailboxes are trusted. */
  now?: () => number;
}

/** How long it is believed, after a mailbox was read to its end, that whatever comes is heard: as long as a lost wake-up may go unseen. */
const TRUST_MS = 2_000;
/** Ends of mailboxes that are remembered. */
const MAX_ENDS = 20_000;

/** Why a wait is over. */
export type WaitEnd = 'grown' | 'elapsed' | 'dismissed';

/** Somebody who wants to know when a mailbox grows beyond a cursor: a long poll, or a stream. */
export class Waiter {
  /** Greatest number heard of. */
  heard: number;
  /** When the first news that was not answered yet was heard. */
  private newsAt: number | undefined;
  private dismissed = false;
  private wake: ((end: WaitEnd) => void) | undefined;

  constructor(
    readonly user: string,
    /** What it has. */
    public cursor: number,
    private readonly onEnd: (waiter: Waiter) => void,
    /** Whether all that came before is heard of: then there is nothing to read before there is news. */
    readonly isInformed = false,
    /** Greatest number heard of and not acted upon. */
    private news = 0,
  ) {
    this.heard = news;
  }

  /** Resolves at the first news beyond the cursor, also if it came since the last wait; after `ms`; or when it is dismissed. */
  async wait(ms: number): Promise<WaitEnd> {
    const end = this.now() ?? (await this.later(ms));
    // News is used up: what was heard is older than the read that follows.
    if (end === 'grown') this.news = 0;
    return end;
  }

  hear(seq: number): void {
    if (seq > this.news) this.news = seq;
    if (seq > this.heard) this.heard = seq;
    if (this.news <= this.cursor) return;
    this.newsAt ??= performance.now();
    this.wake?.('grown');
  }

  /** What was heard of is read. @returns for how long it waited, ms; undefined when nothing was heard of */
  takeLag(): number | undefined {
    const lag = this.newsAt === undefined ? undefined : performance.now() - this.newsAt;
    this.newsAt = undefined;
    return lag;
  }

  /** Whether it waits no more. */
  get isOver(): boolean {
    return this.dismissed;
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
    return this.news > this.cursor ? 'grown' : undefined;
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
  /** Where mailboxes ended that were read to their end lately, as far as is heard; the one read longest ago first. */
  private readonly ends = new Map<string, { seq: number; until: number }>();
  private readonly max: number;
  private readonly maxPerUser: number;
  private readonly clock: () => number;
  private count = 0;
  private closed = false;

  constructor({ max, maxPerUser = 16, now = Date.now }: WaitersOptions) {
    this.max = max;
    this.maxPerUser = maxPerUser;
    this.clock = now;
  }

  get size(): number {
    return this.count;
  }

  /**
   * Begins to listen; register before the mailbox is read, so that nothing falls between. The caller ends it.
   * @returns `undefined` when too many wait
   */
  add(user: string, cursor: number): Waiter | undefined {
    const end = this.endOf(user);
    // Beyond the end as it is heard here, somebody else knows more.
    const isInformed = end !== undefined && end >= cursor;
    const waiter = new Waiter(user, cursor, (ended) => this.remove(ended), isInformed, isInformed ? end : 0);
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
    const end = this.ends.get(user);
    if (end && seq > end.seq) end.seq = seq;
    for (const waiter of this.byUser.get(user) ?? []) waiter.hear(seq);
  }

  /** Whoever waits for this user's mailbox waits no more. */
  dismiss(user: string): void {
    for (const waiter of [...(this.byUser.get(user) ?? [])]) waiter.end();
  }

  /**
   * The mailbox of a waiter ended here when it was read. Who is answered usually comes back at once, and need not read again to learn
   * that nothing has come meanwhile.
   */
  readToEnd(waiter: Waiter, seq: number): void {
    const { user } = waiter;
    const end = Math.max(seq, waiter.heard);
    this.ends.delete(user);
    this.ends.set(user, { seq: end, until: this.clock() + TRUST_MS });
    if (this.ends.size > MAX_ENDS) this.ends.delete(this.ends.keys().next().value!);
  }

  /** Wake-ups may have been lost: what was heard is not the end any more. */
  forgetEnds(): void {
    this.ends.clear();
  }

  /** Whether somebody waits for this user's mailbox, or has just read it to its end and may come back at once. */
  follows(user: string): boolean {
    return this.byUser.has(user) || this.endOf(user) !== undefined;
  }

  /** Users for whom somebody waits. */
  users(): string[] {
    return [...this.byUser.keys()];
  }

  /** Dismisses everybody, and everybody who comes later. */
  close(): void {
    this.closed = true;
    for (const user of this.users()) this.dismiss(user);
  }

  private endOf(user: string): number | undefined {
    const end = this.ends.get(user);
    return end && end.until > this.clock() ? end.seq : undefined;
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
