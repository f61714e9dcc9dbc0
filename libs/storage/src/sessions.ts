import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Database, Queryable } from './database.js';

export type Rotation =
  | { status: 'rotated'; address: string; family: string }
  /** The token was used or replaced before: somebody else has it. The whole family is revoked now. */
  | { status: 'reused'; address: string; family: string }
  /** Unknown, expired, revoked, or its user is disabled. */
  | { status: 'invalid' };

/** How long a token that was used is taken again when its answer may have been lost, ms (RFC 9700 §4.14.2). */
const GRACE_MS = 60_000;

/** What all tokens of a log-in begin with, and the secret of one of them; base64url. */
const TOKEN = /^([\w-]{22})\.[\w-]{43}$/;

/**
 * A refresh token, of a new log-in or of that of the token before it. One before of another form (of a version that knew no shared
 * part) is followed by such a one.
 */
export function newRefreshToken(before?: string): string {
  const secret = randomBytes(32).toString('base64url');
  const shared = before === undefined ? randomBytes(16).toString('base64url') : TOKEN.exec(before)?.[1];
  return shared === undefined ? secret : `${shared}.${secret}`;
}

/**
 * Refresh tokens. Only their SHA-256 is stored; each is good for one rotation. The time at which a token was used is the time at
 * which its successor was created: that links them, for times within a family only grow.
 *
 * Of a family there are two rows, the token that is good and the one that was used up for it. All others are known by the part that
 * tokens of a log-in share: its SHA-256 gives the family (RFC 9700 §4.14.2), so one that was used up ends its family after weeks, too.
 */
export class Sessions {
  constructor(private readonly db: Database) {}

  /** Begins a family (one log-in). @returns its id; undefined when there is no such user (any more), disabled, or of another password */
  async create(session: NewSession): Promise<string | undefined> {
    const { address, passwordHash = null, token, expiresAt, now } = session;
    const family = familyOf(token) ?? randomUUID();
    const rows = await this.db.query('session-create', CREATE, [
      hashOf(token),
      family,
      address,
      now,
      expiresAt,
      passwordHash,
    ]);
    return rows.length > 0 ? family : undefined;
  }

  /**
   * Uses up `token` and puts `next` into its place, which is of the same log-in (see newRefreshToken). Within a minute the token may come
   * again, as after a lost answer: `next` then replaces its successor, if that was not used yet.
   */
  async rotate(rotation: { token: string; next: string; expiresAt: number; now: number }): Promise<Rotation> {
    const { token, next, expiresAt, now } = rotation;
    return this.db.transaction('session-rotate', async (tx): Promise<Rotation> => {
      const found = await lockToken(tx, token);
      if (!found) return endFamily(tx, await lockFamily(tx, token), now);
      if (found.disabled || found.expires_at <= now) return { status: 'invalid' };
      const { family, address, user_id } = found;
      const usedAt = await useUp(tx, found, now);
      if (usedAt === undefined) return endFamily(tx, found, now);
      // In one trip.
      if (familyOf(token) === family && found.rotated_at === null)
        void tx.query('session-forget', FORGET_OTHERS, [family, found.hash]);
      await tx.query('session-next', NEXT, [hashOf(next), family, user_id, usedAt, expiresAt, found.began_at]);
      return { status: 'rotated', address, family };
    });
  }

  /** Ends the family of a token (log-out). False when the token is unknown. */
  async revoke(token: string, now: number): Promise<boolean> {
    return this.db.transaction('session-revoke', async (tx) => {
      const found = (await lockToken(tx, token)) ?? (await lockFamily(tx, token));
      if (found) await tx.query('session-revoke-family', REVOKE_FAMILY, [found.family, now]);
      return found !== undefined;
    });
  }

  /** Log-ins of a user that are alive, the newest first. */
  list(address: string, now: number): Promise<LiveSession[]> {
    return this.db.query<LiveSession>('session-list', LIST, [address, now]);
  }

  /** Ends one log-in of a user. False when it is not alive. */
  async revokeFamily(address: string, family: string, now: number): Promise<boolean> {
    return this.db.transaction('session-revoke-one', async (tx) => {
      const rows = await tx.query(
        'session-revoke-family-of',
        `update sessions s set revoked_at = $3
           from (select user_id from users where address = $1 for no key update) u
          where s.user_id = u.user_id and s.family::text = $2 and s.revoked_at is null returning 1`,
        [address, family, now],
      );
      return rows.length > 0;
    });
  }

  /** Ends all sessions of a user. @returns how many families */
  async revokeAll(address: string, now: number): Promise<number> {
    return this.db.transaction('session-revoke-all', async (tx) => {
      const [user] = await tx.query<{ user_id: number }>(
        'session-user',
        'select user_id from users where address = $1 for no key update',
        [address],
      );
      return user ? revokeSessions(tx, user.user_id, now) : 0;
    });
  }
}

/** A log-in; times in ms. */
export interface NewSession {
  address: string;
  /** The hash that a password was found to fit, which takes a while: nothing begins when the user has another one by now. Left out: any. */
  passwordHash?: string;
  token: string;
  expiresAt: number;
  now: number;
}

/**
 * $6 hash of the password or null. The lock lets a change of the user go first that is under way, and one that comes later see the row:
 * whatever ends all sessions ends this one too.
 */
