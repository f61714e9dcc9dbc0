import type { Logger } from '@iimp/platform/logging';

const PERIOD_MS = 60_000;
const PARTITIONS_EVERY_MS = 12 * 3_600_000;
const ERASURES_EVERY_MS = 600_000;
const RETENTION_EVERY_MS = 12 * 3_600_000;

export interface UpkeepOptions {
  /** Removes some of what has expired (nonces above all, which this service makes many of); true: there may be more. */
  readonly sweep: (now: number) => Promise<boolean>;
  /** Makes the partitions of the coming months. */
  readonly partitions: (now: number) => Promise<unknown>;
  /** Goes on with erasures of users that wait for something. */
  readonly erasures: (now: number) => Promise<unknown>;
  /** Removes messages that are older than they are kept; ends early when asked to. Left out: they are kept for ever. */
  readonly retention?: (now: number, isStopping: () => boolean) => Promise<unknown>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly now: () => number;
  readonly random: () => number;
}

/** Keeps the database tidy, about once a minute. Several replicas may do so at once without harm. */
export class Upkeep {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private partitionsAt = -Infinity;
  private erasuresAt = -Infinity;
  private retentionAt = -Infinity;
  private stopped = false;
  private failing = false;

  constructor(private readonly options: UpkeepOptions) {}

  start(delayMs = PERIOD_MS * this.options.random()): void {
    this.timer = setTimeout(() => {
      this.running = this.run().then(() => {
        if (!this.stopped) this.start(PERIOD_MS * (0.5 + this.options.random()));
      });
    }, delayMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Does it once; never rejects. */
  async run(): Promise<void> {
    const { sweep, partitions, erasures, retention, logger, now } = this.options;
    try {
      if (now() - this.partitionsAt >= PARTITIONS_EVERY_MS) {
        await partitions(now());
        this.partitionsAt = now();
      }
      while (!this.stopped && (await sweep(now())));
      if (!this.stopped && now() - this.erasuresAt >= ERASURES_EVERY_MS) {
        await erasures(now());
        this.erasuresAt = now();
      }
      if (retention && !this.stopped && now() - this.retentionAt >= RETENTION_EVERY_MS) {
        await retention(now(), () => this.stopped);
        this.retentionAt = now();
      }
      this.failing = false;
    } catch (error) {
      if (!this.failing) logger.warn({ err: error }, 'the upkeep of the database failed');
      this.failing = true;
    }
  }
}
