import type { IimpClient } from '@iimp/client/client';
import type { ReceivedMessage } from '@iimp/client/received';
import { encryptMessage } from '@iimp/crypto/message';
import type { DeliveryNotice, Message, UserKeysDocument } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { until } from '@iimp/testbed/until';

/** A mailbox as it is read over time; sequence numbers must have no gap. */
export class Mailbox {
  readonly messages: ReceivedMessage[] = [];
  readonly notices: DeliveryNotice[] = [];
  #cursor = 0;

  constructor(readonly client: IimpClient) {}

  /** Reads what is new, waiting for it up to `waitSeconds`. */
  async read(waitSeconds = 0): Promise<void> {
    for (let more = true; more; waitSeconds = 0) {
      const page = await this.client.sync({ cursor: this.#cursor, limit: 500, waitSeconds });
      const seqs = [...page.messages, ...page.notices].map(({ seq }) => seq).sort((a, b) => a - b);
      expect(seqs).toEqual(seqs.map((_, index) => this.#cursor + index + 1));
      this.messages.push(...page.messages);
      this.notices.push(...page.notices);
      this.#cursor = page.nextCursor;
      more = page.hasMore;
    }
  }

  /** Texts of all messages with these ids, in the order of the mailbox. */
  async texts(ids: readonly string[], deadlineMs = 30_000): Promise<(string | undefined)[]> {
    const wanted = new Set(ids);
    const found = (): ReceivedMessage[] => this.messages.filter(({ message }) => wanted.has(message.message_id));
    await until(
      `${this.client.address} has ${ids.length} messages`,
      () => this.#grown(() => found().length >= ids.length),
      {
        deadlineMs,
      },
    );
    return found().map(({ content }) => content?.text);
  }

  /** All notices about a message, at least one. */
  async noticesOf(messageId: string, deadlineMs = 30_000): Promise<DeliveryNotice[]> {
    const found = (): DeliveryNotice[] => this.notices.filter(({ message_id }) => message_id === messageId);
    await until(`${this.client.address} has a notice`, () => this.#grown(() => found().length > 0), { deadlineMs });
    return found();
  }

  async #grown(isEnough: () => boolean): Promise<boolean> {
    if (!isEnough()) await this.read(1);
    return isEnough();
  }
}

/** A message as the sender's client would make it, for recipients whose keys are known already. */
export function compose(
  from: Pick<IimpClient, 'secret'>,
  recipients: UserKeysDocument[],
  text: string,
  conversationId?: string,
): Promise<Message> {
  const now = Date.now();
  return encryptMessage({
    sender: from.secret,
    message_id: newId(now),
    conversation_id: conversationId ?? newId(now),
    timestamp: now,
    type: 'text',
    reference: null,
    text,
    recipients,
  });
}
