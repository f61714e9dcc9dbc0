import { setMaxListeners } from 'node:events';
import type { Pool } from 'undici';
import { Backlog } from './backlog.js';
import { flow, type Pace } from './flow.js';
import { poolsOf } from './http.js';
import type { Account, MessagesPlan, Outcome, Receiver, Run } from './plan.js';
import type { Receipts } from './receipts.js';
import { drain, receive, type Receiving } from './receiving.js';
import { type SealedRequest, Sealer } from './sealing.js';
import { post } from './sending.js';

const MOST_ERRORS = 5;
const DRAINS_AT_ONCE = 8;

/** Sends messages from clients to clients and waits for each receipt. */
export class MessagesRun implements Run {
  private readonly senderPools: Map<string, Pool>;
  private readonly receiverPools: Map<string, Pool>;
  private readonly accounts: Map<string, Account>;
  private stopReceiving = new AbortController();
  private readonly receivings = new Map<Receiver, Receiving>();
  private readonly errors: string[] = [];
  private receipts: Receipts | undefined;
  private warmUp: SealedRequest[] = [];
  private requests: SealedRequest[] = [];
  private backlog: Backlog<SealedRequest> | undefined;

  constructor(private readonly plan: MessagesPlan) {
    const { senders, receivers, window } = plan;
    this.senderPools = poolsOf(senders, window);
    this.receiverPools = poolsOf(receivers, receivers.length);
    this.accounts = new Map([...senders, ...receivers].map((account) => [account.address, account]));
  }

  async prepare(): Promise<void> {
    const { plan } = this;
    const sealer = await Sealer.create(plan);
    this.warmUp = await sealer.seal(plan.warmUp);
    this.requests = await sealer.seal(plan.messages);
    await this.startReceiving();
    await this.send(this.warmUp, { window: plan.window });
    // Their server is about to go.
    if (plan.isBacklog) this.stopReceiving.abort();
  }

  async fill(): Promise<void> {
    this.backlog = new Backlog({ parcels: this.requests, send: (request) => this.post(request) });
    this.receipts = this.backlog.receipts;
    await this.backlog.fill();
  }

  async run(crossed = 0): Promise<Outcome> {
    const { window, ratePerSecond, sinceAnswer, limitSeconds } = this.plan;
    if (!this.backlog)
      return this.send(this.requests, {
        window,
        ...(ratePerSecond && { ratePerSecond }),
        ...(sinceAnswer && { sinceAnswer }),
      });
    this.stopReceiving = new AbortController();
    await this.startReceiving();
    return this.withErrors(await this.backlog.drained(limitSeconds, crossed));
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
        const receiving = {
          cursor: this.receivings.get(receiver)?.cursor ?? (await drain(receiver, pool)),
          onMessage: (id: string) => this.receipts?.arrived(id, performance.now()),
          onError: (what: string) => this.note(what),
          signal,
        };
        this.receivings.set(receiver, receiving);
        await receive(receiver, pool, receiving);
      }
    };
    await Promise.all(Array.from({ length: DRAINS_AT_ONCE }, worker));
  }

  private async send(parcels: readonly SealedRequest[], pace: Omit<Pace, 'limitSeconds'>): Promise<Outcome> {
    const outcome = await flow({
      parcels,
      pace: { ...pace, limitSeconds: this.plan.limitSeconds },
      onStart: (receipts) => (this.receipts = receipts),
      send: (request) => this.post(request),
    });
    return this.withErrors(outcome);
  }

  private async post(request: SealedRequest): Promise<{ retries: number }> {
    const sender = this.accounts.get(request.sender) as Account;
    const posted = await post(this.senderPools.get(sender.apiUrl) as Pool, sender, request);
    for (const what of posted.refused) this.note(what);
    return posted;
  }

  private withErrors(outcome: Outcome): Outcome {
    return { ...outcome, errors: [...this.errors, ...outcome.errors] };
  }

  private note(what: string): void {
    if (this.errors.length < MOST_ERRORS) this.errors.push(what);
  }
}
