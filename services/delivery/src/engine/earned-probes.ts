import { heardInterval } from './backoff.js';
import type { Destination } from './destination.js';
import type { World } from './ports.js';
import type { EngineSettings } from './settings.js';
import { Ticker } from './ticker.js';
import type { Troubles } from './troubles.js';
import { Uplink } from './uplink.js';

const CANARY_MS = 30_000;
/**
 * Destinations that deserve a probe after an outage of ours get it spread over this time; those that never answered this process over
 * the longer one: most of them may be dead, and their probes must not hold up what works again.
 */
const REVIVAL_MS = { known: 2_000, strangers: 30_000 };
/** A domain that was heard of is probed within this time, if its turn is not further away anyway. */
const HEARD_WITHIN_MS = 2_000;

/** What earned probes ask of the scheduler. */
export interface ProbeHooks {
  destination(domain: string): Destination;
  isServed(domain: string): boolean;
  offer(domain: string): void;
  stopping(): boolean;
}

/** Probes before their time, because something happened that makes an answer likely. */
export class EarnedProbes {
  readonly #uplink = new Uplink();
  readonly #canary: Ticker;

  constructor(
    private readonly world: World,
    private readonly settings: EngineSettings,
    private readonly troubles: Troubles,
    private readonly hooks: ProbeHooks,
  ) {
    this.#canary = new Ticker(world.clock, world.random, CANARY_MS, () => this.#sendCanary());
  }

  start(): void {
    this.#canary.start();
  }

  stop(): void {
    this.#canary.stop();
  }

  /** A valid request came from this domain: if it is down it earns one probe within 2 s, its history kept. */
  async heard(domain: string): Promise<void> {
    if (this.hooks.stopping()) return;
    const destination = this.hooks.destination(domain);
    const { clock } = this.world;
    const bounds = { baseMs: this.settings.retryBaseMs, capMs: this.settings.retryCapMs };
    const wait = destination.heardAt + heardInterval(destination.fruitless, bounds) - clock.now();
    if (wait > 0 || this.hooks.isServed(domain)) {
      // Once more later: when that may be, or when the session that runs has failed.
      if (destination.heardAgain || wait > HEARD_WITHIN_MS) return;
      destination.heardAgain = true;
      if (wait <= 0) return;
      clock.after(wait, () => {
        destination.heardAgain = false;
        void this.heard(domain);
      });
      return;
    }
    destination.heardAt = clock.now();
    await this.earn(domain);
  }

  /** It went down just now. */
  wentDown(domain: string): void {
    this.#uplink.wentDown(domain);
  }

  /** It answered: those that fell together with it deserve to be tried. */
  answered(domain: string): void {
    const { clock, random } = this.world;
    for (const fallen of this.#uplink.answered()) {
      if (fallen === domain) continue;
      const within = this.hooks.destination(fallen).isStranger ? REVIVAL_MS.strangers : REVIVAL_MS.known;
      clock.after(random() * within, () => void this.earn(fallen));
    }
  }

  /** Now, if it is down. */
  async earn(domain: string): Promise<void> {
    if (this.hooks.stopping()) return;
    await this.troubles.watch('store', async () => {
      if (!(await this.world.outbox.allowProbe(domain))) return;
      const destination = this.hooks.destination(domain);
      destination.probeIsEarned = true;
      destination.waitsUntil = 0;
      this.hooks.offer(domain);
    });
  }

  async #sendCanary(): Promise<void> {
    const domain = this.#uplink.canary(this.world.random());
    if (domain !== undefined) await this.earn(domain);
  }
}
