import type { UserKeysDocument } from '@iimp/proto/types';
import { ApiError, asError, UnreachableRecipientsError } from './errors.js';
import type { KeyDirectory } from './keys.js';

/**
 * The keys of all these users (addresses), or `withoutUnreachable` of those who have some. Throws UnreachableRecipientsError, which names those who
 * have none, and what keeps the keys of others from being had now.
 */
export async function keysToEncryptTo(
  users: readonly string[],
  keys: Pick<KeyDirectory, 'keysOf'>,
  withoutUnreachable = false,
): Promise<UserKeysDocument[]> {
  const find = async (user: string) => ({ user, found: await keys.keysOf(user).catch(asError) });
  const unreachable: string[] = [];
  const documents: UserKeysDocument[] = [];
  for (const { user, found } of await Promise.all(users.map(find))) {
    if (!(found instanceof Error)) documents.push(found);
    else if (hasNoKeys(found)) unreachable.push(user);
    else throw found;
  }
  if (unreachable.length > 0 && (!withoutUnreachable || documents.length === 0))
    throw new UnreachableRecipientsError(unreachable);
  return documents;
}

/** For good, as far as can be told: no such user (any more), none published, or a domain that is gone or blocked. */
function hasNoKeys(error: Error): boolean {
  return error instanceof ApiError && ['unknown_user', 'not_found', 'domain_blocked'].includes(error.code);
}
