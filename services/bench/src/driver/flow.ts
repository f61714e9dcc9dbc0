import { setTimeout as delay } from 'node:timers/promises';
import { percentiles } from '../measure/latency.js';
import type { Outcome } from './plan.js';
import { Receipts } from './receipts.js';

/** What is sent at once. */
export interface Parcel {
  messageIds: readonly string[];
  /** Receipts of each message. */
  recipients: number;
}

export interface Pace {
  /** Most messages that are sent and not yet received by everybody. */
  window: number;
  /** Messages a second, evenly; without it as fast as the window lets. */
  ratePerSecond?: number;
  limitSeconds: number;
  /** Whether the time from the sender's answer to the receipt is told. */
  sinceAnswer?: boolean;
}

export interface Flow<P extends Parcel> {
  parcels: readonly P[];
  pace: Pace;
  /** Resolves with the server's answer, where there is one. Does not throw. */
  send(parcel: P): Promise<{ retries: number }>;
  /** Where receipts are told, before the first is sent. */
  onStart(receipts: Receipts): void;
}

/** Sends parcels at a pace and waits until everything has arrived, or the time is over. */
export async function flow<P extends Parcel>({ parcels, pace, send, onStart }: Flow<P>): Promise<Outcome> {
  const sent = count(parcels, () => 1);
  const expected = count(parcels, ({ recipients }) => recipients);
  const answers: number[] = [];
  let retries = 0;
  let next = 0;
  const begin = (dueAt = performance.now()): void => {
    const parcel = parcels[next++] as P;
    for (const id of parcel.messageIds) receipts.sent(id, parcel.recipients, dueAt);
    void send(parcel).then((answer) => {
      const now = performance.now();
      answers.push(now - dueAt);
      receipts.answered(parcel.messageIds, now);
      retries += answer.retries;
    });
  };
  const fill = (): void => {
    while (next < parcels.length && receipts.outstanding < pace.window) begin();
  };
  const receipts = new Receipts(expected, () => pace.ratePerSecond === undefined && fill(), pace.sinceAnswer);
  onStart(receipts);
  const begun = performance.now();
  if (pace.ratePerSecond === undefined) fill();
  else await evenly(parcels.length, (1_000 * (parcels[0]?.messageIds.length ?? 1)) / pace.ratePerSecond, begin);
  const limit = new AbortController();
  const late = delay(pace.limitSeconds * 1_000, undefined, { signal: limit.signal }).catch(() => undefined);
  if (expected > 0) await Promise.race([receipts.complete, late]);
  const seconds = (performance.now() - begun) / 1_000;
  limit.abort();
  // The last message can be received before its sender has the answer.
  while (answers.length < next && performance.now() - begun < pace.limitSeconds * 1_000) await delay(1);
  const [latencyMs, answerMs, since] = [receipts.latency(), percentiles(answers), receipts.latencySinceAnswer()];
  return {
    sent,
    received: receipts.received,
    receiptsExpected: expected,
    seconds,
    retries,
    errors: receipts.surprises,
    ...(latencyMs && { latencyMs }),
    ...(answerMs && { answerMs }),
    ...(since && { figures: { sinceAnswerP50Ms: since.p50, sinceAnswerP99Ms: since.p99 } }),
  };
}

function count(parcels: readonly Parcel[], weight: (parcel: Parcel) => number): number {
  return parcels.reduce((sum, parcel) => sum + parcel.messageIds.length * weight(parcel), 0);
}

/** Calls at even times, which are told even when the call itself is late: a server that stalls does not stop the clock. */
async function evenly(times: number, everyMs: number, call: (dueAt: number) => void): Promise<void> {
  const begun = performance.now();
  for (let turn = 0; turn < times; turn++) {
    const dueAt = begun + turn * everyMs;
    const early = dueAt - performance.now();
    if (early > 0) await delay(early);
    call(dueAt);
  }
}
