import { domainOf } from '@iimp/protocol/address';
import type { Database } from './database.js';
import { roomOf } from './storage-use.js';
import { isUuid } from './internal/uuid.js';

export type AttachmentState = 'pending' | 'ready' | 'failed';

/** An attachment. `origin` is the domain that it was uploaded to: ids of different origins do not meet. */
export interface Attachment {
  attachmentId: string;
  origin: string;
  /** Local uploader; null for a remote one. */
  owner: string | null;
  state: AttachmentState;
  /** Bytes of ciphertext; null while an upload is under way. */
  size: number | null;
  /** Lower-case hex of the ciphertext; null while an upload is under way. */
  sha256: string | null;
  /** Key in the blob store. */
  blobKey: string;
  createdAt: number;
  /** Of a pending remote one that waits: when the next fetch is due, ms. Null while it is being fetched. */
  nextAttemptAt: number | null;
}

/** Uploads and who may read what (profile §6.2, §7). Grants are written by MessageWriter with the message. */
export class Attachments {
  constructor(private readonly db: Database) {}

  /** Notes an upload that begins. Its origin is the owner's domain. */
  async createUpload(upload: { attachmentId: string; owner: string; blobKey: string; now: number }): Promise<void> {
    await this.db.query(
      'upload-create',
      `insert into attachments (attachment_id, origin, owner, state, blob_key, created_at) values ($1, $2, $3, 'pending', $4, $5)`,
      [upload.attachmentId, domainOf(upload.owner), upload.owner, upload.blobKey, upload.now],
    );
  }

  /**
   * Makes an upload usable in messages. `gone`: there is no such pending upload of the owner. `full`: the owner may not store so much.
   * @param limit of the owner, where none is set; undefined: no limit
   */
  async markReady(
    upload: { attachmentId: string; owner: string; size: number; sha256: string },
    limit?: number,
  ): Promise<'ready' | 'gone' | 'full'> {
    return this.db.transaction('upload-ready', async (tx) => {
      // Uploads of one user that end at once are counted one after the other.
      const room = await roomOf(tx, upload.owner, limit, 'for no key update');
      if (room !== undefined && upload.size > room) return 'full';
      const rows = await tx.query(
        'upload-ready',
        `update attachments set state = 'ready', size = $4, sha256 = $5
          where attachment_id = $1 and origin = $2 and owner = $3 and state = 'pending' returning 1`,
        [upload.attachmentId, domainOf(upload.owner), upload.owner, upload.size, upload.sha256],
      );
      return rows.length > 0 ? 'ready' : 'gone';
    });
  }

  /** How many bytes a user may still store; undefined: no limit. Below 0 when the limit was lowered. */
  room(owner: string, limit?: number): Promise<number | undefined> {
    return roomOf(this.db, owner, limit, '');
  }

  /** Forgets an upload that failed. @returns its blob key, to be removed */
  async abandonUpload(attachmentId: string, owner: string): Promise<string | undefined> {
    const [row] = await this.db.query<{ blob_key: string }>(
      'upload-abandon',
      `delete from attachments
        where attachment_id = $1 and origin = $2 and owner = $3 and state = 'pending' returning blob_key`,
      [attachmentId, domainOf(owner), owner],
    );
    return row?.blob_key;
  }

  /** Uploads begun before `before` (ms) and not finished, to be abandoned; oldest first. */
  staleUploads(before: number, limit: number): Promise<{ attachmentId: string; owner: string; blobKey: string }[]> {
    return this.db.query<{ attachmentId: string; owner: string; blobKey: string }>(
      'upload-stale',
      `select attachment_id::text as "attachmentId", owner, blob_key as "blobKey" from attachments
        where state = 'pending' and owner is not null and created_at < $1 order by created_at limit $2`,
      [before, limit],
    );
  }

  /** The attachment if the local user owns it or is granted it; a ready one before a pending one. */
  async findForUser(attachmentId: string, address: string): Promise<Attachment | undefined> {
    if (!isUuid(attachmentId)) return undefined;
    const [row] = await this.db.query<Attachment>(
      'attachment-for-user',
      `${SELECT}
        where a.attachment_id = $1 and (a.owner = $2 or ${GRANTED})
        order by a.state <> 'ready', a.state <> 'pending', a.created_at limit 1`,
      [attachmentId, address],
    );
    return row;
  }

  /** The ready attachment if the remote domain has a participant in a message that references it (profile §6.2). */
  async findForDomain(attachmentId: string, domain: string): Promise<Attachment | undefined> {
    if (!isUuid(attachmentId)) return undefined;
    const [row] = await this.db.query<Attachment>(
      'attachment-for-domain',
      `${SELECT} where a.attachment_id = $1 and a.state = 'ready' and ${GRANTED} order by a.created_at limit 1`,
      [attachmentId, `@${domain}`],
    );
    return row;
  }
}

const SELECT = `
  select a.attachment_id::text as "attachmentId", a.origin, a.owner, a.state, a.size, a.sha256, a.blob_key as "blobKey",
         a.created_at as "createdAt",
         (select f.next_attempt_at from attachment_fetches f
           where f.attachment_id = a.attachment_id and f.origin = a.origin and f.worker is null) as "nextAttemptAt"
    from attachments a`;

/** $2 may read it. */
const GRANTED = `exists (select 1 from attachment_grants g
    where g.attachment_id = a.attachment_id and g.origin = a.origin and g.grantee = $2)`;
