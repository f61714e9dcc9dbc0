/** A bounded queue in memory with competing consumers, each with a bound of its own on what it runs at once. */
export interface Worker<T> {
  readonly capacity: number;
  /** Never rejects. */
  run(item: T): Promise<void>;
}

interface Seat<T> {
  readonly worker: Worker<T>;
  running: number;
}

export class WorkQueue<T> {
  private readonly items: T[] = [];
  private readonly seats: Seat<T>[] = [];
  private head = 0;
  private turn = 0;
  private scheduled = false;
  /** Senders that wait for room. */
  private readonly waiters = new Set<() => void>();

  constructor(private readonly bound: number) {}

  get size(): number {
    return this.items.length - this.head;
  }

  /** False when the queue is full. */
  offer(item: T): boolean {
    if (this.size >= this.bound) return false;
    this.items.push(item);
    this.schedule();
    return true;
  }

  /** Resolves to true when something left the queue, to false when that took longer. */
  room(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (result: boolean): void => {
        clearTimeout(timer);
        this.waiters.delete(wake);
        resolve(result);
      };
      const wake = (): void => finish(true);
      const timer = setTimeout(() => finish(false), timeoutMs);
      this.waiters.add(wake);
    });
  }

  /** Takes the item whatever the bound, because it was in the queue before; or in place of the oldest. */
  putBack(item: T): void {
    this.items.push(item);
    this.schedule();
  }

  dropOldest(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.items[this.head];
    this.head += 1;
    for (const wake of this.waiters) {
      wake();
      break; // one leaves, one may come
    }
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items.splice(0, this.head);
      this.head = 0;
    }
    return item;
  }

  /** Joins a worker; returns the way to leave. */
  join(worker: Worker<T>): () => void {
    const seat = { worker, running: 0 };
    this.seats.push(seat);
    this.schedule();
    return () => {
      const index = this.seats.indexOf(seat);
      if (index >= 0) this.seats.splice(index, 1);
    };
  }

  /** Never runs a handler inside the sender's own turn of the event loop, as no broker would. */
  private schedule(): void {
    if (this.scheduled || this.size === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.pump();
    });
  }

  private pump(): void {
    while (this.size > 0) {
      const seat = this.freeSeat();
      if (!seat) return;
      seat.running += 1;
      void seat.worker.run(this.dropOldest()!).finally(() => {
        seat.running -= 1;
        this.schedule();
      });
    }
  }

  private freeSeat(): Seat<T> | undefined {
    for (let tried = 0; tried < this.seats.length; tried += 1) {
      this.turn = (this.turn + 1) % this.seats.length;
      const seat = this.seats[this.turn]!;
      if (seat.running < seat.worker.capacity) return seat;
    }
    return undefined;
  }
}
