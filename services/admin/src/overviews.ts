import type { AdminOverview } from '@iimp/proto/admin-types';

const FRESH_MS = 1_000;

interface Asked {
  answer: Promise<AdminOverview>;
  /** Set when the answer is there. */
  freshUntil?: number;
}

/** The overview, asked of the database by one at a time and at most once a second, however many consoles look at it. */
export class Overviews {
  private asked: Asked | undefined;

  constructor(private readonly now: () => number) {}

  /** What is being asked for, what came a moment ago, or what `ask` says now. A failure is told to those who waited, and not remembered. */
  recent(ask: () => Promise<AdminOverview>): Promise<AdminOverview> {
    const { answer, freshUntil = Infinity } = this.asked ?? {};
    if (answer && this.now() < freshUntil) return answer;
    const asked: Asked = { answer: ask() };
    this.asked = asked;
    asked.answer.then(
      () => (asked.freshUntil = this.now() + FRESH_MS),
      () => (this.asked = undefined),
    );
    return asked.answer;
  }
}