const CREATE = `
  insert into sessions (token_hash, family, user_id, created_at, expires_at, began_at)
  select $1, $2, user_id, $4::bigint, $5, $4::bigint from users
   where address = $3 and disabled_at is null and ($6::text is null or password_hash = $6)
     for no key update returning 1`;

/** A log-in that is alive. */
export interface LiveSession {
  family: string;
  createdAt: number;
  /** When its refresh token was last used. */
  lastUsedAt: number;
  expiresAt: number;
}

/** $1 user, $2 now. Of a log-in of a version that did not note when it began, the oldest token that is there says so. */
const LIST = `
  select s.family::text, min(coalesce(s.began_at, s.created_at)) as "createdAt", max(s.created_at) as "lastUsedAt",
         max(s.expires_at) as "expiresAt"
    from sessions s join users u using (user_id)
   where u.address = $1 and s.revoked_at is null
   group by s.family having bool_or(s.rotated_at is null and s.expires_at > $2::bigint)
   order by 2 desc, 1`;

interface FoundToken {
  hash: Buffer;
  family: string;
  user_id: number;
  address: string;
  disabled: boolean;
  created_at: number;
  began_at: number | null;
  rotated_at: number | null;
  revoked: boolean;
  expires_at: number;
}

/**
 * All changes to a user's sessions take the lock of the user first: two uses of one token at once come one after the other, and
 * a rotation cannot slip a new token past a revocation.
 */
async function lockToken(tx: Queryable, token: string): Promise<FoundToken | undefined> {
  const hash = hashOf(token);
  await tx.query(
    'session-lock-user',
    'select 1 from sessions s join users u using (user_id) where s.token_hash = $1 for no key update of u',
    [hash],
  );
  const [found] = await tx.query<FoundToken>(
    'session-read',
    `select s.token_hash as hash, s.family::text, s.user_id, u.address, u.disabled_at is not null as disabled,
            s.created_at, s.began_at, s.rotated_at, s.revoked_at is not null as revoked, s.expires_at
       from sessions s join users u using (user_id) where s.token_hash = $1`,
    [hash],
  );
  return found;
}

/** The family of a token that is not stored (any more), as `lockToken` does; `undefined`: nothing is stored of it. */
async function lockFamily(tx: Queryable, token: string): Promise<{ family: string; address: string } | undefined> {
  const family = familyOf(token);
  if (family === undefined) return undefined;
  const [user] = await tx.query<{ address: string }>(
    'session-lock-family',
    'select address from users where user_id = (select user_id from sessions where family = $1 limit 1) for no key update',
    [family],
  );
  return user && { family, address: user.address };
}

/** Two have tokens of one family: it ends. */
async function endFamily(
  tx: Queryable,
  found: { family: string; address: string } | undefined,
  now: number,
): Promise<Rotation> {
  if (!found) return { status: 'invalid' };
  const { family, address } = found;
  const ended = await tx.query('session-revoke-family', REVOKE_FAMILY, [family, now]);
  // A token that was replaced is revoked, and its family alive. All others are revoked together.
  return ended.length > 0 ? { status: 'reused', address, family } : { status: 'invalid' };
}

/** @returns when the token was used, the first time; undefined when it must not be used (again) */
async function useUp(tx: Queryable, token: FoundToken, now: number): Promise<number | undefined> {
  if (token.revoked) return undefined;
  if (token.rotated_at !== null) return (await takeBack(tx, token, now)) ? token.rotated_at : undefined;
  // The clocks of two processes differ.
  const usedAt = Math.max(now, token.created_at + 1);
  await tx.query('session-use-up', 'update sessions set rotated_at = $2 where token_hash = $1', [token.hash, usedAt]);
  return usedAt;
}

/** Revokes the successor of a token that was used just now. False when it is too late, or the successor was used. */
async function takeBack(tx: Queryable, { family, rotated_at }: FoundToken, now: number): Promise<boolean> {
  if (rotated_at === null || now - rotated_at > GRACE_MS) return false;
  const rows = await tx.query(
    'session-take-back',
    `update sessions set revoked_at = $3
      where family = $1 and created_at = $2 and rotated_at is null and revoked_at is null returning 1`,
    [family, rotated_at, now],
  );
  return rows.length > 0;
}

/** $1 family, $2 its token that is used for the first time: what was before it tells nothing that the shared part does not. */
const FORGET_OTHERS = 'delete from sessions where family = $1 and token_hash <> $2';

const NEXT = `
  insert into sessions (token_hash, family, user_id, created_at, expires_at, began_at) values ($1, $2, $3, $4, $5, $6)`;

const REVOKE_FAMILY = 'update sessions set revoked_at = $2 where family = $1 and revoked_at is null returning 1';

/** Ends all sessions of a user, whose row is locked. @returns how many families */
export async function revokeSessions(tx: Queryable, userId: number, now: number): Promise<number> {
  const revoked = await tx.query<{ family: string }>(
    'session-revoke-user',
    'update sessions set revoked_at = $2 where user_id = $1 and revoked_at is null returning family::text',
    [userId, now],
  );
  return new Set(revoked.map(({ family }) => family)).size;
}

/** The family that a token names, which nobody can name who knows the family alone. `undefined`: it is of another form. */
function familyOf(token: string): string | undefined {
  const shared = TOKEN.exec(token)?.[1];
  if (shared === undefined) return undefined;
  const hex = hashOf(`family ${shared}`).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
