import { ProblemError } from '@iimp/protocol/problem';

export interface SlotBounds {
  /** What there are places for, as the detail of a refusal names it: "downloads". */
  what: string;
  max: number;
  maxPerUser: number;
  /** Whom a refusal names. Default "this user". */
  whom?: string;
}

/** What is costly for as long as it lasts: how much of it may be under way in this process at once, of all and of each user (or other domain). */
export class Slots {
  private readonly byUser = new Map<string, number>();
  private count = 0;

  constructor(private readonly bounds: SlotBounds) {}

  /** @returns the way to give the place back; more than once does no harm. @throws ProblemError `rate_limited`, `unavailable` */
  take(user: string): () => void {
    const { what, max, maxPerUser, whom = 'this user' } = this.bounds;
    const own = this.byUser.get(user) ?? 0;
    if (own >= maxPerUser)
      throw new ProblemError('rate_limited', `too many ${what} of ${whom} at once`, { retryAfterSeconds: 5 });
    if (this.count >= max) throw new ProblemError('unavailable', `too many ${what} at once`, { retryAfterSeconds: 5 });
    this.byUser.set(user, own + 1);
    this.count += 1;
    let isTaken = true;
    return () => {
      if (isTaken) this.giveBack(user);
      isTaken = false;
    };
  }

  private giveBack(user: string): void {
    const left = this.byUser.get(user)! - 1;
    if (left === 0) this.byUser.delete(user);
    else this.byUser.set(user, left);
    this.count -= 1;
  }
}
