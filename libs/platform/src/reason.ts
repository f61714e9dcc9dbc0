/** What went wrong, and what that came from: that a password is refused, or an address, is only in the cause. */
export function reasonOf(error: unknown): string {
  const reasons: string[] = [];
  for (let at = error; at instanceof Error && reasons.length < MOST; at = at.cause)
    if (at.message) reasons.push(at.message);
  return reasons.join(': ') || 'failed';
}

/** Causes of causes; one may be its own. */
const MOST = 4;
