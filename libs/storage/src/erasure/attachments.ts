import type { Database, Queryable } from '../database.js';
import { textArray, uuidArray } from '../internal/pg-array.js';
import { count, type ErasedUser, type StepOptions } from './counts.js';

/** An attachment by its key. */
export interface AttachmentKey {
  id: string;
  origin: string;
}

const keysOf = (rows: readonly AttachmentKey[]): unknown[] => [
  uuidArray(rows.map(({ id }) => id)),
  textArray(rows.map(({ origin }) => origin)),
];

/** $1 user, $2 how many. */
export const UNGRANT = `
  with chosen as (select attachment_id, origin, grantee from attachment_grants where grantee || '' = $1 limit $2)
  delete from attachment_grants g using chosen c
   where g.attachment_id = c.attachment_id and g.origin = c.origin and g.grantee = c.grantee
  returning g.attachment_id::text as id, g.origin`;

/** $1 user, $2 how many. */
export const DISOWN = `
  with chosen as (
    select attachment_id, origin from (
      (select attachment_id, origin from attachments where owner = $1 and state = 'ready' limit $2)
      union all
      (select attachment_id, origin from attachments
        where owner = $1 and owner is not null and state = 'pending' order by created_at limit $2)) owned limit $2)
  update attachments a set owner = null, state = case when a.state = 'pending' then 'failed' else a.state end
    from chosen c where a.attachment_id = c.attachment_id and a.origin = c.origin
  returning a.attachment_id::text as id, a.origin`;

const ROUNDS = { attachment_grants: UNGRANT, attachments_disowned: DISOWN };

/**
 * Takes a user's grants away, gives up what the user owned, and removes what then nobody may read.
 * @returns false when it was asked to stop before
 */
export async function eraseAttachments(
  db: Database,
  { address }: ErasedUser,
  options: StepOptions & { now: number },
): Promise<boolean> {
  const { batch, removed, now, isStopping } = options;
  for (const [what, text] of Object.entries(ROUNDS)) {
    for (let more = true; more;) {
      const [rows, gone] = await db.transaction(`erasure-${what}`, async (tx) => {
        const rows = await tx.query<AttachmentKey>(`erasure-${what}`, text, [address, batch]);
        return [rows.length, await removeUnreadable(tx, rows, now)];
      });
      count(removed, what, rows);
      count(removed, 'attachments', gone);
      more = rows === batch;
      if (more && isStopping()) return false;
    }
  }
  return true;
}

/** The rows' locks come first: a writer that names one of them has it either before, and its grant is seen, or finds it gone. */
const LOCK = `
  select 1 from unnest($1::uuid[], $2::text[]) as n(id, origin)
    join attachments a on a.attachment_id = n.id and a.origin = n.origin
   order by n.id, n.origin for update of a`;

const REMOVE = `
  with gone as (
    delete from attachments a using unnest($1::uuid[], $2::text[]) as n(id, origin)
     where a.attachment_id = n.id and a.origin = n.origin and a.owner is null
       and not exists (select 1 from attachment_grants g where g.attachment_id = a.attachment_id and g.origin = a.origin)
    returning a.attachment_id, a.origin, a.blob_key),
  fetches as (
    delete from attachment_fetches f using gone g where f.attachment_id = g.attachment_id and f.origin = g.origin)
  insert into blob_removals (blob_key, due_at) select blob_key, $3::bigint from gone on conflict do nothing
  returning 1`;

/** Removes those of these attachments that nobody owns and nobody may read; their blobs go after the commit. @returns how many */
export async function removeUnreadable(tx: Queryable, keys: readonly AttachmentKey[], dueAt: number): Promise<number> {
  if (keys.length === 0) return 0;
  const sorted = [...keys].sort((a, b) => (a.id + a.origin < b.id + b.origin ? -1 : 1));
  await tx.query('attachments-lock', LOCK, keysOf(sorted));
  return (await tx.query('attachments-remove', REMOVE, [...keysOf(sorted), dueAt])).length;
}

/** $1 cutoff, $2 how many. What is being uploaded or fetched is somebody's to finish. */
const AGED = `
  select attachment_id::text as id, origin from attachments
   where coalesce(named_at, created_at) < $1::bigint and state <> 'pending'
   order by coalesce(named_at, created_at) limit $2::int`;

/** Named since it was chosen: it stays. */
const REMOVE_AGED = `
  with gone as (
    delete from attachments a using unnest($1::uuid[], $2::text[]) as n(id, origin)
     where a.attachment_id = n.id and a.origin = n.origin and coalesce(a.named_at, a.created_at) < $4::bigint
    returning a.attachment_id, a.origin, a.blob_key),
  grants as (
    delete from attachment_grants g using gone where g.attachment_id = gone.attachment_id and g.origin = gone.origin)
  insert into blob_removals (blob_key, due_at) select blob_key, $3::bigint from gone on conflict do nothing
  returning 1`;

/** Removes attachments that no message named since `cutoff`, in the caller's transaction. @returns how many it looked at, and how many it removed */
export async function removeAged(
  tx: Queryable,
  { cutoff, batch, dueAt }: { cutoff: number; batch: number; dueAt: number },
): Promise<[number, number]> {
  const keys = await tx.query<AttachmentKey>('attachments-aged', AGED, [cutoff, batch]);
  if (keys.length === 0) return [0, 0];
  const sorted = keys.sort((a, b) => (a.id + a.origin < b.id + b.origin ? -1 : 1));
  await tx.query('attachments-lock', LOCK, keysOf(sorted));
  const gone = await tx.query('attachments-remove-aged', REMOVE_AGED, [...keysOf(sorted), dueAt, cutoff]);
  return [keys.length, gone.length];
}
