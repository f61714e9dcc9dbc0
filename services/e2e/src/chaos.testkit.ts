/** Disturbs a cluster at random, by a seed that is told, and puts everything right again. */
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@iimp/testbed/until';
import { type Organization, SERVICES, type World } from '@iimp/testbed/world';

/** mulberry32: 0 … 1 from a seed, the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A restart under load on a machine that has little to spare. */
const PATIENCE = { deadlineMs: 180_000, intervalMs: 250 };

export class Chaos {
  /** What was done, and when, in seconds. */
  readonly done: string[] = [];
  readonly #startedAt = Date.now();
  #ending = false;

  constructor(
    private readonly world: World,
    private readonly seed: number,
  ) {}

  /** Disturbs until `end`; two hands at once, one on processes, one on the parts below them. */
  async run(): Promise<void> {
    await Promise.all([
      this.#hand(randomFrom(this.seed), (random) => this.#disturbProcess(random)),
      this.#hand(randomFrom(this.seed + 1), (random) => this.#disturbPart(random)),
    ]);
    await this.#heal();
  }

  /** Finishes what is under way and puts everything right. */
  end(): void {
    this.#ending = true;
  }

  async #hand(random: () => number, disturb: (random: () => number) => Promise<void>): Promise<void> {
    while (!this.#ending) {
      await delay(500 + random() * 2_500);
      if (!this.#ending) await disturb(random);
    }
  }

  async #disturbProcess(random: () => number): Promise<void> {
    const organization = pick(this.world.organizations, random);
    const service = pick(SERVICES, random);
    const ms = Math.round(500 + random() * 4_000);
    if (random() < 0.6) {
      this.#note(`kill -9 ${service} of ${organization.domain}`);
      await organization.kill(service);
      await revive(organization);
    } else {
      this.#note(`stop ${service} of ${organization.domain} for ${ms} ms`);
      await organization.pause(service);
      await delay(ms);
      await organization.resume(service);
    }
  }

  async #disturbPart(random: () => number): Promise<void> {
    const { broker, postgres } = this.world;
    const ms = Math.round(random() * 3_000);
    const [name, part, hard] =
      random() < 0.5 ? (['broker', broker, 'kill'] as const) : (['postgres', postgres, 'crash'] as const);
    if (!part) throw new Error(`the world has no ${name} of its own`);
    this.#note(`${hard} ${name} for ${ms} ms`);
    await ('crash' in part ? part.crash() : part.kill());
    await delay(ms);
    await part.start();
  }

  async #heal(): Promise<void> {
    this.#note('heal');
    await Promise.all(this.world.organizations.map((organization) => revive(organization)));
    this.#note('healed');
  }

  #note(what: string): void {
    this.done.push(`${((Date.now() - this.#startedAt) / 1_000).toFixed(1)} ${what}`);
  }
}

/** As a supervisor would: again, as long as a start fails (Postgres is away just then). */
async function revive(organization: Organization): Promise<void> {
  await until(`${organization.domain} runs again`, () => organization.start().then(() => true), PATIENCE);
}

function pick<T>(list: readonly T[], random: () => number): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}
