/**
 * Takes messages of another domain in (profile §6.1): form, sender, participants, then the store decides. Each message stands for
 * itself; in a batch, one that is bad never fails the others.
 */
import type {
  FederationBatch,
  FederationBatchEntry,
  FederationBatchResult,
  FederationResult,
  Message,
} from '@iimp/proto/types';
import { validateFederationBatch } from '@iimp/proto/validators';
import { isUuidV7 } from '@iimp/protocol/ids';
import { MAX_MESSAGE_BYTES } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';
import { checkShape } from '@iimp/protocol/shape';
import { checkAge, checkIncoming, checkMessage } from '@iimp/protocol/validate';
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

export class MessageIntake {
  constructor(
    private readonly writer: Pick<MessageWriter, 'submitMany'>,
    private readonly options: IntakeOptions,
  ) {}

  /** A body that names `messages` is a batch. */
  isBatch(body: unknown): body is FederationBatch {
    return typeof body === 'object' && body !== null && 'messages' in body;
  }

  /** Stores one message; throws the problem for which it is refused. */
  async takeOne(body: unknown, post: Post): Promise<FederationResult> {
    const message = this.check(body, post);
    const [result] = await this.submit([message], post);
    if (result!.status === 'rejected') throw new ProblemError(result!.code, result!.detail);
    return { message_id: message.message_id, ...outcome(result!) };
  }

  /** Stores what is good of a batch, with a result for each message in its order. */
  async takeBatch(body: unknown, post: Post): Promise<FederationBatchResult> {
    const { messages } = checkShape(validateFederationBatch, body, 'batch');
    if (messages.length > this.options.maxBatch)
      throw new ProblemError('too_large', `messages: more than ${this.options.maxBatch}`);
    const checked = messages.map((message) => this.tryCheck(message, post));
    const stored = await this.submit(checked.filter((each) => !(each instanceof ProblemError)) as Message[], post);
    const results = checked.map((each, index): FederationBatchEntry => {
      if (each instanceof ProblemError) return rejected(idOf(messages[index]), each);
      const result = stored.shift()!;
      if (result.status === 'rejected') return rejected(each.message_id, result);
      return { message_id: each.message_id, ...outcome(result) };
    });
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

  private tryCheck(value: unknown, post: Post): Message | ProblemError {
    try {
      return this.check(value, post);
    } catch (error) {
      if (error instanceof ProblemError) return error;
      throw error;
    }
  }

  private submit(messages: readonly Message[], { origin, destination }: Post): Promise<WriteResult[]> {
    if (messages.length === 0) return Promise.resolve([]);
    return this.writer.submitMany(
      messages.map((message) => ({ message, origin: { kind: 'remote', domain: origin }, destination })),
    );
  }
}

function outcome(result: Exclude<WriteResult, { status: 'rejected' }>) {
  return { status: result.status, unknown_recipients: result.unknownRecipients };
}

function rejected(
  messageId: string | null,
  { code, detail }: Pick<ProblemError, 'code' | 'detail'>,
): FederationBatchEntry {
  return { message_id: messageId, status: 'rejected', code, detail };
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

/** The id of a message that may be anything. */
function idOf(value: unknown): string | null {
  const id = (value as { message_id?: unknown } | null | undefined)?.message_id;
  return typeof id === 'string' && isUuidV7(id) ? id : null;
}
