/** Blobs that no row names: a database that was restored to an earlier state has them, of what was stored after that state. */
import type { Database } from './database.js';
import { textArray, uuidArray } from './internal/pg-array.js';

/** Keys end in the id of their attachment (`uploads/…`, `remote/…`): it is what rows are found by. */
const KEY = /^(?:uploads\/|remote\/[0-9a-f]+\/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.[0-9a-z]+)?$/;

/** $1 keys, $2 their ids. What waits for its removal has no row any more, but a time. */
export const ORPHANS = `
  select k.key from unnest($1::text[], $2::uuid[]) as k(key, id)
   where not exists (select 1 from attachments a where a.attachment_id = k.id and a.blob_key = k.key)
     and not exists (select 1 from blob_removals r where r.blob_key = k.key)`;

/**
 * Those of these keys that no attachment has and that are not to be removed anyway. An upload or a fetch has its row before its blob, and
 * no key is used twice: what has no row now never gets one. A key that is none of ours is not among them.
 */
export async function orphansAmong(db: Database, keys: readonly string[]): Promise<string[]> {
  const ours = keys.flatMap((key) => {
    const id = KEY.exec(key)?.[1];
    return id === undefined ? [] : [{ key, id }];
  });
  if (ours.length === 0) return [];
  const rows = await db.query<{ key: string }>('blob-orphans', ORPHANS, [
    textArray(ours.map(({ key }) => key)),
    uuidArray(ours.map(({ id }) => id)),
  ]);
  return rows.map(({ key }) => key);
}
