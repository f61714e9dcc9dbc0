import { hash } from '@node-rs/argon2';
import type { AdminNewUser, AdminRevoked, AdminSessionList, AdminStorage, AdminUser } from '@iimp/proto/admin-types';
import type { AdminUserDetail, AdminUserList } from '@iimp/proto/admin-types';
import { ProblemError } from '@iimp/protocol/problem';
import { Sessions } from '@iimp/storage/sessions';
import { type StorageUse, StorageUses } from '@iimp/storage/storage-use';
import { type User, Users } from '@iimp/storage/users';
import type { Page, UserAdministration } from '../administration.js';
import { domainOf, type LocalParts, note, noted, userOf } from './parts.js';

/** Users, their log-ins, and how much they store. */
export class LocalUsers implements UserAdministration {
  private readonly store: Users;
  private readonly logIns: Sessions;
  private readonly storage: StorageUses;

  constructor(private readonly parts: LocalParts) {
    this.store = new Users(parts.db);
    this.logIns = new Sessions(parts.db);
    this.storage = new StorageUses(parts.db);
  }

  async list({ limit, after, domain }: Page & { domain?: string }): Promise<AdminUserList> {
    const rows = await this.store.list({
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
      ...(domain === undefined ? {} : { domain: domainOf(domain) }),
    });
    const users = rows.slice(0, limit).map(shown);
    return { users, next: rows.length > limit ? (users.at(-1)?.user ?? null) : null };
  }

  async show(user: string): Promise<AdminUserDetail> {
    const found = await this.existing(user);
    const [keys, sessions, use] = await Promise.all([
      this.store.keysOf(found.address),
      this.logIns.list(found.address, this.parts.now()),
      this.storage.of(found.address),
    ]);
    return {
      ...shown(found),
      keys: keys?.document ?? null,
      sessions: sessions.length,
      storage: this.shownUse(use),
    };
  }

  async add({ user, password }: AdminNewUser): Promise<AdminUser> {
    const address = userOf(user);
    const passwordHash = await hashPassword(password);
    return noted(this.parts, 'user.add', async (parts) => {
      const created = await new Users(parts.db).create({ address, passwordHash, now: parts.now() });
      await note(parts, 'user.add', address);
      return shown(created);
    });
  }

  disable(user: string): Promise<AdminUser> {
    return this.setDisabled(user, true);
  }

  enable(user: string): Promise<AdminUser> {
    return this.setDisabled(user, false);
  }

  async setPassword(user: string, password: string): Promise<void> {
    const { address } = await this.existing(user);
    const passwordHash = await hashPassword(password);
    await noted(this.parts, 'user.password', async (parts) => {
      await new Users(parts.db).setPasswordHash(address, passwordHash, parts.now());
      await note(parts, 'user.password', address);
    });
  }

  async sessions(user: string): Promise<AdminSessionList> {
    const { address } = await this.existing(user);
    const rows = await this.logIns.list(address, this.parts.now());
    return {
      sessions: rows.map(({ family, createdAt, lastUsedAt, expiresAt }) => ({
        session: family,
        created_at: createdAt,
        last_used_at: lastUsedAt,
        expires_at: expiresAt,
      })),
    };
  }

  async revokeSessions(user: string, session?: string): Promise<AdminRevoked> {
    const { address } = await this.existing(user);
    return noted(this.parts, 'session.revoke', async (parts) => {
      const logIns = new Sessions(parts.db);
      const revoked =
        session === undefined
          ? await logIns.revokeAll(address, parts.now())
          : Number(await logIns.revokeFamily(address, session, parts.now()));
      if (session !== undefined && revoked === 0)
        throw new ProblemError('not_found', `${address} has no such session that is alive`);
      await note(parts, 'session.revoke', address, { revoked, ...(session === undefined ? {} : { session }) });
      return { revoked };
    });
  }

  async limitStorage(user: string, limitBytes: number | null): Promise<AdminStorage> {
    const { address } = await this.existing(user);
    await noted(this.parts, 'user.storage-limit', async (parts) => {
      await new StorageUses(parts.db).setLimit(address, limitBytes);
      await note(parts, 'user.storage-limit', address, { limit_bytes: limitBytes });
    });
    return this.shownUse(await this.storage.of(address));
  }

  private async setDisabled(user: string, disabled: boolean): Promise<AdminUser> {
    const { address } = await this.existing(user);
    const action = disabled ? 'user.disable' : 'user.enable';
    await noted(this.parts, action, async (parts) => {
      await new Users(parts.db).setDisabled(address, disabled, parts.now());
      await note(parts, action, address);
    });
    return shown(await this.existing(address));
  }

  private async existing(text: string): Promise<User> {
    const address = userOf(text);
    const found = await this.store.find(address);
    if (!found) throw new ProblemError('unknown_user', `no such user: ${address}`);
    return found;
  }

  private shownUse(use: StorageUse | undefined): AdminStorage {
    const own = use?.limit ?? null;
    return {
      stored_bytes: use?.storedBytes ?? 0,
      attachments: use?.attachments ?? 0,
      limit_bytes: own ?? this.parts.limits.userStorageBytes ?? null,
      limit_from: own === null ? 'configuration' : 'user',
    };
  }
}

function shown({ address, domain, createdAt, disabled }: User): AdminUser {
  return { user: address, domain, created_at: createdAt, state: disabled ? 'disabled' : 'enabled' };
}

/** argon2id with the parameters of the library, which follow OWASP's; a hash carries its own. */
const hashPassword = (password: string): Promise<string> => hash(password);
