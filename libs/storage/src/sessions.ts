import type { Database } from './database.js';
import { pending } from './internal/pending.js';

export type Rotation =
  | { status: 'rotated'; address: string; family: string }
  /** The token was used before: somebody else has it. The whole family is revoked now. */
  | { status: 'reused'; address: string; family: string }
  /** Unknown, expired, revoked, or its user is disabled. */
  | { status: 'invalid' };

/** Refresh tokens. Only their SHA-256 is stored; each is good for one rotation. */
export class Sessions {
  constructor(private readonly db: Database) {}

  /** Begins a family (one log-in). @returns its id */
  create(_session: { address: string; token: string; expiresAt: number; now: number }): Promise<string> {
    return pending();
  }

  /** Uses up `token` and puts `next` into its place. */
  rotate(_rotation: { token: string; next: string; expiresAt: number; now: number }): Promise<Rotation> {
    return pending();
  }

  /** Ends the family of a token (log-out). False when the token is unknown. */
  revoke(_token: string, _now: number): Promise<boolean> {
    return pending();
  }

  /** Ends all sessions of a user. @returns how many families */
  revokeAll(_address: string, _now: number): Promise<number> {
    return pending();
  }
}
