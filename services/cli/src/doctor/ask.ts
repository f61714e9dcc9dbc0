import type { PeerResponse } from '@iimp/peer/peer-client';
import { PeerError } from '@iimp/peer/peer-error';
import { failure, type Check, type Finding } from './finding.js';

export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Ours, ms: when the request went out and when its answer was there. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** What came of a request: an answer, or why there is none. */
export type Asked = Answer | { readonly failed: string };

/** Makes a request and notes when. Only a fault of the peer, or of the way to it, is an outcome; the rest throws. */
export async function ask(request: () => Promise<PeerResponse>, now: () => number): Promise<Asked> {
  const sentAt = now();
  try {
    const { status, headers, body } = await request();
    return { status, headers, body, sentAt, receivedAt: now() };
  } catch (error) {
    if (error instanceof PeerError) return { failed: error.detail };
    throw error;
  }
}

/** Code and detail of a problem document (RFC 9457); undefined when the answer is none. */
export function problemOf({ headers, body }: Answer): { code: string; detail: string } | undefined {
  if (!/^application\/problem\+json\b/i.test(headers['content-type'] ?? '')) return undefined;
  const value = jsonOf(body);
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, detail } = value as { code?: unknown; detail?: unknown };
  return { code: typeof code === 'string' ? code : '', detail: typeof detail === 'string' ? detail : '' };
}

/** The value of a JSON body; undefined when it is none. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

/** The answer in a few words. */
export function tellAnswer(answer: Answer): string {
  const problem = problemOf(answer);
  const type = answer.headers['content-type'] ?? 'no content type';
  return problem ? `${answer.status} ${problem.code}: ${problem.detail}` : `${answer.status} (${type})`;
}

/** The verdict on a request that was not answered at all. */
export const unanswered = (check: Check, failed: string): Finding =>
  failure(
    check,
    failed,
    'The request got no answer that makes sense; a message would wait and be tried again.',
    'Look at the gateway and the federation service there, and at the way between.',
  );
