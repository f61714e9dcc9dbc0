/**
 * Messages that users send (profile §4, §7): checked, stored, and only then answered. Delivery to other domains follows from what is
 * committed; nothing here speaks to another server.
 */
import type { FederationBatchEntry, FederationBatchResult, FederationResult } from '@iimp/proto/types';
import { isUuidV7 } from '@iimp/protocol/ids';
import { ProblemError, toProblem } from '@iimp/protocol/problem';
import { checkAge, checkMessage, checkOutgoing } from '@iimp/protocol/validate';
import type { RateLimiter } from '@iimp/platform/rate-limit';
import { countRefusals } from '@iimp/platform/telemetry/refusals';
import type { MessageWriter } from '@iimp/storage/write/message-writer';
import type { IncomingMessage, WriteResult } from '@iimp/storage/write/types';

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
    const checked = values.map((value) => this.tryCheck(user, value));
    const entries = checked.filter((one): one is IncomingMessage => !(one instanceof ProblemError));
    const written = entries.length === 0 ? [] : await this.options.writer.submitMany(entries);
    let next = 0;
    const results = checked.map((one, index) =>
      one instanceof ProblemError ? refused(values[index], one) : entryOf(one, written[next++]!),
    );
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

  private tryCheck(user: string, value: unknown): IncomingMessage | ProblemError {
    try {
      return this.check(user, value);
    } catch (error) {
      if (error instanceof ProblemError) return error;
      throw error;
    }
  }
}

/** Of a message that did not pass the checks; its id where it has one. */
function refused(value: unknown, error: ProblemError): FederationBatchEntry {
  const id = (value as { message_id?: unknown } | null)?.message_id;
  const { code, detail } = toProblem(error);
  return {
    message_id: isUuidV7(id) ? id : null,
    status: 'rejected',
    code,
    ...(detail === undefined ? {} : { detail }),
  };
}

function entryOf({ message: { message_id } }: IncomingMessage, result: WriteResult): FederationBatchEntry {
  return result.status === 'rejected'
    ? { message_id, status: 'rejected', code: result.code, detail: result.detail }
    : { message_id, status: result.status, unknown_recipients: result.unknownRecipients };
}
