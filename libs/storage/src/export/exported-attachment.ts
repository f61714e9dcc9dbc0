import type { Database } from '../database.js';
import { isUuid } from '../internal/uuid.js';

/** Where the content of an attachment is that a user owns or was sent. */
export interface ExportedAttachment {
  /** Bytes of ciphertext. */
  size: number;
  /** Lower-case hex of them. */
  sha256: string;
  blobKey: string;
}

/** $1 attachment, $2 origin, $3 user. */
export const EXPORTED_ATTACHMENT = `
  select a.size, a.sha256, a.blob_key as "blobKey" from attachments a
   where a.attachment_id = $1 and a.origin = $2 and a.state = 'ready'
     and exists (select 1 from users u where u.address = $3)
     and (a.owner = $3
          or exists (select 1 from attachment_grants g
                      where g.attachment_id = a.attachment_id and g.origin = a.origin and g.grantee = $3))`;

/** An attachment of the export of a user, by its key there; undefined when it is not theirs, or not here (yet). */
export async function exportedAttachment(
  db: Database,
  user: string,
  { origin, attachmentId }: { origin: string; attachmentId: string },
): Promise<ExportedAttachment | undefined> {
  if (!isUuid(attachmentId)) return undefined;
  const [row] = await db.query<ExportedAttachment>('export-attachment-of', EXPORTED_ATTACHMENT, [
    attachmentId,
    origin,
    user,
  ]);
  return row;
}
