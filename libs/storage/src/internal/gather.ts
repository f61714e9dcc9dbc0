import { ProblemError } from '@iimp/protocol/problem';

export interface GatherBounds {
  /** Runs at once. */
  atOnce: number;
  /** Items of one run. */
  most: number;
  /** How long the first waits for others, where nobody waits for it. Default 0. */
  waitMs?: number;
}

interface Waiting<I, O> {
  item: I;
  resolve: (result: O | Promise<O>) => void;
  reject: (error: unknown) => void;
}

/**
 * Work of one kind that is cheaper together: what comes while `atOnce` runs are under way waits, and goes with the next. A lone item
 * goes at once, by itself, so nothing waits without need, unless it may (`waitMs`).
 *
 * Together is the quick way, alone the sure one: an item that `together` gives no result for is done alone, and all are when it fails
 * for a reason that may be one item's. When the database is away (ProblemError) all of them fail.
 */
export class Gather<I, O> {
  readonly #waiting: Waiting<I, O>[] = [];
  #running = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly alone: (item: I) => Promise<O>,
    /** Results in the order of the items; undefined for one that nothing was done for. When it throws, nothing was done for any. */
    private readonly together: (items: readonly I[]) => Promise<readonly (O | undefined)[]>,
    private readonly bounds: GatherBounds,
  ) {}

  add(item: I): Promise<O> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      const { waitMs = 0 } = this.bounds;
      if (waitMs === 0) this.#pump();
      else this.#timer ??= setTimeout(() => this.#waited(), waitMs);
    });
  }

  #waited(): void {
    this.#timer = undefined;
    this.#pump();
  }

  #pump(): void {
    while (this.#running < this.bounds.atOnce && this.#waiting.length > 0) {
      void this.#go(this.#waiting.splice(0, this.bounds.most));
    }
  }

  async #go(batch: readonly Waiting<I, O>[]): Promise<void> {
    this.#running++;
    try {
      const results = await this.#run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index] as O | Promise<O>));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.#running--;
    this.#pump();
  }

  async #run(items: readonly I[]): Promise<readonly (O | Promise<O>)[]> {
    const [only, ...others] = items;
    if (others.length === 0) return [await this.alone(only as I)];
    const results = await this.together(items).catch((error: unknown) => {
      if (error instanceof ProblemError) throw error;
      return [];
    });
    return items.map((item, index) => results[index] ?? this.alone(item));
  }
}
