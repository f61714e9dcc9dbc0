import { type Percentiles, percentiles } from '../measure/latency.js';

/** What is on its way: from the sending of each message to its receipt by all its recipients. */
export class Receipts {
  private readonly open = new Map<string, { sentAt: number; left: number }>();
  private readonly latencies: number[] = [];
  private done: () => void = () => undefined;
  /** Resolves when everything expected has arrived. */
  readonly complete = new Promise<void>((resolve) => (this.done = resolve));
  received = 0;
  /** Messages that somebody has not received. */
  outstanding = 0;
  readonly surprises: string[] = [];

  constructor(
    readonly expected: number,
    private readonly onRoom: () => void,
  ) {}

  sent(messageId: string, recipients: number, at: number): void {
    this.open.set(messageId, { sentAt: at, left: recipients });
    this.outstanding += 1;
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
    if (one.left === 0) {
      this.open.delete(messageId);
      this.outstanding -= 1;
      this.onRoom();
    }
    if (this.received >= this.expected) this.done();
  }

  latency(): Percentiles | undefined {
    return percentiles(this.latencies);
  }
}
