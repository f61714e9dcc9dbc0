import type { ReadyQueue } from './ready-queue.js';

/** So many of a list may be others' before it is asked whether it is out of date. */
const ENOUGH_HELD = 16;

/**
 * Destinations that wait for a slot though nobody was woken for them: most of them the last sweep found. All workers sweep the same list,
 * so by the time that one's turn comes it may be somebody else's.
 */
export class Findings {
  readonly #waiting = new Set<string>();
  #tried = 0;
  #held = 0;

  constructor(private readonly queue: ReadyQueue) {}

  /** A sweep begins: what the last one found, and nobody here has come to, is forgotten. */
  begin(): void {
    this.#forget();
    this.#tried = 0;
    this.#held = 0;
  }

  add(domain: string): void {
    if (!this.queue.has(domain)) this.#waiting.add(domain);
  }

  /** Somebody was woken for it: it is worth a try in any case. */
  woken(domain: string): void {
    this.#waiting.delete(domain);
  }

  /** Its turn came. False where somebody was woken for it. */
  take(domain: string): boolean {
    if (!this.#waiting.delete(domain)) return false;
    this.#tried++;
    return true;
  }

  /** It was somebody else's. Where most were, the rest is left to the next sweep. */
  held(): void {
    this.#held++;
    if (this.#held >= ENOUGH_HELD && this.#held * 2 > this.#tried) this.#forget();
  }

  #forget(): void {
    for (const domain of this.#waiting) this.queue.drop(domain);
    this.#waiting.clear();
  }
}
