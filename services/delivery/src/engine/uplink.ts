/** First failures without any success in between that look like a trouble of ours. */
const SUSPICIOUS = 3;
const MAX_DOMAINS = 10_000;

/**
 * Notices an outage of our own side. When several destinations that were healthy fail one after the other and nobody answers, it is
 * probably our line that is down, and each of them would wait for its own back-off, long after the line is back. So the first success
 * after such a time earns all of them a probe, and until then now and then one of them is tried. Destinations that were down
 * before are not among them: they keep to their schedule.
 */
export class Uplink {
  readonly #fallen = new Set<string>();

  get suspicious(): boolean {
    return this.#fallen.size >= SUSPICIOUS;
  }

  /** A healthy destination failed. */
  wentDown(domain: string): void {
    if (this.#fallen.size < MAX_DOMAINS) this.#fallen.add(domain);
  }

  /** Some destination answered: those that deserve a probe now. */
  answered(): readonly string[] {
    if (this.#fallen.size === 0) return [];
    const deserving = this.suspicious ? [...this.#fallen] : [];
    this.#fallen.clear();
    return deserving;
  }

  /** One to try while all seems lost. */
  canary(random: number): string | undefined {
    return this.suspicious ? [...this.#fallen][Math.floor(random * this.#fallen.size)] : undefined;
  }
}
