import { setMaxListeners } from 'node:events';
import type { Pool } from 'undici';
import { flow, type Pace } from './flow.js';
import { poolsOf } from './http.js';
import type { Account, MessagesPlan, Outcome, Run } from './plan.js';
import type { Receipts } from './receipts.js';
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

  private async send(parcels: readonly SealedRequest[], pace: Omit<Pace, 'limitSeconds'>): Promise<Outcome> {
    const outcome = await flow({
      parcels,
      pace: { ...pace, limitSeconds: this.plan.limitSeconds },
      onStart: (receipts) => (this.receipts = receipts),
      send: async (request) => {
        const sender = this.accounts.get(request.sender) as Account;
        const posted = await post(this.senderPools.get(sender.apiUrl) as Pool, sender, request);
        for (const what of posted.refused) this.note(what);
        return posted;
      },
    });
    return { ...outcome, errors: [...this.errors, ...outcome.errors] };
  }

  private note(what: string): void {
    if (this.errors.length < MOST_ERRORS) this.errors.push(what);
  }
}
