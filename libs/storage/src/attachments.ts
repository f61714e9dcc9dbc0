import type { Database } from './database.js';
import { pending } from './internal/pending.js';

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
  /** Of a pending remote one: when the next fetch is due, ms. */
  nextAttemptAt: number | null;
}

/** Uploads and who may read what (profile §6.2, §7). Grants are written by MessageWriter with the message. */
export class Attachments {
  constructor(private readonly db: Database) {}

  /** Notes an upload that begins. Its origin is the owner's domain. */
  createUpload(_upload: { attachmentId: string; owner: string; blobKey: string; now: number }): Promise<void> {
    return pending();
  }

  /** Makes an upload usable in messages. False when there is no such pending upload of the owner. */
  markReady(_upload: { attachmentId: string; owner: string; size: number; sha256: string }): Promise<boolean> {
    return pending();
  }

  /** Forgets an upload that failed. @returns its blob key, to be removed */
  abandonUpload(_attachmentId: string, _owner: string): Promise<string | undefined> {
    return pending();
  }

  /** Uploads begun before `before` (ms) and not finished, to be abandoned; oldest first. */
  staleUploads(_before: number, _limit: number): Promise<{ attachmentId: string; owner: string; blobKey: string }[]> {
    return pending();
  }

  /** The attachment if the local user owns it or is granted it; a ready one before a pending one. */
  findForUser(_attachmentId: string, _address: string): Promise<Attachment | undefined> {
    return pending();
  }

  /** The ready attachment if the remote domain has a participant in a message that references it (profile §6.2). */
  findForDomain(_attachmentId: string, _domain: string): Promise<Attachment | undefined> {
    return pending();
  }
}
