/** Messages as a client would send them, sealed before the clock runs: how fast clients encrypt is not what is measured. */
import { encryptMessage } from '@iimp/crypto/message';
import { generateUserKeys } from '@iimp/crypto/keys';
import type { Message } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import type { MessagesPlan } from './plan.js';

/** A request, ready to be sent. */
export interface SealedRequest {
  sender: string;
  body: Buffer;
  messageIds: readonly string[];
  /** Receipts of each message. */
  recipients: number;
  /** The first of them. */
  recipient: string;
}

type Sealing = Pick<MessagesPlan, 'conversations' | 'bodyBytes' | 'perRequest' | 'copies'>;

/** Seals for conversations of its own, the same over all its calls. */
export class Sealer {
  /** By turn: the one that is copied. */
  private readonly originals = new Map<number, Message>();

  private constructor(
    private readonly plan: Sealing,
    private readonly keys: ReadonlyMap<string, Awaited<ReturnType<typeof generateUserKeys>>>,
    private readonly ids: readonly string[],
  ) {}

  static async create(plan: Sealing): Promise<Sealer> {
    const addresses = new Set(plan.conversations.flatMap(({ sender, recipients }) => [sender, ...recipients]));
    const keys = new Map<string, Awaited<ReturnType<typeof generateUserKeys>>>();
    for (const address of addresses) keys.set(address, await generateUserKeys(address));
    return new Sealer(
      plan,
      keys,
      plan.conversations.map(() => newId()),
    );
  }

  /** Requests with `messages` messages in all, going round the conversations. */
  async seal(messages: number): Promise<SealedRequest[]> {
    const requests: SealedRequest[] = [];
    for (let sealed = 0; sealed < messages; sealed += this.plan.perRequest) {
      const count = Math.min(this.plan.perRequest, messages - sealed);
      requests.push(await this.request(requests.length % this.plan.conversations.length, count));
    }
    return requests;
  }

  private async request(turn: number, count: number): Promise<SealedRequest> {
    const conversation = this.plan.conversations[turn] as Sealing['conversations'][number];
    const { sender, recipients } = conversation;
    const all = await Promise.all(Array.from({ length: count }, () => this.message(turn)));
    const json = all.map((message) => JSON.stringify(message));
    return {
      sender,
      body: Buffer.from(this.plan.perRequest === 1 ? (json[0] as string) : `{"messages":[${json.join(',')}]}`),
      messageIds: all.map(({ message_id }) => message_id),
      recipients: recipients.length,
      recipient: recipients[0] as string,
    };
  }

  private async message(turn: number): Promise<Message> {
    if (!this.plan.copies) return this.sealed(turn);
    const original = this.originals.get(turn) ?? (await this.sealed(turn));
    this.originals.set(turn, original);
    return { ...original, message_id: newId() };
  }

  private sealed(turn: number): Promise<Message> {
    const { sender, recipients } = this.plan.conversations[turn] as Sealing['conversations'][number];
    return encryptMessage({
      sender: this.keyOf(sender).secret,
      message_id: newId(),
      conversation_id: this.ids[turn] as string,
      timestamp: Date.now(),
      type: 'text',
      reference: null,
      text: 'x'.repeat(this.plan.bodyBytes),
      recipients: recipients.map((address) => this.keyOf(address).document),
    });
  }

  private keyOf(address: string) {
    const keys = this.keys.get(address);
    if (!keys) throw new Error(`no keys of ${address}`);
    return keys;
  }
}
