import type { Message, UserKeysDocument } from '@iimp/proto/types';
import { isTemporaryAnswer } from '@iimp/protocol/codes';

/** Of an answer that is no problem document: a page of a proxy, say. Its status alone tells what it is worth. */
const UNREADABLE = 'unreadable';

/** What the server answered instead of a success (RFC 9457); `code` is stable (profile §9), or `unreadable`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryAfterMs?: number,
  ) {
    super(`${status} ${code}: ${detail}`);
  }

  /** Whether the same request may succeed later (profile §6.3). */
  get temporary(): boolean {
    return isTemporaryAnswer(this.status, this.code);
  }
}

/** No answer: the connection failed, or the time was up. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** Another identity key than the one known of this user. Nothing is encrypted to it until `acceptIdentity`. */
export class IdentityChangedError extends Error {
  override readonly name = 'IdentityChangedError';

  constructor(
    readonly address: string,
    readonly known: string,
    readonly offered: string,
  ) {
    super(`the identity key of ${address} has changed`);
  }
}

/** The server gives another identity key than the one whose owner confirmed it: nothing was accepted. */
export class IdentityNotConfirmedError extends Error {
  override readonly name = 'IdentityNotConfirmedError';

  constructor(
    readonly address: string,
    readonly confirmed: string,
    readonly offered: string,
  ) {
    super(`the identity key of ${address} is not the one that was confirmed`);
  }
}

/** Whether another try may help: no answer came, or one that may be another next time. */
export function isPassing(error: unknown): boolean {
  return error instanceof NetworkError || (error instanceof ApiError && error.temporary);
}

/** Whether the server has the message is not known: keep it, and `post` it again. Another message of the same text would be read twice. */
export class UnsentError extends Error {
  override readonly name = 'UnsentError';

  constructor(
    readonly unsent: Message,
    override readonly cause: unknown,
  ) {
    super(`the message may not have been sent: ${asError(cause).message}`);
  }
}

/** Of these users no keys can be had: erased, not on yet, or of a domain that is gone or blocked. Nothing was sent. */
export class UnreachableRecipientsError extends Error {
  override readonly name = 'UnreachableRecipientsError';

  constructor(readonly users: readonly string[]) {
    super(`nothing can be encrypted to ${users.join(', ')}`);
  }
}

/** The account has keys that this client has not: of a device whose secret is not here. Nothing was published. */
export class OtherKeysPublishedError extends Error {
  override readonly name = 'OtherKeysPublishedError';

  constructor(readonly published: UserKeysDocument) {
    super(`${published.user} has published other keys`);
  }
}

/**
 * The conversation has other participants now than the message that was to be edited, or than its members made known (`reply`): nothing
 * was sent.
 */
export class ParticipantsChangedError extends Error {
  override readonly name = 'ParticipantsChangedError';

  constructor(
    readonly conversationId: string,
    readonly original: readonly string[],
    readonly current: readonly string[],
  ) {
    super(`the conversation ${conversationId} has other participants than the message`);
  }
}

/** What was thrown, as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The error of a response that is no success. */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => null)) as { code?: unknown; detail?: unknown } | null;
  const code = typeof problem?.code === 'string' ? problem.code : UNREADABLE;
  const detail = typeof problem?.detail === 'string' ? problem.detail : response.statusText;
  return new ApiError(response.status, code, detail, retryAfter(response.headers.get('retry-after')));
}

function retryAfter(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined;
}
