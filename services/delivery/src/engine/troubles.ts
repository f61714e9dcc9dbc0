import type { World } from './ports.js';

/** Where something of ours does not work, for all: the outbox, or the work for a destination. */
const OF_ALL = ['store', 'session'] as const;
/** A domain of ours that cannot be signed for holds up its own mail only. */
type Where = (typeof OF_ALL)[number] | `signing for ${string}`;

/** Troubles of ours at the moment. Each is logged when it begins and when it is over, not at each failure. */
export class Troubles {
  /** With the time until which each is believed. */
  readonly #now = new Map<Where, number>();

  constructor(private readonly log: World['log']) {}

  /** Those that hold up everybody's mail. */
  get ofAll(): string | undefined {
    return OF_ALL.filter((where) => this.#now.has(where)).join(', ') || undefined;
  }

  /** @param until by then it is met again, or it is over: what was held up may have been done elsewhere */
  begin(where: Where, error: unknown, until = Infinity): void {
    const known = this.#now.get(where);
    if (known === undefined) this.log.error({ err: error, where }, 'delivery is held up by a trouble of ours');
    this.#now.set(where, Math.max(known ?? until, until));
  }

  /** Those that were not met again in their time are over. */
  lookAgain(now: number): void {
    for (const [where, until] of this.#now) if (now >= until) this.over(where);
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
