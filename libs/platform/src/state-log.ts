/** Where a change of state is told: a part of `Logger`. */
export interface StateLogger {
  warn(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

/** What is said of something that fails, and of it when it works again. */
export interface StateWords {
  bad: string;
  good: string;
}

/** Says once that something fails, and once that it works again: what fails for hours must not fill a disk. */
export class StateLog {
  private failing = false;

  /** @param fields for both lines */
  constructor(
    private readonly logger: StateLogger,
    private readonly words: StateWords,
    private readonly fields: object = {},
  ) {}

  get isFailing(): boolean {
    return this.failing;
  }

  /** It failed; logged only if it worked before. */
  bad(error: unknown): void {
    if (!this.failing) this.logger.warn({ ...this.fields, err: error }, this.words.bad);
    this.failing = true;
  }

  /** It worked; logged only if it failed before. */
  good(): void {
    if (this.failing) this.logger.info(this.fields, this.words.good);
    this.failing = false;
  }
}
