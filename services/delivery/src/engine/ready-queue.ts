import type { Kind } from './slots.js';

const KINDS: readonly Kind[] = ['fast', 'probe', 'slow'];

/**
 * Destinations that wait for a slot: first come, first served within their kind, each at most once. Bounded: what does not fit is
 * dropped, and found again by the sweep, for the truth is in the outbox.
 */
export class ReadyQueue {
  readonly #queues: Record<Kind, Set<string>> = { fast: new Set(), slow: new Set(), probe: new Set() };

  constructor(private readonly bound: number) {}

  get size(): number {
    return this.#queues.fast.size + this.#queues.slow.size + this.#queues.probe.size;
  }

  /** Somebody waits for a slot of this kind. */
  waiting(kind: Kind): boolean {
    return this.#queues[kind].size > 0;
  }

  has(domain: string): boolean {
    return KINDS.some((kind) => this.#queues[kind].has(domain));
  }

  /** Queues a destination; one that waits as another kind moves to the better one (fast before probe before slow). */
  offer(domain: string, kind: Kind): void {
    for (const other of KINDS) {
      if (!this.#queues[other].has(domain)) continue;
      if (KINDS.indexOf(other) <= KINDS.indexOf(kind)) return;
      this.#queues[other].delete(domain);
    }
    if (this.#queues[kind].size < this.bound) this.#queues[kind].add(domain);
  }

  take(kind: Kind): string | undefined {
    for (const domain of this.#queues[kind]) {
      this.#queues[kind].delete(domain);
      return domain;
    }
    return undefined;
  }

  /** It does not wait any more. */
  drop(domain: string): void {
    for (const kind of KINDS) this.#queues[kind].delete(domain);
  }

  clear(): void {
    for (const kind of KINDS) this.#queues[kind].clear();
  }
}
