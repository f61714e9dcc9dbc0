import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { ProblemError } from '@iimp/protocol/problem';

export interface PasswordsOptions {
  /** Computed at once: each takes 19 MiB and a core. Default 2. */
  concurrency?: number;
  /** Waiting, of those who go first and of the others each; more are refused. Default 64. */
  maxWaiting?: number;
}

export interface MatchOptions {
  /** Before all that are not. */
  first?: boolean;
}

/** Checks passwords against argon2id hashes, a bounded number at once. */
export class Passwords {
  private running = 0;
  private readonly firsts: (() => void)[] = [];
  private readonly others: (() => void)[] = [];
  private readonly concurrency: number;
  private readonly maxWaiting: number;

  private constructor(
    /** What the password of nobody is checked against. */
    private readonly decoy: string,
    options: PasswordsOptions,
  ) {
    this.concurrency = options.concurrency ?? 2;
    this.maxWaiting = options.maxWaiting ?? 64;
  }

  static async create(options: PasswordsOptions = {}): Promise<Passwords> {
    return new Passwords(await hash(randomBytes(32)), options);
  }

  /**
   * Whether the password fits the hash. Without a hash it never does, after the same work: the time tells nobody whether a user exists.
   * @throws ProblemError `unavailable` when too many wait
   */
  async matches(
    stored: string | null | undefined,
    password: string,
    { first = false }: MatchOptions = {},
  ): Promise<boolean> {
    await this.enter(first ? this.firsts : this.others);
    try {
      const fits = await verify(stored ?? this.decoy, password).catch(() => false);
      return fits && typeof stored === 'string';
    } finally {
      this.leave();
    }
  }

  private async enter(queue: (() => void)[]): Promise<void> {
    if (this.running < this.concurrency) {
      this.running += 1;
      return;
    }
    if (queue.length >= this.maxWaiting)
      throw new ProblemError('unavailable', 'too many log-ins at once', { retryAfterSeconds: 2 });
    // Whoever leaves hands its place on, so `running` stays as it is.
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  private leave(): void {
    const next = this.firsts.shift() ?? this.others.shift();
    if (next) next();
    else this.running -= 1;
  }
}
