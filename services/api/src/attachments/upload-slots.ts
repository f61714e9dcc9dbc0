import { ProblemError } from '@iimp/protocol/problem';

/** Uploads under way at once: of all, because each holds a part in memory for S3, and of each user. */
export class UploadSlots {
  private readonly byUser = new Map<string, number>();
  private count = 0;

  constructor(private readonly bounds: { max: number; maxPerUser: number }) {}

  /** @returns the way to give the place back, once. @throws ProblemError `rate_limited`, `unavailable` */
  take(user: string): () => void {
    const own = this.byUser.get(user) ?? 0;
    if (own >= this.bounds.maxPerUser)
      throw new ProblemError('rate_limited', 'too many uploads of this user at once', { retryAfterSeconds: 5 });
    if (this.count >= this.bounds.max)
      throw new ProblemError('unavailable', 'too many uploads at once', { retryAfterSeconds: 5 });
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
