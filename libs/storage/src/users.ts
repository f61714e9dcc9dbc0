import type { UserKeysDocument } from '@iimp/proto/types';
import { domainOf } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import type { Database, Queryable } from './database.js';
import { revokeSessions } from './sessions.js';

/** A local user. The id of a user in all interfaces of this library (`userId`) is the address. */
export interface User {
  address: string;
  domain: string;
  /** Milliseconds. */
  createdAt: number;
  disabled: boolean;
}

export class Users {
  constructor(private readonly db: Database) {}

  /**
   * Creates a user with an empty mailbox.
   * @param user lower-case address of a local domain; an argon2id hash
   * @throws ProblemError `invalid_request` when it exists or ever did, or its domain is not local
   */
  async create(user: { address: string; passwordHash: string | null; now: number }): Promise<User> {
    const { address, passwordHash, now } = user;
    return this.db.transaction('user-create', async (tx) => {
      const [[row], erased] = await Promise.all([
        tx.query<UserRow>('user-create', CREATE, [address, domainOf(address), passwordHash, now]),
        // After it: it may have waited for the erasure of the one who had the address.
        tx.query('user-erased', 'select 1 from erased_users where address = $1', [address]),
      ]);
      if (row && erased.length === 0) return userOf(row);
      throw new ProblemError('invalid_request', `${address}: ${await whyNot(tx, address, erased.length > 0)}`);
    });
  }

  async find(address: string): Promise<User | undefined> {
    const [row] = await this.db.query<UserRow>('user-find', `select ${COLUMNS} from users where address = $1`, [
      address,
    ]);
    return row && userOf(row);
  }

  /** The user and the password hash, for log-in. */
  async credentials(address: string): Promise<{ user: User; passwordHash: string | null } | undefined> {
    const [row] = await this.db.query<UserRow & { password_hash: string | null }>(
      'user-credentials',
      `select ${COLUMNS}, password_hash from users where address = $1`,
      [address],
    );
    return row && { user: userOf(row), passwordHash: row.password_hash };
  }

  /** Users by address, after `after`; of one domain where it is named. */
  async list(options: { domain?: string; after?: string; limit: number }): Promise<User[]> {
    const { domain, after = '', limit } = options;
    const rows =
      domain === undefined
        ? await this.db.query<UserRow>(
            'user-list',
            `select ${COLUMNS} from users where address > $1 order by address limit $2`,
            [after, limit],
          )
        : await this.db.query<UserRow>(
            'user-list-domain',
            `select ${COLUMNS} from users where domain = $1 and address > $2 order by address limit $3`,
            [domain, after, limit],
          );
    return rows.map(userOf);
  }

  /** True when the user exists. Disabling revokes all sessions; the mailbox goes on receiving. */
  setDisabled(address: string, disabled: boolean, now: number): Promise<boolean> {
    return this.#change(
      'user-disable',
      `update users set disabled_at = case when $2 then coalesce(disabled_at, $3::bigint) end where address = $1 returning user_id`,
      [address, disabled, now],
      disabled ? now : undefined,
    );
  }

  /** True when the user exists. Revokes all sessions. */
  setPasswordHash(address: string, passwordHash: string, now: number): Promise<boolean> {
    return this.#change(
      'user-password',
      'update users set password_hash = $2 where address = $1 returning user_id',
      [address, passwordHash],
      now,
    );
  }

  /** Keeps a checked key document (profile §3). `updated_at` must not go back: then false, as for no such user. */
  async setKeys(address: string, document: UserKeysDocument): Promise<boolean> {
    const rows = await this.db.query(
      'user-keys-set',
      `update users set keys = $2, keys_updated_at = $3::bigint
        where address = $1 and coalesce(keys_updated_at, 0) <= $3::bigint returning 1`,
      [address, JSON.stringify(document), document.updated_at],
    );
    return rows.length > 0;
  }

  /** `undefined`: no such user; `document: null`: none published yet. */
  async keysOf(address: string): Promise<{ document: UserKeysDocument | null; updatedAt: number | null } | undefined> {
    const [row] = await this.db.query<{ keys: string | null; keys_updated_at: number | null }>(
      'user-keys',
      'select keys, keys_updated_at from users where address = $1',
      [address],
    );
    if (!row) return undefined;
    return {
      document: row.keys === null ? null : (JSON.parse(row.keys) as UserKeysDocument),
      updatedAt: row.keys_updated_at,
    };
  }

  /** Runs a statement that returns the user's id, and ends the user's sessions where `revokeAt` is given. */
  async #change(
    name: string,
    text: string,
    values: readonly unknown[],
    revokeAt: number | undefined,
  ): Promise<boolean> {
    return this.db.transaction(name, async (tx) => {
      const [user] = await tx.query<{ user_id: number }>(name, text, values);
      if (user && revokeAt !== undefined) await revokeSessions(tx, user.user_id, revokeAt);
      return user !== undefined;
    });
  }
}

const CREATE = `
  with created as (
    insert into users (address, domain, password_hash, created_at)
    select $1, d.domain, $3, $4::bigint from domains d where d.domain = $2
        on conflict (address) do nothing
    returning user_id, address, domain, created_at, disabled_at),
  boxed as (insert into mailboxes (user_id) select user_id from created)
  select address, domain, created_at, disabled_at from created`;

async function whyNot(tx: Queryable, address: string, isErased: boolean): Promise<string> {
  if (isErased) return 'was erased; an address is not given out again';
  const found = await tx.query('user-exists', 'select 1 from users where address = $1', [address]);
  return found.length > 0 ? 'the user exists already' : 'not an address of a local domain';
}

interface UserRow {
  address: string;
  domain: string;
  created_at: number;
  disabled_at: number | null;
}

const COLUMNS = 'address, domain, created_at, disabled_at';

function userOf({ address, domain, created_at, disabled_at }: UserRow): User {
  return { address, domain, createdAt: created_at, disabled: disabled_at !== null };
}
