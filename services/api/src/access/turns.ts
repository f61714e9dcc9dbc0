interface Reads {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Whoever asks for much at once waits for itself: so many reads of a user are under way in this process, the others in their turn. Nothing is
 * refused, and how many may wait is bounded by the user's rate.
 */
export class Turns {
  private readonly ofUser = new Map<string, Reads>();

  /** @param most reads of one user at once */
  constructor(private readonly most: number) {}

  /** Does the work when it is the user's turn. */
  async run<T>(user: string, work: () => Promise<T>): Promise<T> {
    const own = this.ofUser.get(user) ?? { running: 0, waiting: [] };
    this.ofUser.set(user, own);
    if (own.running < this.most) own.running += 1;
    // Whoever is done hands its turn on, so `running` stays as it is.
    else await new Promise<void>((resolve) => own.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = own.waiting.shift();
      if (next) next();
      else if (--own.running === 0) this.ofUser.delete(user);
    }
  }
}
