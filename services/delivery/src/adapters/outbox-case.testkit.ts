import { type Lease, type Outcome, type OutboxRow, type OutboxStore } from '@iimp/storage/outbox/store';

/** A store under test, and what is around it. Times are whatever the caller says. */
export interface OutboxHarness {
  store: OutboxStore;
  /** Time after which a message is given up. */
  giveUpMs: number;
  /** `api` accepts a message of alice@org1.test for all these recipients, and commits. Answers its id. */
  accept(message: { recipients: string[]; conversationId?: string; now: number }): Promise<string>;
  newConversation(): string;
  pause(domain: string, paused: boolean): Promise<void>;
  delivery(messageId: string, domain: string): Promise<{ state: string; attempts: number }>;
  /** Failure notices about a message, in order. */
  notices(messageId: string): Promise<{ domain: string; recipients: string[]; code: string }[]>;
  close(): Promise<void>;
}

export const LEASE_MS = 10_000;

/** What the tests of the contract share: a store, and for each test a destination and a time of its own. */
export class OutboxCase {
  domain = '';
  now = 0;
  #domains = 0;

  constructor(readonly h: OutboxHarness) {}

  next(): void {
    this.domain = `d${++this.#domains}.test`;
    this.now = 1_700_000_000_000 + this.#domains * 1_000_000_000;
  }

  accept(conversationId = this.h.newConversation(), recipients = [`bob@${this.domain}`]): Promise<string> {
    return this.h.accept({ recipients, conversationId, now: this.now });
  }

  async acquire(worker = 'w1'): Promise<Lease> {
    const got = await this.h.store.acquire(this.domain, worker, LEASE_MS, this.now);
    if (typeof got === 'string') throw new Error(got);
    return got.lease;
  }

  async claim(lease: Lease, limit = 100, maxBytes = 1e6): Promise<OutboxRow[]> {
    return (await this.h.store.claimBatch(lease, limit, maxBytes, this.now)).rows;
  }

  async isDue(): Promise<boolean> {
    return (await this.h.store.dueDestinations(this.now, 1_000)).some(({ domain }) => domain === this.domain);
  }

  fail(
    lease: Lease,
    more: { startedAt?: number; waitMs?: number; silentMs?: number; tried?: OutboxRow[]; leave?: boolean } = {},
  ): Promise<{ failures: number; first: boolean }> {
    const { now } = this;
    const failure = {
      code: 'unavailable',
      detail: 'connection refused',
      startedAt: more.startedAt ?? now,
      nextAttemptAt: (failures: number) => now + (more.waitMs ?? 5_000) * failures,
      tried: more.tried ?? [],
      leave: more.leave ?? false,
      ...(more.silentMs === undefined ? {} : { retryAfterUntil: now + more.silentMs }),
    };
    return this.h.store.recordFailure(lease, failure, now);
  }
}

export function delivered(row: OutboxRow, unknownRecipients: string[] = []): Outcome {
  return { kind: 'delivered', row, unknownRecipients };
}
