import { aborted } from '@iimp/platform/aborted';
import { StateLog, type StateLogger } from '@iimp/platform/state-log';

const PERIOD_MS = 60_000;
const PARTITIONS_EVERY_MS = 12 * 3_600_000;
const ERASURES_EVERY_MS = 600_000;
const RETENTION_EVERY_MS = 12 * 3_600_000;
/** About how long a part that failed is left alone: it may be costly, and each replica tries. */
const RETRY_MS = 600_000;

/** What is broken off, or ends early, when `stopping` fires goes on another time. */
type Part = (now: number, stopping: AbortSignal) => Promise<unknown>;

export interface UpkeepOptions {
  /** Removes some of what has expired (nonces above all, which this service makes many of); true: there may be more. */
  readonly sweep: (now: number) => Promise<boolean>;
  /** Makes the partitions of the coming months. */
  readonly partitions: Part;
  /** Goes on with erasures of users that wait for something. */
  readonly erasures: Part;
  /** Removes messages that are older than they are kept. Left out: they are kept for ever. */
  readonly retention?: Part;
  readonly logger: StateLogger;
  readonly now: () => number;
  readonly random: () => number;
}

/** Parts that are done one after the other. */
interface Round {
  readonly work: () => Promise<void>;
  timer?: NodeJS.Timeout;
  running: Promise<void>;
}

/**
 * Keeps the database tidy, about once a minute. Several replicas may do so at once without harm. What may take hours has a round of its
 * own, and keeps what may not wait from nothing.
 */
export class Upkeep {
  private readonly rounds: readonly Round[] = [
    { work: () => this.short(), running: Promise.resolve() },
    { work: () => this.long(), running: Promise.resolve() },
  ];
  /** When each part is done again. */
  private readonly dueAt = new Map<string, number>();
  private readonly states = new Map<string, StateLog>();
  private readonly stopping = new AbortController();

  constructor(private readonly options: UpkeepOptions) {}

  start(delayMs = PERIOD_MS * this.options.random()): void {
    for (const round of this.rounds) this.begin(round, delayMs);
  }

  private begin(round: Round, delayMs: number): void {
    round.timer = setTimeout(() => {
      round.running = round.work().then(() => {
        if (!this.stopped) this.begin(round, PERIOD_MS * (0.5 + this.options.random()));
      });
    }, delayMs);
    round.timer.unref();
  }

  /** Ends what runs, and waits for that until `signal` fires. */
  async stop(signal: AbortSignal): Promise<void> {
    this.stopping.abort();
    for (const { timer } of this.rounds) clearTimeout(timer);
    await Promise.race([Promise.all(this.rounds.map(({ running }) => running)), aborted(signal)]);
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Does all of it once; never rejects. */
  async run(): Promise<void> {
    await Promise.all(this.rounds.map(({ work }) => work()));
  }

  private async short(): Promise<void> {
    const { sweep, partitions, now } = this.options;
    await this.part('partitions', PARTITIONS_EVERY_MS, partitions);
    await this.part('sweep', 0, async () => {
      while (!this.stopped && (await sweep(now())));
    });
  }

  private async long(): Promise<void> {
    const { erasures, retention } = this.options;
    await this.part('erasures', ERASURES_EVERY_MS, erasures);
    if (retention) await this.part('retention', RETENTION_EVERY_MS, retention);
  }

  /** Does a part when its time has come. One that fails is put off and told once, and the others have their turn. */
  private async part(name: string, everyMs: number, work: Part): Promise<void> {
    const { now, random } = this.options;
    if (this.stopped || now() < (this.dueAt.get(name) ?? -Infinity)) return;
    const state = this.stateOf(name);
    try {
      await work(now(), this.stopping.signal);
      this.dueAt.set(name, now() + everyMs);
      state.good();
    } catch (error) {
      // It was broken off.
      if (this.stopped) return;
      this.dueAt.set(name, now() + Math.min(everyMs, RETRY_MS) * (0.5 + random()));
      state.bad(error);
    }
  }

  private stateOf(part: string): StateLog {
    const words = { bad: 'the upkeep of the database failed', good: 'the upkeep of the database works again' };
    const state = this.states.get(part) ?? new StateLog(this.options.logger, words, { part });
    this.states.set(part, state);
    return state;
  }
}
