/** What went wrong, and what that came from: that a password is refused, or an address, is only in the cause. */
export function reasonOf(error: unknown): string {
  const reasons: string[] = [];
  for (let at = error; at instanceof Error && reasons.length < MOST; at = at.cause) {
    const words = wordsOf(at);
    if (words) reasons.push(words);
  }
  return reasons.join(': ') || 'failed';
}

/** Of a host with several addresses, the error of a connection has a code and no message. */
export function wordsOf(error: Error): string {
  return error.message || ((error as NodeJS.ErrnoException).code ?? '');
}

/** Causes of causes; one may be its own. */
const MOST = 4;
