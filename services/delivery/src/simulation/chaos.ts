import type { Condition } from './internet.js';
import { Rng } from './rng.js';
import { SimWorld } from './world.js';

export interface ChaosOptions {
  seed: number;
  destinations: number;
  /** Virtual time with traffic and faults. */
  stormMs: number;
  /** Messages accepted during the storm. */
  messages: number;
}

/** A server that failed without a break. */
export interface Outage {
  domain: string;
  from: number;
  until: number;
}

const FAULTS: readonly Condition[] = [
  'refusing',
  'silent',
  'slow',
  'stumbling',
  'overloaded',
  'restarting',
  'forgetful',
  'garbling',
  'partial',
];
const ORIGINS = ['home.test', 'second.test'] as const;
/** What a server may answer to one domain of ours while it serves the other. */
const REFUSALS = [
  { status: 401, code: 'invalid_signature' },
  { status: 503, code: 'unavailable' },
  { status: 429, code: 'rate_limited', retryAfterMs: 30_000 },
] as const;
const NEVER_ANSWER: ReadonlySet<Condition> = new Set<Condition>(['refusing', 'silent', 'restarting', 'overloaded']);
const GIVE_UP_MS = 40 * 60_000;
const CAP_MS = 5 * 60_000;

/**
 * A storm, then calm: random traffic to servers that fail in all ways, while workers are killed, frozen, drained, and added, and
 * the database and wake-ups come and go; then everything works again, except the servers that are dead for good.
 */
export class Chaos {
  readonly world: SimWorld;
  readonly dead = new Set<string>();
  readonly outages: Outage[] = [];
  readonly calmAt: number;
  /** Workers disagree about the time by more than a lease's life: nothing about times can be promised then. */
  readonly skewed: boolean;
  readonly #rng: Rng;
  readonly #domains: string[];

  constructor(private readonly options: ChaosOptions) {
    this.#rng = new Rng(options.seed ^ 0x5eed);
    this.skewed = this.#rng.chance(0.25);
    this.world = new SimWorld({
      seed: options.seed,
      workers: this.#rng.int(this.skewed ? 2 : 1, 4),
      settings: { retryCapMs: CAP_MS },
      giveUpMs: GIVE_UP_MS,
      lostWakes: 0.1,
      doubledWakes: 0.1,
      clockSkewMs: this.skewed ? 15_000 : 0,
      lostReplies: this.#rng.pick([0, 0.001, 0.01]),
    });
    this.calmAt = this.world.clock.now() + options.stormMs;
    this.#domains = Array.from({ length: options.destinations }, (_, i) => `d${i}.test`);
    for (const domain of this.#domains) this.#addServer(domain);
    this.#planTraffic();
    this.#planOurFaults();
  }

  /** Latest time by which everything that can be delivered must be: the longest back-off, twice for what was put off by itself too. */
  get settledBy(): number {
    return this.calmAt + 4 * CAP_MS + 60_000;
  }

  /** Latest time by which nothing may be left at all. */
  get endsBy(): number {
    return this.calmAt + GIVE_UP_MS + CAP_MS + 120_000;
  }

  #addServer(domain: string): void {
    const rng = this.#rng.fork();
    this.world.addServer(domain, {
      batch: rng.chance(0.8),
      maxBatch: rng.pick([1, 7, 100]),
      maxBodyBytes: rng.pick([2_000, 20_000, 1_000_000]),
      latencyMs: rng.pick([2, 20, 200]),
      unknown: rng.chance(0.3) ? [`carol@${domain}`] : [],
    });
    if (rng.chance(0.1)) {
      this.dead.add(domain);
      this.#plan(domain, rng.pick(['refusing', 'silent']), this.world.clock.now(), this.endsBy);
      return;
    }
    if (rng.chance(0.1)) this.#planRefusal(domain, rng.pick(ORIGINS), rng.pick(REFUSALS));
    if (rng.chance(0.3)) return;
    let at = this.world.clock.now() + rng.int(0, 120_000);
    while (at < this.calmAt) {
      const until = Math.min(this.calmAt, at + rng.int(500, rng.pick([5_000, 60_000, 600_000])));
      this.#plan(domain, rng.pick(FAULTS), at, until);
      if (rng.chance(0.5))
        this.world.clock.after(until - this.world.clock.now() + rng.int(1, 3_000), () => this.world.heard(domain));
      at = until + rng.int(1_000, 200_000);
    }
  }

