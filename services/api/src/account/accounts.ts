import type { Account, UserKeysDocument } from '@iimp/proto/types';
import { FUTURE_SKEW_MS } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';
import { checkKeyDocument } from '@iimp/platform/key-document';
import type { Users } from '@iimp/storage/users';

export interface AccountsOptions {
  users: Pick<Users, 'find' | 'keysOf' | 'setKeys'>;
  maxAttachmentBytes: number;
  now: () => number;
}

/** What a user sees and says of itself (profile §3, §7). */
export class Accounts {
  constructor(private readonly options: AccountsOptions) {}

  async account(address: string): Promise<Account> {
    const { users, maxAttachmentBytes } = this.options;
    const [user, keys] = await Promise.all([users.find(address), users.keysOf(address)]);
    if (!user) throw new ProblemError('unauthorized', 'the user is gone');
    return {
      user: user.address,
      domain: user.domain,
      created_at: user.createdAt,
      keys: keys?.document ?? null,
      max_attachment_bytes: maxAttachmentBytes,
    };
  }

  /**
   * Publishes a whole key document.
   * @param value parsed JSON
   * @throws ProblemError `invalid_request`: shape, key id, signature, user, or a time that is ahead of ours or behind what is published
   */
  async publishKeys(address: string, value: unknown): Promise<UserKeysDocument> {
    const { users, now } = this.options;
    const document = checkKeyDocument(value, address);
    // Times only go forward: one from the future would bar every later document.
    if (document.updated_at > now() + FUTURE_SKEW_MS)
      throw new ProblemError('invalid_request', 'updated_at: ahead of the clock here');
    if (!(await users.setKeys(address, document)))
      throw new ProblemError('invalid_request', 'updated_at: before that of the published document');
    return document;
  }
}
