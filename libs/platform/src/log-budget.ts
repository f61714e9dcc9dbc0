/** Lines about single events in one interval; the rest is counted. */
const LINES = 20;
const INTERVAL_MS = 10_000;

/** For lines about what strangers can bring about as often as they like: the first ones of an interval are written, and how many more there were. */
export class LogBudget {
  private lines = 0;
  private since = 0;

  /** @param tellRest writes how many were left out, before the next line that is not */
  constructor(
    private readonly tellRest: (suppressed: number) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** Whether there is a line left. */
  take(): boolean {
    const now = this.now();
    if (now - this.since >= INTERVAL_MS) {
      if (this.lines > LINES) this.tellRest(this.lines - LINES);
      this.since = now;
      this.lines = 0;
    }
    return ++this.lines <= LINES;
  }
}
