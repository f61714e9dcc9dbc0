import type { Channel, GetMessage } from 'amqplib';
import { MessagingError } from '../../errors.js';
import type { QuarantineAdmin, QuarantinedMessage, QuarantineSelection } from '../../quarantine.js';
import type { EventPatternName } from '../../topology.js';
import { quarantineQueue } from './names.js';
import type { Publisher } from './publisher.js';
import { publicationOf, quarantinedOf } from './wire.js';

const NOT_FOUND = 404;
const MAX_LOOKED_AT = 10_000;

type Taken = { readonly raw: GetMessage; readonly message: QuarantinedMessage };

/** Quarantine queues of RabbitMQ. What is looked at is taken, and given back when the channel closes. */
export class AmqpQuarantine implements QuarantineAdmin {
  constructor(private readonly publisher: Publisher) {}

  async list(pattern: EventPatternName, limit = 100): Promise<QuarantinedMessage[]> {
    return this.withTaken(pattern, { limit }, async (taken) => taken.map(({ message }) => message), []);
  }

  async count(pattern: EventPatternName): Promise<number> {
    return this.ifThere(async (channel) => (await channel.checkQueue(quarantineQueue(pattern))).messageCount, 0);
  }

  async replay(pattern: EventPatternName, selection: QuarantineSelection = {}): Promise<number> {
    const replay = async (taken: Taken[], channel: Channel): Promise<number> => {
      for (const { raw, message } of taken) {
        const { messageId, body } = message;
        await this.publisher.publish(publicationOf({ pattern, messageId, body, headers: {} }));
        channel.ack(raw); // only when the job's queue has it
      }
      return taken.length;
    };
    return this.withTaken(pattern, selection, replay, 0);
  }

  async purge(pattern: EventPatternName, selection: QuarantineSelection = {}): Promise<number> {
    if (!selection.messageIds && selection.limit === undefined) {
      return this.ifThere(async (channel) => (await channel.purgeQueue(quarantineQueue(pattern))).messageCount, 0);
    }
    const purge = async (taken: Taken[], channel: Channel): Promise<number> => {
      for (const { raw } of taken) channel.ack(raw);
      return taken.length;
    };
    return this.withTaken(pattern, selection, purge, 0);
  }

  private withTaken<T>(
    pattern: EventPatternName,
    { messageIds, limit = MAX_LOOKED_AT }: QuarantineSelection,
    use: (taken: Taken[], channel: Channel) => Promise<T>,
    none: T,
  ): Promise<T> {
    return this.ifThere(async (channel) => {
      const queue = quarantineQueue(pattern);
      const taken: Taken[] = [];
      for (let looked = 0; looked < Math.min(limit, MAX_LOOKED_AT); looked += 1) {
        const raw = await channel.get(queue);
        if (!raw) break;
        taken.push({ raw, message: quarantinedOf(raw, pattern) });
      }
      return use(messageIds ? taken.filter(({ message }) => messageIds.includes(message.messageId)) : taken, channel);
    }, none);
  }

  /** A quarantine exists from the first consumer of its pattern on. */
  private async ifThere<T>(run: (channel: Channel) => Promise<T>, none: T): Promise<T> {
    try {
      return await this.publisher.onChannel(run);
    } catch (error) {
      if (error instanceof MessagingError) throw error;
      if ((error as { code?: unknown }).code === NOT_FOUND) return none;
      throw new MessagingError('disconnected', `the broker did not answer: ${String(error)}`, { cause: error });
    }
  }
}
