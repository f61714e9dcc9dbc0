import type { Readable } from 'node:stream';
import type { UploadResult } from '@iimp/proto/types';
import type { BlobStore } from '@iimp/blobs/blob-store';
import { newId } from '@iimp/protocol/ids';
import { ProblemError } from '@iimp/protocol/problem';
import type { Attachments } from '@iimp/storage/attachments';
import type { Slots } from '@iimp/platform/http/slots';

export interface UploadsOptions {
  attachments: Pick<Attachments, 'createUpload' | 'markReady' | 'abandonUpload' | 'blobRemoved' | 'room'>;
  blobs: Pick<BlobStore, 'put' | 'delete'>;
  slots: Slots;
  maxBytes: number;
  /** What a user may store where nothing is set for that user; undefined: no limit. */
  userBytes?: number | undefined;
  now: () => number;
}

/** Uploads of ciphertext (profile §7, spec §9): streamed into the blob store, measured and hashed on the way, never gathered. */
export class Uploads {
  constructor(private readonly options: UploadsOptions) {}

  /**
   * @param declared `Content-Length`, where it is given
   * @param open gives the body, once it is wanted
   * @throws ProblemError `too_large`; `quota_exceeded`; `invalid_request` for a body that ends early; `rate_limited`, `unavailable`
   */
  async store(user: string, declared: number | undefined, open: () => Readable): Promise<UploadResult> {
    const { attachments, maxBytes, slots, userBytes } = this.options;
    if (declared !== undefined && declared > maxBytes)
      throw new ProblemError('too_large', `body: more than ${maxBytes} bytes`);
    const room = await attachments.room(user, userBytes);
    if (room !== undefined && (declared ?? 1) > room) throw full();
    const leave = slots.take(user);
    try {
      return await this.take(user, open, room);
    } finally {
      leave();
    }
  }

  private async take(owner: string, open: () => Readable, room: number | undefined): Promise<UploadResult> {
    const { attachments, blobs, userBytes, now } = this.options;
    const maxBytes = Math.min(this.options.maxBytes, room ?? Infinity);
    const attachmentId = newId(now());
    const blobKey = `uploads/${attachmentId}`;
    // Noted first: whatever happens now, the blob is known to somebody who can remove it.
    await attachments.createUpload({ attachmentId, owner, blobKey, now: now() });
    try {
      const stored = await blobs.put(blobKey, open(), { maxBytes });
      const outcome = await attachments.markReady({ attachmentId, owner, ...stored }, userBytes);
      if (outcome === 'gone') {
        // Whoever removed the row may have looked for the blob too early.
        await blobs.delete(blobKey);
        throw new ProblemError('unavailable', 'the upload took too long');
      }
      // Others that ended meanwhile took the room.
      if (outcome === 'full') throw full();
      return { attachment_id: attachmentId, size: stored.size, sha256: stored.sha256 };
    } catch (error) {
      await this.abandon(attachmentId, owner);
      throw maxBytes < this.options.maxBytes && isTooLarge(error) ? full() : error;
    }
  }

  /**
   * The row first: where only the answer to `markReady` was lost the upload is ready, and its blob stays. What cannot be removed now is
   * found again, as a stale upload or as a blob to be removed.
   */
  private async abandon(attachmentId: string, owner: string): Promise<void> {
    const { attachments, blobs } = this.options;
    try {
      const blobKey = await attachments.abandonUpload(attachmentId, owner);
      if (blobKey === undefined) return;
      await blobs.delete(blobKey);
      await attachments.blobRemoved(blobKey);
    } catch {
      // The error that led here says more.
    }
  }
}

const full = (): ProblemError => new ProblemError('quota_exceeded', 'the body is more than this user may still store');
const isTooLarge = (error: unknown): boolean => error instanceof ProblemError && error.code === 'too_large';
