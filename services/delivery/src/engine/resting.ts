import type { Clock } from './ports.js';
import type { EngineSettings } from './settings.js';
import type { Slot } from './slots.js';

/**
 * Sessions that hold a lease and have nothing to do at the moment, one for a destination at most. They take no slot: so hundreds of
 * destinations with a message now and then are each served under one lease, not one for each message.
 */
export class Resting {
  readonly #byDomain = new Map<string, (slot: Slot | undefined) => void>();

  constructor(
    private readonly clock: Clock,
    private readonly settings: Pick<EngineSettings, 'lingerMs' | 'stayMs' | 'maxResting'>,
    /** It was woken, and waits for a slot. */
    private readonly isQueued: (domain: string) => boolean,
  ) {}

  has(domain: string): boolean {
    return this.#byDomain.has(domain);
  }

  /**
   * Gives the slot back. Resolves with one to go on with; undefined when nobody woke it in time, or there is no room to rest. One that
   * was woken and waits for a slot keeps its lease: given back, it would be asked for again, just when there is more to do than slots.
   */
  rest(domain: string, slot: Slot, signal: AbortSignal): Promise<Slot | undefined> {
    const { lingerMs, stayMs, maxResting } = this.settings;
    if (this.#byDomain.size >= maxResting || this.has(domain) || signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const end = (to: Slot | undefined): void => {
        callOff();
        signal.removeEventListener('abort', leave);
        this.#byDomain.delete(domain);
        resolve(to);
      };
      const leave = (): void => end(undefined);
      const until = this.clock.now() + stayMs;
      const look = (): void => {
        if (this.isQueued(domain) && this.clock.now() < until) callOff = this.clock.after(lingerMs, look);
        else leave();
      };
      let callOff = this.clock.after(lingerMs, look);
      signal.addEventListener('abort', leave);
      this.#byDomain.set(domain, end);
      slot.done();
    });
  }

  /** The session of this destination goes on; the caller saw that it rests. */
  resume(domain: string, slot: Slot): void {
    this.#byDomain.get(domain)?.(slot);
  }

  /** All of them end. */
  end(): void {
    for (const end of this.#byDomain.values()) end(undefined);
  }
}
