import type { AdminMadeToken, AdminNewToken, AdminToken, AdminTokenList } from '@iimp/proto/admin-types';
import { ProblemError } from '@iimp/protocol/problem';
import { type AdminTokenRecord, AdminTokens } from '@iimp/storage/admin-tokens';
import type { TokenAdministration } from '../administration.js';
import { type LocalParts, note, noted } from './parts.js';

const DAY_MS = 86_400_000;
const EXPIRES_IN_DAYS = 90;

/** Tokens of the administration API. */
export class LocalTokens implements TokenAdministration {
  private readonly store: AdminTokens;

  constructor(private readonly parts: LocalParts) {
    this.store = new AdminTokens(parts.db);
  }

  async list(): Promise<AdminTokenList> {
    return { tokens: (await this.store.list()).map(shown) };
  }

  async add({ name, role, expires_in_days = EXPIRES_IN_DAYS }: AdminNewToken): Promise<AdminMadeToken> {
    const now = this.parts.now();
    const expiresAt = now + expires_in_days * DAY_MS;
    return noted(this.parts, 'admin-token.add', async (parts) => {
      const made = await new AdminTokens(parts.db).create({ name, role, expiresAt, now });
      if (!made) throw new ProblemError('invalid_request', `there is a token of the name ${name}: revoke it first`);
      await note(parts, 'admin-token.add', name, { role, expires_at: made.expiresAt });
      return { ...shown(made), token: made.token };
    });
  }

  async revoke(name: string): Promise<void> {
    await noted(this.parts, 'admin-token.revoke', async (parts) => {
      if (!(await new AdminTokens(parts.db).revoke(name, parts.now())))
        throw new ProblemError('not_found', `there is no token of the name ${name} that is alive`);
      await note(parts, 'admin-token.revoke', name);
    });
  }
}

function shown({ name, role, createdAt, expiresAt, lastUsedAt, revokedAt }: AdminTokenRecord): AdminToken {
  return {
    name,
    role,
    created_at: createdAt,
    expires_at: expiresAt,
    last_used_at: lastUsedAt,
    revoked_at: revokedAt,
  };
}
