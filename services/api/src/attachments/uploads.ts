import type { Readable } from 'node:stream';
import type { UploadResult } from '@iimp/proto/types';
import type { BlobStore, StoredBlob } from '@iimp/blobs/blob-store';
import { newId } from '@iimp/protocol/ids';
import { ProblemError } from '@iimp/protocol/problem';
import type { Attachments } from '@iimp/storage/attachments';
import type { UploadSlots } from './upload-slots.js';

export interface UploadsOptions {
  attachments: Pick<Attachments, 'createUpload' | 'markReady' | 'abandonUpload'>;
  blobs: Pick<BlobStore, 'put' | 'delete'>;
  slots: UploadSlots;
  maxBytes: number;
  now: () => number;
}

/** Uploads of ciphertext (profile §7, spec §9): streamed into the blob store, measured and hashed on the way, never gathered. */
export class Uploads {
  constructor(private readonly options: UploadsOptions) {}

  /**
   * @param declared `Content-Length`, where it is given
   * @param open gives the body, once it is wanted
   * @throws ProblemError `too_large`; `invalid_request` for a body that ends early; `rate_limited`, `unavailable`
   */
  async store(user: string, declared: number | undefined, open: () => Readable): Promise<UploadResult> {
    const { maxBytes, slots } = this.options;
    if (declared !== undefined && declared > maxBytes)
      throw new ProblemError('too_large', `body: more than ${maxBytes} bytes`);
    const leave = slots.take(user);
    try {
      return await this.take(user, open);
    } finally {
      leave();
    }
  }

  private async take(owner: string, open: () => Readable): Promise<UploadResult> {
    const { attachments, blobs, maxBytes, now } = this.options;
    const attachmentId = newId(now());
    const blobKey = `uploads/${attachmentId}`;
    // Noted first: whatever happens now, the blob is known to somebody who can remove it.
    await attachments.createUpload({ attachmentId, owner, blobKey, now: now() });
    let stored: StoredBlob | undefined;
    try {
      stored = await blobs.put(blobKey, open(), { maxBytes });
      if (!(await attachments.markReady({ attachmentId, owner, ...stored })))
        throw new ProblemError('unavailable', 'the upload took too long');
      return { attachment_id: attachmentId, size: stored.size, sha256: stored.sha256 };
    } catch (error) {
      await this.abandon(attachmentId, owner, stored && blobKey);
      throw error;
    }
  }

  /** What cannot be removed now is found again as a stale upload. */
  private async abandon(attachmentId: string, owner: string, blobKey: string | undefined): Promise<void> {
    const { attachments, blobs } = this.options;
    try {
      if (blobKey !== undefined) await blobs.delete(blobKey);
      await attachments.abandonUpload(attachmentId, owner);
    } catch {
      // The error that led here says more.
    }
  }
}
