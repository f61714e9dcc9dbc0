import type { Database } from './database.js';
import { pending } from './internal/pending.js';

export interface NonceUse {
  keyid: string;
  nonce: string;
  /** End of the window in which it must not be seen again, ms. */
  expires: number;
}

/** Nonces of signed requests, seen once on any replica (profile §6). */
export class Nonces {
  constructor(
    private readonly db: Database,
    private readonly options: { maxQueued?: number } = {},
  ) {}

  /** For each, in order: is this its first use? Calls that come while one is under way share the next statement. */
  useNonces(_uses: readonly NonceUse[]): Promise<boolean[]> {
    return pending();
  }

  /** Forgets expired ones, at most `limit`. @returns how many */
  sweep(_now: number, _limit?: number): Promise<number> {
    return pending();
  }
}
