import { isCode } from '@iimp/protocol/codes';
import { ProblemError } from '@iimp/protocol/problem';

/** A failed look-up as it is kept: without its causes, of which there is one for each target that was tried. */
export interface StoredFailure {
  readonly error: ProblemError;
  /** Since when the origin has denied, without a break, what is still believed; ms. */
  readonly deniedSince: number | undefined;
}

/** Characters of what a failure says of itself: strangers decide how much that is. */
const MAX_DETAIL = 500;

export function failureText({ error, deniedSince }: StoredFailure): string {
  const { code, detail } = error;
  return JSON.stringify({ code, detail: detail.slice(0, MAX_DETAIL), denied_since: deniedSince });
}

export function storedFailure(text: string | null): StoredFailure {
  try {
    const { code, detail, denied_since: since } = JSON.parse(text ?? '') as Record<string, unknown>;
    if (isCode(code) && typeof detail === 'string')
      return { error: new ProblemError(code, detail), deniedSince: typeof since === 'number' ? since : undefined };
  } catch {
    // Written by another version: that it failed is all that can be told.
  }
  return { error: new ProblemError('unavailable', 'the last look-up failed'), deniedSince: undefined };
}
