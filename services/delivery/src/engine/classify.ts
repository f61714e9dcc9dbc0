import { type Code, isCode, isTemporary, isTemporaryAnswer } from '@iimp/protocol/codes';
import type { NoAnswer, OutboxRow, PostReport } from './ports.js';

/** What an answer says of one message. */
export type MessageVerdict =
  | { kind: 'delivered'; row: OutboxRow; unknownRecipients: readonly string[] }
  | { kind: 'refused'; row: OutboxRow; code: string; detail: string }
  /** `holdConversation`: those after it in its conversation wait for it. */
  | { kind: 'deferred'; row: OutboxRow; code: string; detail: string; holdConversation?: boolean };

/** What an answer says of one post. */
export type Verdict =
  /** Each message has its own. The destination is well. */
  | { kind: 'results'; results: MessageVerdict[] }
  /** Refused for good because of who asks: it holds for every message of the post. */
  | { kind: 'refused'; code: string; detail: string }
  /** Refused because of what is in it, for good or for now: of several messages, one may be to blame. */
  | { kind: 'content'; code: string; detail: string; temporary: boolean }
  /** Our signature was not believed, which a refresh of our keys over there may mend. */
  | { kind: 'distrusted'; code: string; detail: string }
  | { kind: 'too_large' }
  /** 500: the peer stumbled, perhaps over a message, perhaps by itself. */
  | { kind: 'stumbled'; code: string; detail: string; retryAfterMs?: number }
  /** The destination as a whole does not work now. */
  | {
      kind: 'unavailable';
      code: string;
      detail: string;
      reason: Exclude<NoAnswer, 'aborted'> | 'answer';
      retryAfterMs?: number;
    }
  /** Nothing is known of the peer: we stopped, or could not ask. */
  | { kind: 'void'; detail: string };

/** Codes that speak of the one who asks, not of a message. */
const ABOUT_US: ReadonlySet<string> = new Set<Code>(['domain_blocked']);
/** Codes that a refresh of our published keys, or a fresh signature, may cure. */
const ABOUT_OUR_SIGNATURE: ReadonlySet<string> = new Set<Code>([
  'invalid_signature',
  'replayed_request',
  'unauthorized',
  'invalid_credentials',
]);
/** Codes that are temporary because of one message; the other temporary ones are about the whole destination. */
const ABOUT_A_MESSAGE: ReadonlySet<string> = new Set<Code>(['unknown_reference', 'attachment_pending']);
const MAX_DETAIL = 500;

/** Decides what a report of a post of `rows` means: profile §6.1, §6.3, §9. */
export function classify(report: PostReport, rows: readonly OutboxRow[]): Verdict {
  switch (report.kind) {
    case 'trouble':
      return { kind: 'void', detail: report.detail };
    case 'failure':
      if (report.reason === 'aborted') return { kind: 'void', detail: report.detail };
      return { kind: 'unavailable', code: 'unavailable', detail: clip(report.detail), reason: report.reason };
    case 'answer':
      return classifyAnswer(report, rows);
    default:
      return report satisfies never;
  }
}

type Answer = Extract<PostReport, { kind: 'answer' }>;

function classifyAnswer(answer: Answer, rows: readonly OutboxRow[]): Verdict {
  const { status } = answer;
  if (status === 200) return success(answer, rows);
  const { code, detail } = problemOf(answer);
  const later = { code, detail, retryAfterMs: answer.retryAfterMs };
  if (status === 500 && code === 'internal') return { kind: 'stumbled', ...later };
  // What is neither a success nor an error of ours (1xx, other 2xx, redirects) comes from something in between.
  if (status < 400 || isTemporaryAnswer(status)) return { kind: 'unavailable', reason: 'answer', ...later };
  if (status === 413) return { kind: 'too_large' };
  if (ABOUT_A_MESSAGE.has(code)) return { kind: 'content', code, detail, temporary: true };
  if (isTemporary(code)) return { kind: 'unavailable', reason: 'answer', ...later };
  if (ABOUT_OUR_SIGNATURE.has(code)) return { kind: 'distrusted', code, detail };
  if (ABOUT_US.has(code)) return { kind: 'refused', code, detail };
  return { kind: 'content', code, detail, temporary: false };
}

