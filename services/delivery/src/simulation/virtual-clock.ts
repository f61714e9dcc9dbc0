import type { Clock } from '../engine/ports.js';

interface Timer {
  at: number;
  order: number;
  callback: (() => void) | undefined;
}

/** Time that passes only when everything that can happen now has happened. Whole milliseconds. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #heap: Timer[] = [];

  constructor(start = 0) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, Math.ceil(ms)), order: this.#order++, callback };
    this.#push(timer);
    return () => {
      timer.callback = undefined;
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Lets time pass until then, or until `done` says so. */
  async run(until: number, done: () => boolean = () => false): Promise<void> {
    await quiet();
    while (!done()) {
      const next = this.#heap[0];
      if (next === undefined || next.at > until) break;
      this.#now = next.at;
      for (let timer = this.#heap[0]; timer !== undefined && timer.at <= this.#now; timer = this.#heap[0]) {
        this.#pop();
        timer.callback?.();
      }
      await quiet();
    }
    if (!done()) this.#now = Math.max(this.#now, until);
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(timer, heap[parent])) break;
      heap[i] = heap[parent] as Timer;
      i = parent;
    }
    heap[i] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (before(heap[child + 1], heap[child])) child++;
      const smaller = heap[child] as Timer;
      if (!before(smaller, last)) break;
      heap[i] = smaller;
      i = child;
    }
    heap[i] = last;
  }
}

function before(a: Timer | undefined, b: Timer | undefined): boolean {
  return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
}

/** Every promise that can go on has gone on: no real I/O is under way in a simulation. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
