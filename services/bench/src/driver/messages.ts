import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'undici';
import { percentiles } from '../measure/latency.js';
import { poolsOf } from './http.js';
import type { Account, MessagesPlan, Outcome, Run } from './plan.js';
import { Receipts } from './receipts.js';
import { drain, receive } from './receiving.js';
import { type SealedRequest, Sealer } from './sealing.js';
import { post } from './sending.js';

const MOST_ERRORS = 5;
const DRAINS_AT_ONCE = 8;

/** Sends messages from clients to clients and waits for each receipt. */
export class MessagesRun implements Run {
  private readonly senderPools: Map<string, Pool>;
  private readonly receiverPools: Map<string, Pool>;
  private readonly accounts: Map<string, Account>;
  private readonly stopReceiving = new AbortController();
  private readonly errors: string[] = [];
  private receipts: Receipts | undefined;
  private warmUp: SealedRequest[] = [];
  private requests: SealedRequest[] = [];

  constructor(private readonly plan: MessagesPlan) {
    const { senders, receivers, caPem, connections } = plan;
    this.senderPools = poolsOf(senders, caPem, connections);
    this.receiverPools = poolsOf(receivers, caPem, receivers.length);
    this.accounts = new Map([...senders, ...receivers].map((account) => [account.address, account]));
  }

  async prepare(): Promise<void> {
    const { plan } = this;
    const sealer = await Sealer.create(plan);
    this.warmUp = await sealer.seal(plan.warmUp);
    this.requests = await sealer.seal(plan.messages);
    await this.startReceiving();
    await this.send(this.warmUp, { window: Math.min(plan.window, 50) });
  }

  async run(): Promise<Outcome> {
    const { window, ratePerSecond } = this.plan;
    return this.send(this.requests, { window, ...(ratePerSecond && { ratePerSecond }) });
  }

  async close(): Promise<void> {
    this.stopReceiving.abort();
    await Promise.all([...this.senderPools.values(), ...this.receiverPools.values()].map((pool) => pool.destroy()));
  }

  private async startReceiving(): Promise<void> {
    const { signal } = this.stopReceiving;
    setMaxListeners(0, signal);
    const queue = [...this.plan.receivers];
    const worker = async (): Promise<void> => {
      for (let receiver = queue.shift(); receiver; receiver = queue.shift()) {
        const pool = this.receiverPools.get(receiver.apiUrl) as Pool;
        await receive(receiver, pool, {
          cursor: await drain(receiver, pool),
          onMessage: (id) => this.receipts?.arrived(id, performance.now()),
          onError: (what) => this.note(what),
          signal,
        });
      }
    };
    await Promise.all(Array.from({ length: DRAINS_AT_ONCE }, worker));
  }

  private async send(
    requests: readonly SealedRequest[],
    pace: { window: number; ratePerSecond?: number },
  ): Promise<Outcome> {
    const sent = count(requests, () => 1);
    const expected = count(requests, ({ recipients }) => recipients);
    const answers: number[] = [];
    let retries = 0;
    let next = 0;
    const begin = (dueAt?: number): void => {
      const request = requests[next++] as SealedRequest;
      const at = dueAt ?? performance.now();
      for (const id of request.messageIds) receipts.sent(id, request.recipients, at);
      const sender = this.accounts.get(request.sender) as Account;
      void post(this.senderPools.get(sender.apiUrl) as Pool, sender, request).then((posted) => {
        answers.push(performance.now() - at);
        retries += posted.retries;
        for (const what of posted.refused) this.note(what);
      });
    };
    const fill = (): void => {
      while (next < requests.length && receipts.outstanding < pace.window) begin();
    };
    const receipts = new Receipts(expected, () => pace.ratePerSecond === undefined && fill());
    this.receipts = receipts;
    const begun = performance.now();
    const limit = new AbortController();
    const late = delay(this.plan.limitSeconds * 1_000, undefined, { signal: limit.signal }).catch(() => undefined);
    if (requests.length === 0) return { sent, received: 0, receiptsExpected: 0, seconds: 0, retries, errors: [] };
    if (pace.ratePerSecond === undefined) fill();
    else await paced(requests.length, (1_000 * this.plan.perRequest) / pace.ratePerSecond, begin);
    await Promise.race([receipts.complete, late]);
    const seconds = (performance.now() - begun) / 1_000;
    limit.abort();
    // The last message can be received before its sender has the answer.
    while (answers.length < next && performance.now() - begun < this.plan.limitSeconds * 1_000) await delay(1);
    const [latencyMs, answerMs] = [receipts.latency(), percentiles(answers)];
    return {
      sent,
      received: receipts.received,
      receiptsExpected: expected,
      seconds,
      retries,
      errors: [...this.errors, ...receipts.surprises],
      ...(latencyMs && { latencyMs }),
      ...(answerMs && { answerMs }),
    };
  }

  private note(what: string): void {
    if (this.errors.length < MOST_ERRORS) this.errors.push(what);
  }
}

function count(requests: readonly SealedRequest[], weight: (request: SealedRequest) => number): number {
  return requests.reduce((sum, request) => sum + request.messageIds.length * weight(request), 0);
}

/** Calls at even times, which are told even when the call itself is late: a server that stalls does not stop the clock. */
async function paced(times: number, everyMs: number, call: (dueAt: number) => void): Promise<void> {
  const begun = performance.now();
  for (let turn = 0; turn < times; turn++) {
    const dueAt = begun + turn * everyMs;
    const early = dueAt - performance.now();
    if (early > 0) await delay(early);
    call(dueAt);
  }
}
