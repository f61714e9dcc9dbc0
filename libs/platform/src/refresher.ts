import type { Logger } from './logging.js';
import { StateLog } from './state-log.js';

export interface RefresherOptions {
  /** What is refreshed, for the log. */
  what: string;
  intervalMs: number;
  logger: Logger;
  load(): Promise<void>;
}

/**
 * Keeps a copy of something in Postgres fresh: loads it at intervals and when asked. One load runs at a time; being asked while
 * one runs leads to one more, since the running one may have read before the change.
 */
export class Refresher {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private closed = false;
  private readonly state: StateLog;

  constructor(private readonly options: RefresherOptions) {
    const words = { bad: 'cannot be refreshed; the last known state is used', good: 'refreshed again' };
    this.state = new StateLog(options.logger, words, { what: options.what });
  }

  /** Loads for the first time; rejects when that fails. */
  async start(): Promise<void> {
    await this.options.load();
    this.schedule();
  }

  /** Resolves when what was there at the call is loaded, or could not be. */
  refresh(): Promise<void> {
    if (!this.running) return (this.running = this.run());
    return (this.next ??= this.running.then(() => {
      this.next = undefined;
      return (this.running = this.run());
    }));
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.closed) return;
    this.timer = setTimeout(() => void this.refresh().then(() => this.schedule()), this.options.intervalMs);
    this.timer.unref();
  }

  private async run(): Promise<void> {
    try {
      if (this.closed) return;
      await this.options.load();
      this.state.good();
    } catch (error) {
      // A store that closes with its process is no news.
      if (!this.closed) this.state.bad(error);
    } finally {
      this.running = undefined;
    }
  }
}
