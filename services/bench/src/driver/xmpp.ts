import { flow, type Pace } from './flow.js';
import type { Outcome, Run, XmppAccount, XmppPlan } from './plan.js';
import type { Receipts } from './receipts.js';
import { XmppClient } from './xmpp-client.js';

interface Stanza {
  messageIds: readonly string[];
  recipients: 1;
  /** Which pair. */
  pair: number;
}

/** The load of MessagesRun, over XMPP. */
export class XmppRun implements Run {
  private senders: XmppClient[] = [];
  private receivers: XmppClient[] = [];
  private receipts: Receipts | undefined;
  private made = 0;
  private readonly body: string;

  constructor(private readonly plan: XmppPlan) {
    this.body = 'x'.repeat(plan.bodyBytes);
  }

  async prepare(): Promise<void> {
    const arrived = (id: string): void => this.receipts?.arrived(id, performance.now());
    for (const receiver of this.plan.receivers) this.receivers.push(await XmppClient.open(receiver, arrived));
    for (const sender of this.plan.senders) this.senders.push(await XmppClient.open(sender, () => undefined));
    // Opens the connection between the servers.
    const { received } = await this.send(this.plan.warmUp, { window: this.plan.window });
    if (received < this.plan.warmUp) throw new Error(`${received} of ${this.plan.warmUp} messages arrived to warm up`);
  }

  run(): Promise<Outcome> {
    const { messages, window, ratePerSecond } = this.plan;
    return this.send(messages, { window, ...(ratePerSecond && { ratePerSecond }) });
  }

  async close(): Promise<void> {
    for (const client of [...this.senders, ...this.receivers]) client.close();
  }

  private send(messages: number, pace: Omit<Pace, 'limitSeconds'>): Promise<Outcome> {
    const parcels: Stanza[] = Array.from({ length: messages }, (_, turn) => ({
      messageIds: [`m${this.made++}`],
      recipients: 1,
      pair: turn % this.senders.length,
    }));
    return flow({
      parcels,
      pace: { ...pace, limitSeconds: this.plan.limitSeconds },
      onStart: (receipts) => (this.receipts = receipts),
      send: async ({ messageIds, pair }) => {
        const { user, domain } = this.plan.receivers[pair] as XmppAccount;
        this.senders[pair]?.send(messageIds[0] as string, `${user}@${domain}`, this.body);
        return { retries: 0 };
      },
    });
  }
}
