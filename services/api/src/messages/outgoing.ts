/**
 * Messages that users send (profile §4, §7): checked, stored, and only then answered. Delivery to other domains follows from what is
 * committed; nothing here speaks to another server.
 */
import type { FederationBatchResult, FederationResult } from '@iimp/proto/types';
import { attempt, batchResults } from '@iimp/protocol/batch';
import { ProblemError } from '@iimp/protocol/problem';
import { checkAge, checkMessage, checkOutgoing } from '@iimp/protocol/validate';
import type { RateLimiter } from '@iimp/platform/rate-limit';
import { countRefusals } from '@iimp/platform/telemetry/refusals';
import type { MessageWriter } from '@iimp/storage/write/message-writer';
import type { IncomingMessage } from '@iimp/storage/write/types';

export interface OutgoingOptions {
  writer: Pick<MessageWriter, 'submit' | 'submitMany'>;
  /** A request was counted already; the further messages of a batch are counted here. */
  userRate: Pick<RateLimiter, 'consume'>;
  /** How long messages are kept, ms; 0 or left out: for ever. */
  retentionMs?: number;
  now: () => number;
}

export class Outgoing {
  constructor(private readonly options: OutgoingOptions) {}

  /**
   * One message.
   * @param value parsed JSON
   * @throws ProblemError with the reason why it is not stored
   */
  async send(user: string, value: unknown): Promise<FederationResult> {
    const entry = this.check(user, value);
    const result = await this.options.writer.submit(entry);
    if (result.status === 'rejected') throw new ProblemError(result.code, result.detail);
    return {
      message_id: entry.message.message_id,
      status: result.status,
      unknown_recipients: result.unknownRecipients,
    };
  }

  /** Several messages: a result for each, in order. One bad message never fails the others. */
  async sendMany(user: string, values: readonly unknown[]): Promise<FederationBatchResult> {
    if (values.length > 1) this.options.userRate.consume(user, values.length - 1);
    const checked = values.map((value) => attempt(() => this.check(user, value)));
    const entries = checked.filter((one): one is IncomingMessage => !(one instanceof ProblemError));
    const written = entries.length === 0 ? [] : await this.options.writer.submitMany(entries);
    const messages = checked.map((one) => (one instanceof ProblemError ? one : one.message));
    const results = batchResults(values, messages, written);
    countRefusals(results);
    return { results };
  }

  private check(user: string, value: unknown): IncomingMessage {
    const { now, retentionMs = 0 } = this.options;
    const message = checkMessage(value, now());
    checkOutgoing(message, user);
    if (retentionMs > 0) checkAge(message, now() - retentionMs);
    return { message, origin: { kind: 'local', user } };
  }
}
