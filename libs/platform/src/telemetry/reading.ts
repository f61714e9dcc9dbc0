/** A value that is read from elsewhere for scrapes: seldom, one read at a time, and never for longer than a scrape may take. */
export interface ReadingOptions<T> {
  read: () => Promise<T>;
  now: () => number;
  /** Not read again before, ms. */
  freshMs: number;
  /** Not told any more after, ms: a gauge that is gone says more than one that stands still. */
  usableMs: number;
  /** How long somebody waits for a read, ms. */
  patienceMs: number;
}

export class Reading<T> {
  private value: { read: T; at: number } | undefined;
  private triedAt = -Infinity;
  private underWay: Promise<void> | undefined;

  constructor(private readonly options: ReadingOptions<T>) {}

  /** The value as of lately. Never rejects. */
  async get(): Promise<T | undefined> {
    const { now, freshMs, usableMs, patienceMs } = this.options;
    if (!this.underWay && now() - this.triedAt >= freshMs) this.underWay = this.refresh();
    if (this.underWay) await withinTime(this.underWay, patienceMs);
    return this.value && now() - this.value.at <= usableMs ? this.value.read : undefined;
  }

  private async refresh(): Promise<void> {
    const at = (this.triedAt = this.options.now());
    try {
      this.value = { read: await this.options.read(), at };
    } catch {
      // What it reads from is away; whose checks of health tell.
    } finally {
      this.underWay = undefined;
    }
  }
}

async function withinTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
