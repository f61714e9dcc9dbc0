import { type Percentiles, percentiles } from '../measure/latency.js';

interface Open {
  sentAt: number;
  /** Receipts that are missing. */
  left: number;
}

/** What is on its way: from the sending of each message to its receipt by all its recipients. */
export class Receipts {
  private readonly open = new Map<string, Open>();
  private readonly latencies: number[] = [];
  /** By message: when the sender had the answer, or the recipient the message, whichever was first. */
  private readonly halves = new Map<string, number>();
  private readonly sinceAnswer: number[] = [];
  private done: () => void = () => undefined;
  /** Resolves when everything expected has arrived. */
  readonly complete = new Promise<void>((resolve) => (this.done = resolve));
  received = 0;
  /** Messages that somebody has not received. */
  outstanding = 0;
  /** How many receipts `headStart` tells the time of. */
  head = Infinity;
  headStart: { at: number; count: number } | undefined;
  readonly surprises: string[] = [];

  /** @param withAnswers whether the time from answer to receipt is wanted, of messages with one recipient */
  constructor(
    readonly expected: number,
    private readonly onRoom: () => void,
    private readonly withAnswers = false,
  ) {}

  sent(messageId: string, recipients: number, at: number): void {
    this.open.set(messageId, { sentAt: at, left: recipients });
    this.outstanding += 1;
  }

  /** The sender has been told that it is stored. */
  answered(messageIds: readonly string[], at: number): void {
    if (!this.withAnswers) return;
    for (const id of messageIds) this.half(id, (receivedAt) => Math.max(0, receivedAt - at), at);
  }

  arrived(messageId: string, at: number): void {
    const one = this.open.get(messageId);
    if (!one) {
      if (this.surprises.length < 5)
        this.surprises.push(`message ${messageId} arrived, but was not expected (any more)`);
      return;
    }
    this.latencies.push(at - one.sentAt);
    this.received += 1;
    one.left -= 1;
    if (this.withAnswers) this.half(messageId, (answeredAt) => at - answeredAt, at);
    if (one.left === 0) {
      this.open.delete(messageId);
      this.outstanding -= 1;
      this.onRoom();
    }
    if (!this.headStart && this.received >= this.head) this.headStart = { at, count: this.received };
    if (this.received >= this.expected) this.done();
  }

  latency(): Percentiles | undefined {
    return percentiles(this.latencies);
  }

  /** From the sender's answer to the receipt; 0 where the receipt was first. The commit lies before both. */
  latencySinceAnswer(): Percentiles | undefined {
    return percentiles(this.sinceAnswer);
  }

  private half(messageId: string, between: (other: number) => number, at: number): void {
    const other = this.halves.get(messageId);
    if (other === undefined) {
      this.halves.set(messageId, at);
      return;
    }
    this.halves.delete(messageId);
    this.sinceAnswer.push(between(other));
  }
}
