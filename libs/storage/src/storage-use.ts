import type { Database, Queryable } from './database.js';

/** What a user has stored in attachments: finished uploads. */
export interface StorageUse {
  storedBytes: number;
  attachments: number;
  /** Set for this user; null: what the configuration says. */
  limit: number | null;
}

/** How much users store, and may. */
export class StorageUses {
  constructor(private readonly db: Database) {}

  /** `undefined`: no such user. */
  async of(address: string): Promise<StorageUse | undefined> {
    const [row] = await this.db.query<StorageUse>('storage-use', USE, [address]);
    return row;
  }

  /** Those who store most, the most first. Sums up all uploads: not for hot paths. */
  most(limit: number): Promise<(StorageUse & { address: string })[]> {
    return this.db.query<StorageUse & { address: string }>('storage-most', MOST, [limit]);
  }

  /** False when there is no such user. What is stored already stays, whatever the limit. */
  async setLimit(address: string, limit: number | null): Promise<boolean> {
    const rows = await this.db.query(
      'storage-limit',
      'update users set storage_limit = $2 where address = $1 returning 1',
      [address, limit],
    );
    return rows.length > 0;
  }
}

/**
 * How many bytes a user may still store; undefined: no limit.
 * @param limit where none is set for the user
 * @param lock of the user's row, so that what is summed up cannot change until the transaction ends
 */
export async function roomOf(
  tx: Queryable,
  owner: string,
  limit: number | undefined,
  lock: '' | 'for no key update',
): Promise<number | undefined> {
  const [user] = await tx.query<{ limit: number }>(
    `storage-limit-of ${lock}`,
    `select coalesce(storage_limit, $2::bigint) as limit from users
      where address = $1 and coalesce(storage_limit, $2::bigint) is not null ${lock}`,
    [owner, limit ?? null],
  );
  if (!user) return undefined;
  // A statement of its own: it sees what was committed while the one before waited for the lock.
  const [sum] = await tx.query<{ stored: number }>('storage-sum', SUM, [owner]);
  return user.limit - (sum?.stored ?? 0);
}

/** $1 owner. */
export const SUM = `select coalesce(sum(size), 0)::bigint as stored from attachments where owner = $1 and state = 'ready'`;

const USE = `
  select u.storage_limit as limit, coalesce(a.bytes, 0) as "storedBytes", a.attachments
    from users u,
         lateral (select sum(size)::bigint as bytes, count(*) as attachments
                    from attachments where owner = u.address and state = 'ready') a
   where u.address = $1`;

const MOST = `
  select a.owner as address, a.bytes as "storedBytes", a.attachments, u.storage_limit as limit
    from (select owner, sum(size)::bigint as bytes, count(*) as attachments from attachments
           where owner is not null and state = 'ready' group by owner order by 2 desc, 1 limit $1) a
    left join users u on u.address = a.owner
   order by 2 desc, 1`;
