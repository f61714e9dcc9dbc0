/**
 * Takes messages of another domain in (profile §6.1): form, sender, participants, then the store decides. Each message stands for
 * itself; in a batch, one that is bad never fails the others.
 */
import type { FederationBatchResult, FederationResult, Message } from '@iimp/proto/types';
import { validateFederationBatch } from '@iimp/proto/validators';
import { attempt, batchResults } from '@iimp/protocol/batch';
import { MAX_MESSAGE_BYTES } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';
import { checkShape } from '@iimp/protocol/shape';
import { checkAge, checkIncoming, checkMessage } from '@iimp/protocol/validate';
import { SharedRoom } from '@iimp/platform/http/shared-room';
import { countRefusals } from '@iimp/platform/telemetry/refusals';
import type { MessageWriter } from '@iimp/storage/write/message-writer';
import type { WriteResult } from '@iimp/storage/write/types';

/** Who sends, to whom. */
export interface Post {
  /** The domain that signed. */
  readonly origin: string;
  /** The local domain addressed. */
  readonly destination: string;
  /** Bytes of the whole body. */
  readonly size: number;
}

export interface IntakeOptions {
  readonly maxBatch: number;
  /** Bytes of one attachment; this server fetches whatever it lets a message name. */
  readonly maxAttachmentBytes: number;
  readonly retentionMs?: number;
  readonly now: () => number;
}

/**
 * Messages that may wait to be stored, of all domains: as many as the writer's queue holds. A domain may have a third of what all of them
 * leave free, a quarter while it is alone: that is 0.2 s of storing, and whoever posts as fast as he can shuts nobody else out.
 */
const ROOM = { messages: 10_000, parts: 3 };
const RETRY_SOON = { retryAfterSeconds: 1 };

export class MessageIntake {
  private readonly room = new SharedRoom(ROOM.messages, ROOM.parts);

  constructor(
    private readonly writer: Pick<MessageWriter, 'submitMany'>,
    private readonly options: IntakeOptions,
  ) {}

  /** Stores one message; throws the problem for which it is refused. */
  async takeOne(body: unknown, post: Post): Promise<FederationResult> {
    const message = this.check(body, post);
    const [result] = await this.submit([message], post);
    if (result!.status === 'rejected') throw new ProblemError(result!.code, result!.detail);
    const { status, unknownRecipients } = result!;
    return { message_id: message.message_id, status, unknown_recipients: unknownRecipients };
  }

  /** Stores what is good of a batch, with a result for each message in its order. */
  async takeBatch(body: unknown, post: Post): Promise<FederationBatchResult> {
    const { messages } = checkShape(validateFederationBatch, body, 'batch');
    if (messages.length > this.options.maxBatch)
      throw new ProblemError('too_large', `messages: more than ${this.options.maxBatch}`);
    const checked = messages.map((message) => attempt(() => this.check(message, post)));
    const good = checked.filter((each): each is Message => !(each instanceof ProblemError));
    const results = batchResults(messages, checked, await this.submit(good, post));
    countRefusals(results);
    return { results };
  }

  private check(value: unknown, { origin, destination, size }: Post): Message {
    // Only where the whole body is larger can one message be.
    if (size > MAX_MESSAGE_BYTES && sizeOf(value) > MAX_MESSAGE_BYTES)
      throw new ProblemError('too_large', `message: more than ${MAX_MESSAGE_BYTES} bytes`);
    const message = checkMessage(value, this.options.now());
    checkIncoming(message, origin, destination);
    const { maxAttachmentBytes, retentionMs = 0, now } = this.options;
    checkAttachments(message, maxAttachmentBytes);
    if (retentionMs > 0) checkAge(message, now() - retentionMs);
    return message;
  }

  private async submit(messages: readonly Message[], { origin, destination }: Post): Promise<WriteResult[]> {
    if (messages.length === 0) return [];
    const share = { address: origin, held: 0 };
    if (!this.room.grow(share, messages.length))
      throw new ProblemError('rate_limited', 'too many messages of this domain wait to be stored', RETRY_SOON);
    try {
      return await this.writer.submitMany(
        messages.map((message) => ({ message, origin: { kind: 'remote', domain: origin }, destination })),
      );
    } finally {
      this.room.giveBack(share);
    }
  }
}

function checkAttachments({ attachments = [] }: Message, maxBytes: number): void {
  const index = attachments.findIndex(({ size }) => size > maxBytes);
  if (index >= 0) throw new ProblemError('too_large', `attachments[${index}].size: more than ${maxBytes}`);
}

/** Bytes of a value as JSON. */
function sizeOf(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch (cause) {
    // JSON can be read deeper than it can be written.
    throw new ProblemError('invalid_request', 'message: nested too deeply', { cause });
  }
}
