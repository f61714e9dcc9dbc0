import { finished, type Readable } from 'node:stream';
import type { BlobStore } from '@iimp/blobs/blob-store';
import { ProblemError } from '@iimp/protocol/problem';
import type { Attachment, Attachments } from '@iimp/storage/attachments';
import { type Range, readRange, unsatisfiable } from '@iimp/platform/http/byte-range';
import { matchesTag } from '@iimp/platform/http/conditional';
import type { Slots } from '@iimp/platform/http/slots';

export interface DownloadsOptions {
  attachments: Pick<Attachments, 'findForUser'>;
  blobs: Pick<BlobStore, 'get'>;
  slots: Slots;
  now: () => number;
}

/** The fields of a request that decide how much is sent. */
export interface DownloadFields {
  range?: string | undefined;
  'if-range'?: string | undefined;
  'if-none-match'?: string | undefined;
}

export interface Download {
  status: 200 | 206 | 304 | 416;
  headers: Record<string, string>;
  /** A stream: read it to the end, or destroy it. */
  body?: Readable | Buffer;
}

/** Downloads of ciphertext (profile §7): what the user uploaded or was sent; everything else is as if it were not there. */
export class Downloads {
  constructor(private readonly options: DownloadsOptions) {}

  /**
   * @param wanted `sha256` tells apart what several domains gave the same id
   * @throws ProblemError `not_found`; `attachment_pending` with the seconds after which to ask again; `invalid_request` for a bad range; `rate_limited`, `unavailable`
   */
  async open(user: string, wanted: { id: string; sha256?: string }, fields: DownloadFields): Promise<Download> {
    const attachment = await this.options.attachments.findForUser(wanted.id, user, wanted.sha256);
    if (!attachment) throw notFound();
    if (attachment.state !== 'ready') throw this.notReady(attachment);
    const { size, sha256, blobKey } = attachment;
    if (size === null || sha256 === null) throw notFound();
    const tag = `"${sha256}"`;
    const headers = { etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'private, max-age=31536000, immutable' };
    if (matchesTag(fields['if-none-match'], tag)) return { status: 304, headers };
    const range = ifRangeHolds(fields['if-range'], tag) ? readRange(fields.range, size) : undefined;
    if (range === 'malformed') throw new ProblemError('invalid_request', 'Range: not a range of bytes');
    if (range === 'unsatisfiable') return unsatisfiable(size);
    const body = await this.read(user, blobKey, range);
    return { status: range ? 206 : 200, headers: { ...headers, ...contentOf(range, size) }, body };
  }

  /** The place is given back with the stream's end, however it ends. */
  private async read(user: string, blobKey: string, range: Range | undefined): Promise<Readable> {
    const leave = this.options.slots.take(user);
    try {
      const { stream } = await this.options.blobs.get(blobKey, range);
      finished(stream, leave);
      return stream;
    } catch (error) {
      leave();
      throw error;
    }
  }

  private notReady({ state, owner, nextAttemptAt }: Attachment): ProblemError {
    // An upload of the user's own that is not over, or a fetch that was given up.
    if (state === 'failed' || owner !== null) return notFound();
    const wait = Math.ceil(((nextAttemptAt ?? 0) - this.options.now()) / 1_000);
    return new ProblemError('attachment_pending', 'the attachment is still being fetched', {
      retryAfterSeconds: Math.min(60, Math.max(1, wait)),
    });
  }
}

function contentOf(range: Range | undefined, size: number): Record<string, string> {
  const content = {
    'content-type': 'application/octet-stream',
    // Ciphertext is never to be shown by a browser as anything.
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
  };
  if (!range) return { ...content, 'content-length': String(size) };
  const { start, end } = range;
  return { ...content, 'content-range': `bytes ${start}-${end}/${size}`, 'content-length': String(end - start + 1) };
}

/** A range is only for who has a part of the same thing; a date cannot tell, as no `Last-Modified` is sent (RFC 9110 §13.1.5). */
function ifRangeHolds(ifRange: string | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange.trim() === tag;
}

function notFound(): ProblemError {
  return new ProblemError('not_found', 'there is no such attachment');
}
