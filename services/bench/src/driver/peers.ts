import type { Pool } from 'undici';
import { Backlog } from './backlog.js';
import { flow, type Pace } from './flow.js';
import { poolsOf } from './http.js';
import { Internet, SLOW } from './internet.js';
import type { Account, Outcome, PeersPlan, Run } from './plan.js';
import type { Receipts } from './receipts.js';
import { type SealedRequest, Sealer } from './sealing.js';
import { post } from './sending.js';

const MOST_ERRORS = 5;
/** How often each domain in trouble gets one more message. */
const TRICKLE_MS = 10_000;
const TROUBLE_AT_ONCE = 16;

/** Sends from clients of one organization to many domains, which it plays itself; their taking a message is its receipt. */
export class PeersRun implements Run {
  private readonly pools: Map<string, Pool>;
  private readonly accounts: Map<string, Account>;
  private readonly internet: Internet;
  private readonly errors: string[] = [];
  private receipts: Receipts | undefined;
  private requests: SealedRequest[] = [];
  private forTrouble: SealedRequest[] = [];
  private sentIntoTrouble = 0;
  private sentToSlow = 0;
  private backlog: Backlog<SealedRequest> | undefined;

  constructor(private readonly plan: PeersPlan) {
    const { senders, window } = plan;
    this.pools = poolsOf(senders, window);
    this.accounts = new Map(senders.map((account) => [account.address, account]));
    this.internet = new Internet(plan, (id) => this.receipts?.arrived(id, performance.now()));
  }

  async prepare(): Promise<void> {
    const { plan } = this;
    await this.internet.open();
    const well = await this.sealerFor(plan.well);
    this.requests = await well.seal(plan.messages);
    if (plan.troubled.length > 0) {
      const most = plan.troubled.length * (plan.troubledEach + (plan.limitSeconds * 1_000) / TRICKLE_MS);
      this.forTrouble = await (await this.sealerFor(plan.troubled)).seal(most);
    }
    await this.send(await well.seal(plan.warmUpEach * plan.well.length), { window: 50 });
  }

  async fill(): Promise<void> {
    const { plan } = this;
    if (plan.isBacklog) {
      this.backlog = new Backlog({ parcels: this.requests, send: (request) => this.post(request) });
      this.receipts = this.backlog.receipts;
      await this.backlog.fill();
      return;
    }
    const first = this.forTrouble.splice(0, plan.troubledEach * plan.troubled.length);
    const worker = async (): Promise<void> => {
      for (let one = first.shift(); one; one = first.shift()) await this.postIntoTrouble(one);
    };
    await Promise.all(Array.from({ length: TROUBLE_AT_ONCE }, worker));
  }

  async run(): Promise<Outcome> {
    const { window, limitSeconds, troubled } = this.plan;
    if (this.backlog) return this.withErrors(await this.backlog.drained(limitSeconds));
    if (troubled.length === 0) return this.send(this.requests, { window });
    const underWay = new Set<Promise<void>>();
    const trickle = setInterval(() => {
      const one = this.forTrouble.shift();
      if (!one) return;
      const posted = this.postIntoTrouble(one).then(() => void underWay.delete(posted));
      underWay.add(posted);
    }, TRICKLE_MS / troubled.length);
    const outcome = await this.send(this.requests, { window });
    clearInterval(trickle);
    await Promise.all(underWay);
    return { ...outcome, figures: { sentIntoTrouble: this.sentIntoTrouble, sentToSlow: this.sentToSlow } };
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
    await this.internet.close();
  }

  private sealerFor(domains: readonly string[]): Promise<Sealer> {
    const { senders, bodyBytes } = this.plan;
    const conversations = domains.map((domain, turn) => ({
      sender: senders[turn % senders.length]?.address as string,
      recipients: [`v@${domain}`],
    }));
    return Sealer.create({ conversations, bodyBytes, perRequest: 1, copies: true });
  }

  private async postIntoTrouble(request: SealedRequest): Promise<void> {
    this.sentIntoTrouble += 1;
    if (request.recipient.includes(`@${SLOW}`)) this.sentToSlow += 1;
    await this.post(request);
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
    const posted = await post(this.pools.get(sender.apiUrl) as Pool, sender, request);
    for (const what of posted.refused) if (this.errors.length < MOST_ERRORS) this.errors.push(what);
    return posted;
  }

  private withErrors(outcome: Outcome): Outcome {
    return { ...outcome, errors: [...this.errors, ...outcome.errors] };
  }
}
