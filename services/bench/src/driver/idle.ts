import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'undici';
import { percentiles } from '../measure/latency.js';
import { poolOf, poolsOf } from './http.js';
import type { IdlePlan, Outcome, Receiver, Run } from './plan.js';
import { drain, receive } from './receiving.js';
import { type SealedRequest, Sealer } from './sealing.js';
import { post } from './sending.js';

const OPENED_AT_ONCE = 32;

/** Many connections that wait; in the end each receiver gets one message, to see that all of them are still there. */
export class IdleRun implements Run {
  private readonly pools: Map<string, Pool>;
  private readonly sending: Pool;
  private readonly stop = new AbortController();
  private readonly errors: string[] = [];
  private readonly arrivals: number[] = [];
  private requests: SealedRequest[] = [];
  private sentAt = 0;

  constructor(private readonly plan: IdlePlan) {
    this.pools = poolsOf(plan.receivers, plan.connections);
    setMaxListeners(0, this.stop.signal);
    this.sending = poolOf(plan.sender.apiUrl, 4);
  }

  async prepare(): Promise<void> {
    const { sender, receivers } = this.plan;
    const conversations = receivers.map(({ address }) => ({ sender: sender.address, recipients: [address] }));
    this.requests = await (await Sealer.create({ conversations, bodyBytes: 64, perRequest: 1 })).seal(receivers.length);
    const cursors = new Map<string, number>();
    for (const each of receivers) cursors.set(each.address, await drain(each, this.poolOfReceiver(each)));
    const connections = Array.from(
      { length: this.plan.connections },
      (_, turn) => receivers[turn % receivers.length] as Receiver,
    );
    const worker = async (): Promise<void> => {
      for (let each = connections.shift(); each; each = connections.shift()) {
        await receive(each, this.poolOfReceiver(each), {
          cursor: cursors.get(each.address) ?? 0,
          onMessage: () => this.arrivals.push(performance.now() - this.sentAt),
          onError: (what) => this.errors.length < 5 && this.errors.push(what),
          signal: this.stop.signal,
        });
      }
    };
    await Promise.all(Array.from({ length: OPENED_AT_ONCE }, worker));
  }

  async run(): Promise<Outcome> {
    const { seconds, connections, sender, limitSeconds } = this.plan;
    await delay(seconds * 1_000);
    this.sentAt = performance.now();
    const posts = await Promise.all(this.requests.map((request) => post(this.sending, sender, request)));
    this.errors.push(...posts.flatMap(({ refused }) => refused).slice(0, 5));
    while (this.arrivals.length < connections && performance.now() - this.sentAt < limitSeconds * 1_000)
      await delay(10);
    const latencyMs = percentiles(this.arrivals);
    return {
      sent: this.requests.length,
      received: this.arrivals.length,
      receiptsExpected: connections,
      seconds,
      retries: posts.reduce((sum, { retries }) => sum + retries, 0),
      errors: this.errors,
      ...(latencyMs && { latencyMs }),
      figures: { connections },
    };
  }

  async close(): Promise<void> {
    this.stop.abort();
    await Promise.all([...this.pools.values(), this.sending].map((pool) => pool.destroy()));
  }

  private poolOfReceiver({ apiUrl }: Receiver): Pool {
    return this.pools.get(apiUrl) as Pool;
  }
}
