import { ProblemError } from '@iimp/protocol/problem';

/**
 * Transfers of one kind under way at once, of all and of each user: an upload holds a part in memory for S3, and either a connection to it
 * for as long as its client is slow.
 */
export class TransferSlots {
  private readonly byUser = new Map<string, number>();
  private count = 0;

  constructor(private readonly bounds: { what: 'uploads' | 'downloads'; max: number; maxPerUser: number }) {}

  /** @returns the way to give the place back, once. @throws ProblemError `rate_limited`, `unavailable` */
  take(user: string): () => void {
    const { what, max, maxPerUser } = this.bounds;
    const own = this.byUser.get(user) ?? 0;
    if (own >= maxPerUser)
      throw new ProblemError('rate_limited', `too many ${what} of this user at once`, { retryAfterSeconds: 5 });
    if (this.count >= max) throw new ProblemError('unavailable', `too many ${what} at once`, { retryAfterSeconds: 5 });
    this.byUser.set(user, own + 1);
    this.count += 1;
    return () => {
      const left = this.byUser.get(user)! - 1;
      if (left === 0) this.byUser.delete(user);
      else this.byUser.set(user, left);
      this.count -= 1;
    };
  }
}