/** 200: one result, or the results of a batch. An answer that cannot be read proves nothing: the same again later, it will be a duplicate. */
function success(answer: Answer, rows: readonly OutboxRow[]): Verdict {
  const body = answer.body;
  const [first] = rows;
  const entries = isObject(body)
    ? Array.isArray(body['results'])
      ? body['results']
      : rows.length === 1
        ? [body]
        : undefined
    : undefined;
  const byId = new Map<unknown, Record<string, unknown>>();
  entries?.forEach((entry, index) => {
    if (!isObject(entry)) return;
    // A message that the peer could not read the id of is named by its place.
    byId.set(entry['message_id'] ?? rows[index]?.messageId, entry);
  });
  const known = rows.filter((row) => byId.has(row.messageId));
  if (first === undefined || known.length === 0) {
    return {
      kind: 'unavailable',
      reason: 'answer',
      code: 'unavailable',
      detail: 'answered 200 without the results of what was posted',
    };
  }
  return { kind: 'results', results: rows.map((row) => resultOf(row, byId.get(row.messageId))) };
}

function resultOf(row: OutboxRow, entry: Record<string, unknown> | undefined): MessageVerdict {
  const status = entry?.['status'];
  if (status === 'stored' || status === 'duplicate')
    return { kind: 'delivered', row, unknownRecipients: unknownOf(row, entry?.['unknown_recipients']) };
  if (status !== 'rejected') {
    const detail = 'the answer has no result for this message';
    return { kind: 'deferred', row, code: 'unavailable', detail, holdConversation: true };
  }
  const { code, detail } = problemFrom(entry ?? {}, 'invalid_request', 'rejected without a reason');
  // What has nothing to do with the message itself holds up those behind it, or they would overtake it (profile §6.1).
  if (isTemporary(code)) return { kind: 'deferred', row, code, detail, holdConversation: !ABOUT_A_MESSAGE.has(code) };
  return { kind: 'refused', row, code, detail };
}

/** Those of its recipients that an answer lists; nearly every list is empty. */
function unknownOf({ recipients }: OutboxRow, listed: unknown): readonly string[] {
  if (!Array.isArray(listed) || listed.length === 0) return [];
  const unknown = new Set<unknown>(listed.map((r) => (typeof r === 'string' ? r.toLowerCase() : r)));
  return recipients.filter((recipient) => unknown.has(recipient));
}

function problemOf(answer: Answer): { code: string; detail: string } {
  return problemFrom(
    isObject(answer.body) ? answer.body : {},
    codeOfStatus(answer.status),
    `answered ${answer.status}`,
  );
}

/** Code and detail of a problem; a code that we do not know becomes the fallback, and is told in the detail. */
function problemFrom(
  value: Record<string, unknown>,
  fallback: string,
  silent: string,
): { code: string; detail: string } {
  const code = value['code'];
  const text =
    typeof value['detail'] === 'string'
      ? value['detail']
      : typeof value['title'] === 'string'
        ? value['title']
        : silent;
  if (isCode(code)) return { code, detail: clip(text) };
  return { code: fallback, detail: clip(typeof code === 'string' ? `${code}: ${text}` : text) };
}

function codeOfStatus(status: number): Code {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'domain_blocked';
    case 404:
    case 410:
      return 'not_found';
    case 408:
    case 425:
      return 'unavailable';
    case 413:
      return 'too_large';
    case 429:
      return 'rate_limited';
    case 500:
      return 'internal';
    default:
      return status >= 400 && status < 500 ? 'invalid_request' : 'unavailable';
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A peer's words end up in notices and lists: bounded, and without control characters. */
function clip(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, ' ').slice(0, MAX_DETAIL);
}
