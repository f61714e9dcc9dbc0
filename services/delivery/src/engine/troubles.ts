import type { World } from './ports.js';

/** Where something of ours does not work: the outbox, the work for a destination, or signing for a domain of ours. */
type Where = 'store' | 'session' | `signing for ${string}`;

/** Troubles of ours at the moment. Each is logged when it begins and when it is over, not at each failure. */
export class Troubles {
  readonly #now = new Set<Where>();

  constructor(private readonly log: World['log']) {}

  /** Undefined when there are none. */
  get all(): string | undefined {
    return this.#now.size === 0 ? undefined : [...this.#now].join(', ');
  }

  begin(where: Where, error: unknown): void {
    if (!this.#now.has(where)) this.log.error({ err: error, where }, 'delivery is held up by a trouble of ours');
    this.#now.add(where);
  }

  over(where: Where): void {
    if (this.#now.delete(where)) this.log.info({ where }, 'delivery works again');
  }

  /** Runs what may fail because of it, and goes on in any case. */
  async watch(where: Where, task: () => Promise<void>): Promise<void> {
    try {
      await task();
      this.over(where);
    } catch (error) {
      this.begin(where, error);
    }
  }
}
