import type { Readable } from 'node:stream';
import type { UploadResult } from '@iimp/proto/types';
import type { BlobStore, StoredBlob } from '@iimp/blobs/blob-store';
import { newId } from '@iimp/protocol/ids';
import { ProblemError } from '@iimp/protocol/problem';
import type { Attachments } from '@iimp/storage/attachments';
import type { TransferSlots } from './transfer-slots.js';

export interface UploadsOptions {
  attachments: Pick<Attachments, 'createUpload' | 'markReady' | 'abandonUpload' | 'room'>;
  blobs: Pick<BlobStore, 'put' | 'delete'>;
  slots: TransferSlots;
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
    let stored: StoredBlob | undefined;
    try {
      stored = await blobs.put(blobKey, open(), { maxBytes });
      const outcome = await attachments.markReady({ attachmentId, owner, ...stored }, userBytes);
      if (outcome === 'gone') throw new ProblemError('unavailable', 'the upload took too long');
      // Others that ended meanwhile took the room.
      if (outcome === 'full') throw full();
      return { attachment_id: attachmentId, size: stored.size, sha256: stored.sha256 };
    } catch (error) {
      await this.abandon(attachmentId, owner, stored && blobKey);
      throw maxBytes < this.options.maxBytes && isTooLarge(error) ? full() : error;
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

const full = (): ProblemError => new ProblemError('quota_exceeded', 'the body is more than this user may still store');
const isTooLarge = (error: unknown): boolean => error instanceof ProblemError && error.code === 'too_large';
