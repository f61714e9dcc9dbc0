import { aborted } from '@iimp/platform/aborted';
import type { Logger } from '@iimp/platform/logging';

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
  readonly logger: Pick<Logger, 'warn'>;
  readonly now: () => number;
  readonly random: () => number;
}

/** Keeps the database tidy, about once a minute. Several replicas may do so at once without harm. */
export class Upkeep {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  /** When each part is done again. */
  private readonly dueAt = new Map<string, number>();
  private readonly failing = new Set<string>();
  private readonly stopping = new AbortController();

  constructor(private readonly options: UpkeepOptions) {}

  start(delayMs = PERIOD_MS * this.options.random()): void {
    this.timer = setTimeout(() => {
      this.running = this.run().then(() => {
        if (!this.stopped) this.start(PERIOD_MS * (0.5 + this.options.random()));
      });
    }, delayMs);
    this.timer.unref();
  }

  /** Ends what runs, and waits for that until `signal` fires. */
  async stop(signal: AbortSignal): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await Promise.race([this.running, aborted(signal)]);
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Does it once; never rejects. */
  async run(): Promise<void> {
    const { sweep, partitions, erasures, retention, now } = this.options;
    await this.part('partitions', PARTITIONS_EVERY_MS, partitions);
    await this.part('sweep', 0, async () => {
      while (!this.stopped && (await sweep(now())));
    });
    await this.part('erasures', ERASURES_EVERY_MS, erasures);
    if (retention) await this.part('retention', RETENTION_EVERY_MS, retention);
  }

  /** Does a part when its time has come. One that fails is put off and told once, and the others have their turn. */
  private async part(name: string, everyMs: number, work: Part): Promise<void> {
    const { logger, now, random } = this.options;
    if (this.stopped || now() < (this.dueAt.get(name) ?? -Infinity)) return;
    try {
      await work(now(), this.stopping.signal);
      this.dueAt.set(name, now() + everyMs);
      this.failing.delete(name);
    } catch (error) {
      // It was broken off.
      if (this.stopped) return;
      this.dueAt.set(name, now() + Math.min(everyMs, RETRY_MS) * (0.5 + random()));
      if (!this.failing.has(name)) logger.warn({ err: error, part: name }, 'the upkeep of the database failed');
      this.failing.add(name);
    }
  }
}
