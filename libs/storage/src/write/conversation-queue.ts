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
  /** Whether the last batch began with an entry heavier than one. */
  #afterHeavy = false;
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
   * `done`. Whoever waits longest comes first, and gives up to an eighth of the batch in one go: few keys are made busy, so
   * that enough are left for the next batch, and a long conversation does not fill it while others wait. After a batch that began
   * with something heavy, ordinary entries go first once: many heavy ones in a row hold nobody up for longer than one batch.
   */
  take(limit: number, weight: (entry: T) => number): T[] {
    const taken: T[] = [];
    let sum = 0;
    const share = Math.max(1, limit / 8);
    let round = this.#firstRound(weight);
    while (round.length > 0 && sum < limit) {
      const more: string[] = [];
      for (const key of round) {
        if (sum >= limit) break;
        const entries = this.#waiting.get(key) ?? [];
        const left = taken.length === 0 ? Infinity : limit - sum;
        const [count, part] = fit(entries, weight, Math.min(share, limit - sum), left);
        if (count === 0) continue;
        for (let index = 0; index < count; index++) taken.push(entries[index] as T);
        sum += part;
        this.#ready.delete(key);
        this.#busy.add(key);
        if (count === entries.length) this.#waiting.delete(key);
        else {
          this.#waiting.set(key, entries.slice(count));
          more.push(key);
        }
      }
      round = more;
    }
    this.#size -= taken.length;
    return taken;
  }

  /** Keys that are free, in the order of their turn. */
  #firstRound(weight: (entry: T) => number): string[] {
    const keys = [...this.#ready];
    const isHeavy = (key: string): boolean => weight(this.#waiting.get(key)?.[0] as T) > 1;
    const ordinary = this.#afterHeavy ? keys.filter((key) => !isHeavy(key)) : [];
    const round = ordinary.length > 0 ? ordinary : keys;
    this.#afterHeavy = round[0] !== undefined && isHeavy(round[0]);
    return round;
  }

  /** Gives up waiting entries of a key: those that the predicate is true of. */
  withdraw(key: string, isOne: (entry: T) => boolean): T[] {
    const entries = this.#waiting.get(key) ?? [];
    const withdrawn = entries.filter(isOne);
    if (withdrawn.length === 0) return withdrawn;
    const left = entries.filter((entry) => !isOne(entry));
    if (left.length > 0) this.#waiting.set(key, left);
    else {
      this.#waiting.delete(key);
      this.#ready.delete(key);
    }
    this.#size -= withdrawn.length;
    return withdrawn;
  }

  /** The entries taken of these keys are written, or failed. */
  done(keys: Iterable<string>): void {
    for (const key of keys) {
      if (this.#busy.delete(key) && this.#waiting.has(key)) this.#ready.add(key);
    }
  }
}

/** How many of the first entries fit into `room`, and their weight; the first may take up to `most`. */
function fit<T>(entries: readonly T[], weight: (entry: T) => number, room: number, most: number): [number, number] {
  let count = 0;
  let sum = 0;
  for (const entry of entries) {
    const own = weight(entry);
    if (sum + own > (count === 0 ? Math.max(room, most) : room)) break;
    sum += own;
    count++;
  }
  return [count, sum];
}
