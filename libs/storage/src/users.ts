import type { UserKeysDocument } from '@iimp/proto/types';
import type { Database } from './database.js';
import { pending } from './internal/pending.js';

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
   * @throws ProblemError `invalid_request` when it exists or its domain is not local
   */
  create(_user: { address: string; passwordHash: string | null; now: number }): Promise<User> {
    return pending();
  }

  find(_address: string): Promise<User | undefined> {
    return pending();
  }

  /** The user and the password hash, for log-in. */
  credentials(_address: string): Promise<{ user: User; passwordHash: string | null } | undefined> {
    return pending();
  }

  /** Users by address, after `after`; of one domain where it is named. */
  list(_options: { domain?: string; after?: string; limit: number }): Promise<User[]> {
    return pending();
  }

  /** True when the user exists. Disabling revokes all sessions; the mailbox goes on receiving. */
  setDisabled(_address: string, _disabled: boolean, _now: number): Promise<boolean> {
    return pending();
  }

  /** True when the user exists. Revokes all sessions. */
  setPasswordHash(_address: string, _passwordHash: string, _now: number): Promise<boolean> {
    return pending();
  }

  /** Keeps a checked key document (profile §3). `updated_at` must not go back: then false, as for no such user. */
  setKeys(_address: string, _document: UserKeysDocument, _now: number): Promise<boolean> {
    return pending();
  }

  /** `undefined`: no such user; `document: null`: none published yet. */
  keysOf(_address: string): Promise<{ document: UserKeysDocument | null; updatedAt: number | null } | undefined> {
    return pending();
  }
}
