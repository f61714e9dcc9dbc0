/**
 * Entries waiting to be written, in order within each key (conversation). A key whose entries are being written gives no more
 * until they are done: two transactions at once never hold entries of one conversation, so neither waits for the other's lock,
 * and the order in which messages came is the order in which they are stored.
 */
export class ConversationQueue<T> {
  /** Keys with entries, none of them being written; first come, first served. */
  readonly #ready = new Set<string>();
  readonly #waiting = new Map<string, T[]>();
  readonly #busy = new Set<string>();
  #size = 0;

  /** Entries waiting. */
  get size(): number {
    return this.#size;
  }

  /** Whether `take` would give any. */
  get hasReady(): boolean {
    return this.#ready.size > 0;
  }

  push(key: string, entry: T): void {
    const entries = this.#waiting.get(key);
    if (entries) entries.push(entry);
    else this.#waiting.set(key, [entry]);
    if (!this.#busy.has(key)) this.#ready.add(key);
    this.#size++;
  }

  /**
   * Takes entries of keys that are free, at least one, until the sum of their weights reaches `limit`; the keys are busy until
   * `done`. A long conversation gives at most its share of a round when others wait.
   */
  take(limit: number, weight: (entry: T) => number): T[] {
    const taken: T[] = [];
    let sum = 0;
    // In rounds, so that one conversation does not fill the batch while others wait; order within each is kept.
    let round = [...this.#ready];
    while (round.length > 0 && sum < limit) {
      const again: string[] = [];
      const share = Math.max(1, Math.floor((limit - sum) / round.length));
      for (const key of round) {
        if (sum >= limit) break;
        const entries = this.#waiting.get(key) ?? [];
        let count = 0;
        let part = 0;
        for (const entry of entries) {
          const own = weight(entry);
          if (count > 0 && (part + own > share || sum + own > limit)) break;
          if (taken.length > 0 && sum + own > limit) break;
          part += own;
          sum += own;
          count++;
          taken.push(entry);
        }
        if (count === 0) continue;
        this.#ready.delete(key);
        this.#busy.add(key);
        if (count === entries.length) this.#waiting.delete(key);
        else {
          this.#waiting.set(key, entries.slice(count));
          again.push(key);
        }
      }
      round = again;
    }
    this.#size -= taken.length;
    return taken;
  }

  /** The entries taken of these keys are written, or failed. */
  done(keys: Iterable<string>): void {
    for (const key of keys) {
      if (this.#busy.delete(key) && this.#waiting.has(key)) this.#ready.add(key);
    }
  }
}
