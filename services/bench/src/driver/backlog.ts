import { setTimeout as delay } from 'node:timers/promises';
import type { Parcel } from './flow.js';
import type { Outcome } from './plan.js';
import { Receipts } from './receipts.js';

const SENT_AT_ONCE = 48;
const HEAD = 0.05;
const LATEST_HEAD = 0.8;

export interface Backlogged<P extends Parcel> {
  parcels: readonly P[];
  /** Resolves with the server's answer. Does not throw. */
  send(parcel: P): Promise<{ retries: number }>;
}

/** Messages that are accepted while their way is barred, and how fast they arrive once it is free. */
export class Backlog<P extends Parcel> {
  readonly receipts: Receipts;
  private readonly sent: number;
  private retries = 0;
  private acceptSeconds = 0;

  constructor(private readonly what: Backlogged<P>) {
    const { parcels } = what;
    this.sent = parcels.reduce((sum, { messageIds }) => sum + messageIds.length, 0);
    const expected = parcels.reduce((sum, { messageIds, recipients }) => sum + messageIds.length * recipients, 0);
    this.receipts = new Receipts(expected, () => undefined);
    this.receipts.head = headOf(expected, 0);
  }

  /** Sends everything. */
  async fill(): Promise<void> {
    const begun = performance.now();
    const queue = this.what.parcels[Symbol.iterator]();
    const worker = async (): Promise<void> => {
      for (const parcel of { [Symbol.iterator]: () => queue }) {
        for (const id of parcel.messageIds) this.receipts.sent(id, parcel.recipients, performance.now());
        const { retries } = await this.what.send(parcel);
        this.retries += retries;
      }
    };
    await Promise.all(Array.from({ length: SENT_AT_ONCE }, worker));
    this.acceptSeconds = (performance.now() - begun) / 1_000;
  }

  /**
   * Waits for everything. Time is taken from when a twentieth has arrived beyond what had crossed before: how long the return takes
   * to be noticed is another question, and what crossed while the receivers' server started would flatter.
   */
  async drained(limitSeconds: number, crossed = 0): Promise<Outcome> {
    const { receipts, sent, retries } = this;
    if (crossed > 0) {
      receipts.head = headOf(receipts.expected, crossed);
      receipts.headStart = undefined;
    }
    const limit = new AbortController();
    const begun = performance.now();
    const late = delay(limitSeconds * 1_000, undefined, { signal: limit.signal }).catch(() => undefined);
    await Promise.race([receipts.complete, late]);
    limit.abort();
    const { at, count } = receipts.headStart ?? { at: begun, count: 0 };
    const seconds = (performance.now() - at) / 1_000;
    return {
      sent,
      received: receipts.received,
      receiptsExpected: receipts.expected,
      // Of all, at the rate of those after the head start.
      seconds: seconds / (1 - count / receipts.expected),
      retries,
      errors: receipts.surprises,
      figures: { acceptedPerSecond: sent / this.acceptSeconds },
    };
  }
}

/** Receipts that do not count, leaving some that do. */
export function headOf(expected: number, crossed: number): number {
  return Math.min(crossed + HEAD * expected, LATEST_HEAD * expected);
}
