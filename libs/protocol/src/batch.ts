/** Several messages in one post: what is one, and what its results say (profile §6.1). */
import type { FederationBatchEntry } from '@iimp/proto/types';
import type { Code } from './codes.js';
import { isUuidV7 } from './ids.js';
import { ProblemError } from './problem.js';

/** What became of a message where it is stored. */
export type StoreResult =
  { status: 'stored' | 'duplicate'; unknownRecipients: string[] } | { status: 'rejected'; code: Code; detail: string };

/** A message has no member `messages`; what has both is taken for a message, whose unknown members are ignored. */
export function isBatch(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'messages') && !Object.hasOwn(body, 'sender');
}

/** What a check gives, or the problem that it finds. */
export function attempt<T>(check: () => T): T | ProblemError {
  try {
    return check();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

/**
 * A result for each message of a batch, in its order.
 * @param values the messages as they came
 * @param checked of each the message that it is, or why it is none
 * @param stored what became of those that are messages, in their order
 */
export function batchResults(
  values: readonly unknown[],
  checked: readonly ({ message_id: string } | ProblemError)[],
  stored: readonly StoreResult[],
): FederationBatchEntry[] {
  let next = 0;
  return checked.map((one, index) => {
    if (one instanceof ProblemError) return rejection(idOf(values[index]), one);
    const result = stored[next++];
    if (result === undefined) throw new TypeError('a message without a result');
    if (result.status === 'rejected') return rejection(one.message_id, result);
    return { message_id: one.message_id, status: result.status, unknown_recipients: result.unknownRecipients };
  });
}

function rejection(
  message_id: string | null,
  { code, detail }: Pick<ProblemError, 'code' | 'detail'>,
): FederationBatchEntry {
  return { message_id, status: 'rejected', code, detail };
}

/** The id of a message that may be anything. */
function idOf(value: unknown): string | null {
  const id = (value as { message_id?: unknown } | null | undefined)?.message_id;
  return isUuidV7(id) ? id : null;
}