  #plan(domain: string, condition: Condition, from: number, until: number): void {
    const now = this.world.clock.now();
    this.world.clock.after(from - now, () => this.world.setCondition(domain, condition));
    this.world.clock.after(until - now, () => this.world.setCondition(domain, 'well'));
    if (NEVER_ANSWER.has(condition)) this.outages.push({ domain, from, until });
  }

  /** For some minutes; longer than a signature that is refused is tried for, or shorter. */
  #planRefusal(domain: string, origin: string, refusal: (typeof REFUSALS)[number]): void {
    const { turnsAway } = this.world.server(domain);
    const from = this.#rng.int(0, this.options.stormMs / 2);
    this.world.clock.after(from, () => turnsAway.set(origin, refusal));
    this.world.clock.after(from + this.#rng.int(10_000, 300_000), () => turnsAway.delete(origin));
  }

  #planTraffic(): void {
    const rng = this.#rng.fork();
    const favourites = this.#domains.slice(0, Math.max(1, Math.floor(this.#domains.length / 20)));
    for (let i = 0; i < this.options.messages; i++) {
      this.world.clock.after(rng.int(0, this.options.stormMs), () => {
        const domains = new Set([rng.chance(0.5) ? rng.pick(favourites) : rng.pick(this.#domains)]);
        if (rng.chance(0.1)) domains.add(rng.pick(this.#domains));
        const [first = ''] = domains;
        const number = rng.int(1, 5);
        // Poison in one conversation of each of our domains only: where all are poisoned nothing tells that from a server that is down.
        const oddities =
          number === 1 ? (['refused', 'premature', 'poison'] as const) : (['refused', 'premature'] as const);
        const trait = rng.chance(0.05) ? rng.pick(oddities) : undefined;
        const both = rng.chance(0.1) && domains.size === 1;
        const origin = rng.chance(0.7) ? ORIGINS[0] : ORIGINS[1];
        this.world.send([...domains], {
          conversation: `c${number}-${first}-${origin}`,
          sender: `alice@${origin}`,
          bytes: rng.int(0, rng.chance(0.02) ? 30_000 : 500),
          silent: rng.chance(0.1),
          ...(trait === undefined ? {} : { trait }),
          ...(both ? { recipients: [`bob@${first}`, `carol@${first}`] } : {}),
        });
      });
    }
  }

  #planOurFaults(): void {
    const rng = this.#rng.fork();
    const { clock } = this.world;
    const often = (meanMs: number, act: () => void): void => {
      for (let at = rng.int(1, 2 * meanMs); at < this.options.stormMs; at += rng.int(1, 2 * meanMs))
        clock.after(at, act);
    };
    const someone = (act: (worker: SimWorld['workers'][number]) => void) => () => {
      if (this.world.workers.length > 0) act(rng.pick(this.world.workers));
    };
    const replace = (): void => void clock.after(rng.int(1, 20_000), () => this.world.startWorker());
    often(
      60_000,
      someone((worker) => (this.world.kill(worker), replace())),
    );
    often(
      90_000,
      someone((worker) => worker.freeze(rng.int(1_000, 60_000))),
    );
    often(
      120_000,
      someone((worker) => (void this.world.drain(worker), replace())),
    );
    often(300_000, () => this.world.loseDatabase(rng.int(100, 30_000)));
    often(400_000, () => this.world.loseLine(rng.int(1_000, 60_000)));
  }
}
