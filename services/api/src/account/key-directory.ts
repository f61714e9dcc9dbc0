import type { MessagingClient } from '@iimp/messaging/client';
import type { DomainKeyring } from '@iimp/platform/domain-keyring';
import { parseAddress } from '@iimp/protocol/address';
import { isCode, isTemporary } from '@iimp/protocol/codes';
import { ProblemError } from '@iimp/protocol/problem';
import type { Users } from '@iimp/storage/users';

export interface KeyDirectoryOptions {
  users: Pick<Users, 'keysOf'>;
  keyring: Pick<DomainKeyring, 'isLocal'>;
  client: Pick<MessagingClient, 'request'>;
  /** How long discovery is waited for. Default 20 s. */
  timeoutMs?: number;
}

/** Key documents of local and remote users (profile §7, `GET keys/{address}`). */
export class KeyDirectory {
  constructor(private readonly options: KeyDirectoryOptions) {}

  /**
   * @param text the address, in any case
   * @returns the document as JSON text
   * @throws ProblemError `invalid_request`, `unknown_user`, or a temporary one while a remote domain does not answer
   */
  find(text: string): Promise<string> {
    const { address, domain } = parseAddress(text);
    return this.options.keyring.isLocal(domain) ? this.local(address) : this.remote(address);
  }

  private async local(address: string): Promise<string> {
    const keys = await this.options.users.keysOf(address);
    if (!keys) throw new ProblemError('unknown_user', `${address}: there is no such user`);
    if (!keys.document) throw new ProblemError('unknown_user', `${address}: the user has not published keys`);
    return JSON.stringify(keys.document);
  }

  private async remote(address: string): Promise<string> {
    const { client, timeoutMs = 20_000 } = this.options;
    const { result } = await client.request('discovery.user-keys', { address }, { timeoutMs });
    if (result.case === 'documentJson') return result.value;
    // Why they cannot be had now tells of our network and its names: that is for operators.
    const notNow = `the keys of ${address} cannot be had now`;
    if (result.case !== 'problem') throw new ProblemError('unavailable', notNow);
    const { code: given, detail, retryAfterSeconds } = result.value;
    const code = isCode(given) ? given : 'unavailable';
    throw new ProblemError(
      code,
      isTemporary(code) ? notNow : `${address}: ${detail}`,
      retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
    );
  }
}
