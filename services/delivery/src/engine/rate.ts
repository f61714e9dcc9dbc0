/** Messages a second to one destination: a token bucket. Times are milliseconds. */
export class Rate {
  #tokens: number;
  #at: number;

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    now: number,
  ) {
    this.#tokens = burst;
    this.#at = now;
  }

  /**
   * Takes `count`, and 0 is the answer, when anything is there: the rest is owed, so that a batch larger than the burst passes too.
   * Otherwise takes nothing, and answers how long until something is there.
   */
  take(count: number, now: number): number {
    this.#tokens = Math.min(this.burst, this.#tokens + (Math.max(0, now - this.#at) * this.perSecond) / 1_000);
    this.#at = now;
    if (this.#tokens > 0) {
      this.#tokens -= count;
      return 0;
    }
    return Math.floor((-this.#tokens * 1_000) / this.perSecond) + 1;
  }
}
