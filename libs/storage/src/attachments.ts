import { domainOf } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
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

  /** Notes an upload that begins. Its origin is the owner's domain. @throws ProblemError `unauthorized` when there is no such user */
  async createUpload(upload: { attachmentId: string; owner: string; blobKey: string; now: number }): Promise<void> {
    const noted = await this.db.query(
      'upload-create',
      `insert into attachments (attachment_id, origin, owner, state, blob_key, created_at)
       select $1, $2, u.address, 'pending', $4, $5 from users u where u.address = $3 returning 1`,
      [upload.attachmentId, domainOf(upload.owner), upload.owner, upload.blobKey, upload.now],
    );
    if (noted.length === 0) throw new ProblemError('unauthorized', `${upload.owner}: no such user any more`);
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

  /** Forgets an upload that is not ready. @returns its blob key; it is noted among those to be removed, until `blobRemoved` */
  async abandonUpload(attachmentId: string, owner: string): Promise<string | undefined> {
    const [row] = await this.db.query<{ blob_key: string }>(
      'upload-abandon',
      `with gone as (
         delete from attachments
          where attachment_id = $1 and origin = $2 and owner = $3 and state = 'pending' returning blob_key)
       insert into blob_removals (blob_key, due_at) select blob_key, 0 from gone
           on conflict do nothing returning blob_key`,
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

  /**
   * Keys of blobs whose attachment is gone and whose time has come, longest due first. They are due again after `againMs`: until then
   * nobody else takes them, and what could not be removed stands in nobody's way.
   */
  async takeRemovals(now: number, limit: number, againMs: number): Promise<string[]> {
    const rows = await this.db.query<{ key: string }>(
      'blob-removals-take',
      `update blob_removals set due_at = $3 where blob_key in (
         select blob_key from blob_removals where due_at <= $1 order by due_at limit $2 for update skip locked)
       returning blob_key as key`,
      [now, limit, now + againMs],
    );
    return rows.map(({ key }) => key);
  }

  /** The blob is removed from the store. */
  async blobRemoved(key: string): Promise<void> {
    await this.db.query('blob-removed', 'delete from blob_removals where blob_key = $1', [key]);
  }

  /**
   * The attachment if the local user owns it or is granted it. Of several, which came from different domains with one id: the one of
   * `sha256` where that is given, else a ready one before a pending one.
   */
  async findForUser(attachmentId: string, address: string, sha256?: string): Promise<Attachment | undefined> {
    if (!isUuid(attachmentId)) return undefined;
    const [row] = await this.db.query<Attachment>(
      'attachment-for-user',
      `${SELECT}
        where a.attachment_id = $1 and (a.owner = $2 or ${GRANTED}) and ($3::text is null or a.sha256 = $3)
        order by a.state <> 'ready', a.state <> 'pending', a.created_at limit 1`,
      [attachmentId, address, sha256 ?? null],
    );
    return row;
  }

  /**
   * The ready attachment if the remote domain has a participant in a message of ours that references it (profile §6.2). Who sends on
   * what came from elsewhere stands for it: receivers ask the sender's domain. `asked`, the domain that is asked, decides between two of one id.
   */
  async findForDomain(attachmentId: string, domain: string, asked: string): Promise<Attachment | undefined> {
    if (!isUuid(attachmentId)) return undefined;
    const [row] = await this.db.query<Attachment>(
      'attachment-for-domain',
      `${SELECT} where a.attachment_id = $1 and a.state = 'ready' and ${GRANTED} order by a.origin <> $3, a.created_at limit 1`,
      [attachmentId, `@${domain}`, asked],
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
