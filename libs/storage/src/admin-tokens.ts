import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from './database.js';

/** A viewer sees, an operator also acts on what runs, an admin also changes who and what is served. */
export type AdminRole = 'viewer' | 'operator' | 'admin';

/** A token of an operator, without its secret. */
export interface AdminTokenRecord {
  name: string;
  role: AdminRole;
  createdAt: number;
  expiresAt: number;
  /** To the minute. */
  lastUsedAt: number | null;
  revokedAt: number | null;
}

const PREFIX = 'iimp_admin_';
const USED_EVERY_MS = 60_000;
const COLUMNS = `name, role, created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

/** Tokens of the administration API. Only their SHA-256 is stored. */
export class AdminTokens {
  constructor(private readonly db: Database) {}

  /** Makes a token. A name is free again when its token is revoked or has expired. @returns undefined when it is not */
  async create(token: {
    name: string;
    role: AdminRole;
    expiresAt: number;
    now: number;
  }): Promise<(AdminTokenRecord & { token: string }) | undefined> {
    const secret = PREFIX + randomBytes(32).toString('base64url');
    const [row] = await this.db.query<AdminTokenRecord>(
      'admin-token-create',
      `insert into admin_tokens as t (name, role, token_hash, created_at, expires_at) values ($1, $2, $3, $4::bigint, $5)
           on conflict (name) do update
          set role = excluded.role, token_hash = excluded.token_hash, created_at = excluded.created_at,
              expires_at = excluded.expires_at, last_used_at = null, revoked_at = null
        where t.revoked_at is not null or t.expires_at <= $4::bigint
       returning ${COLUMNS}`,
      [token.name, token.role, hashOf(secret), token.now, token.expiresAt],
    );
    return row && { ...row, token: secret };
  }

  /** By name; revoked and expired ones too. */
  list(): Promise<AdminTokenRecord[]> {
    return this.db.query<AdminTokenRecord>('admin-token-list', `select ${COLUMNS} from admin_tokens order by name`);
  }

  /** False when there is none of that name that is alive. Works from the next request on. */
  async revoke(name: string, now: number): Promise<boolean> {
    const rows = await this.db.query(
      'admin-token-revoke',
      'update admin_tokens set revoked_at = $2 where name = $1 and revoked_at is null returning 1',
      [name, now],
    );
    return rows.length > 0;
  }

  /** The token behind a secret, if it is alive. */
  async verify(secret: string, now: number): Promise<AdminTokenRecord | undefined> {
    const hash = hashOf(secret);
    // Found by a hash that nobody can choose: what the look-up's time tells is of no use.
    const [row] = await this.db.query<AdminTokenRecord & { hash: Buffer }>(
      'admin-token-find',
      `select ${COLUMNS}, token_hash as hash from admin_tokens where token_hash = $1`,
      [hash],
    );
    if (!row || !timingSafeEqual(row.hash, hash)) return undefined;
    const { hash: _, ...token } = row;
    if (token.revokedAt !== null || token.expiresAt <= now) return undefined;
    if (token.lastUsedAt === null || token.lastUsedAt + USED_EVERY_MS <= now)
      await this.db.query('admin-token-used', 'update admin_tokens set last_used_at = $2 where name = $1', [
        token.name,
        now,
      ]);
    return token;
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
