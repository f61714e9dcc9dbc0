import { jittered } from '@iimp/protocol/backoff';
import type { Clock, Random } from './ports.js';

/** Does a task again and again, a jittered period after it ended, until stopped. The task must not throw. */
export class Ticker {
  #stopped = false;
  #cancel: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly periodMs: number,
    private readonly task: () => Promise<void>,
  ) {}

  /** The first time after a part of the period, so that workers that start together do not tick together. */
  start(firstMs = this.random() * this.periodMs): void {
    this.#cancel = this.clock.after(firstMs, () => void this.#tick());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #tick(): Promise<void> {
    await this.task();
    if (!this.#stopped) this.start(jittered(this.periodMs, this.random()));
  }
}
