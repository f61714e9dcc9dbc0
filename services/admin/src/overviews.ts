import type { AdminOverview } from '@iimp/proto/admin-types';

const FRESH_MS = 1_000;

/** The overview, asked of the database at most once a second, however many consoles look at it. */
export class Overviews {
  private asked: { at: number; answer: Promise<AdminOverview> } | undefined;

  constructor(private readonly now: () => number) {}

  /** What is known since a moment ago, or what `ask` says now. A failure is told to those who waited, and not remembered. */
  recent(ask: () => Promise<AdminOverview>): Promise<AdminOverview> {
    const now = this.now();
    if (this.asked && now - this.asked.at < FRESH_MS) return this.asked.answer;
    const asked = { at: now, answer: ask() };
    this.asked = asked;
    asked.answer.catch(() => {
      if (this.asked === asked) this.asked = undefined;
    });
    return asked.answer;
  }
}
