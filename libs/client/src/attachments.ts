/** Attachments up and down (profile §7, §8): encrypted on the way, checked on the way back, a few chunks in memory at a time. */
import type { UploadResult } from '@iimp/proto/types';
import { type ByteStream, decryptAttachment, encryptAttachment, type MessageAttachment } from '@iimp/crypto/attachment';

import { createSha256, type Sha256, toHex } from '@iimp/crypto/sha256';
import { ApiError, NetworkError } from './errors.js';
import { pause } from './http.js';
import type { Session } from './session.js';

/** Bytes of plaintext so far, and of all where that is known. */
export type Progress = (done: number, total: number | undefined) => void;

export interface Upload {
  bytes: ByteStream;
  name: string;
  mediaType: string;
  /** Bytes, for progress. */
  size?: number;
  onProgress?: Progress;
  signal?: AbortSignal;
}

export interface Download {
  onProgress?: Progress;
  /** How long a file that the home server is still fetching is waited for; default 60 s. */
  waitMs?: number;
  signal?: AbortSignal;
}

/** Tries without a byte of progress before a download is given up. */
const MOST_STALLS = 5;

/** Encrypts and uploads; the result goes into a message. Throws ApiError `too_large`, `quota_exceeded`, and what `bytes` fails with. */
export async function upload(session: Session, file: Upload): Promise<MessageAttachment> {
  const source = new Source(file);
  const { key, stream } = encryptAttachment(source);
  const hash = createSha256();
  const send = async (): Promise<UploadResult> =>
    session.json({
      method: 'POST',
      path: 'attachments',
      body: await requestBody(tap(stream, (piece) => hash.update(piece))),
      headers: { 'content-type': 'application/octet-stream' },
      holdMs: 3_600_000,
      ...(file.signal ? { signal: file.signal } : {}),
    });
  const result = await send()
    .catch((error: unknown) => {
      throw source.failure ?? error;
    })
    .finally(() => source.close());
  if (result.sha256 !== toHex(hash.digest())) throw new Error('the server stored something else than was sent');
  return {
    attachment_id: result.attachment_id,
    key,
    name: file.name,
    media_type: file.mediaType,
    size: source.size,
    stored: { size: result.size, sha256: result.sha256 },
  };
}

/**
 * The bytes of an upload, read from the start on: a file that cannot be opened says so to a reader. What it fails with is told apart from the
 * network's failures, and it is closed whatever becomes of the request, whose body nobody cancels after an abort or an early answer.
 */
class Source implements AsyncIterable<Uint8Array> {
  /** Bytes so far. */
  size = 0;
  failure: unknown;
  private readonly pieces: AsyncGenerator<Uint8Array>;
  private readonly first: Promise<IteratorResult<Uint8Array>>;

  constructor(file: Upload) {
    this.pieces = this.read(file);
    this.first = this.pieces.next();
    this.first.catch(() => undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const { done, value } = await this.first;
    if (done) return;
    yield value;
    yield* this.pieces;
  }

  close(): void {
    this.pieces.return(undefined).catch(() => undefined);
  }

  private async *read({ bytes, size, onProgress }: Upload): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of bytes) {
        this.size += piece.length;
        onProgress?.(this.size, size);
        yield piece;
      }
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

/** The plaintext. What was yielded is complete and right only when the stream ends without an error. */
export async function* download(
  session: Session,
  file: MessageAttachment,
  options: Download,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const piece of decryptAttachment(ciphertext(session, file, options), file.key)) {
    done += piece.length;
    options.onProgress?.(done, file.size);
    yield piece;
  }
}

/** The stored bytes, gone on with after a cut, checked against the size and hash that the message names. */
async function* ciphertext(session: Session, file: MessageAttachment, options: Download): AsyncGenerator<Uint8Array> {
  const hash = createSha256();
  let at = 0;
  for (let stalls = 0; at < file.stored.size;) {
    const before = at;
    try {
      for await (const piece of await open(session, file, at, options)) {
        at += piece.length;
        if (at > file.stored.size) throw new Error('the attachment is longer than its message says');
        hash.update(piece);
        yield piece;
      }
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      options.signal?.throwIfAborted();
    }
    stalls = at > before ? 0 : stalls + 1;
    if (stalls > MOST_STALLS) throw new NetworkError('the download makes no progress');
    if (stalls > 0) await pause(250 * 2 ** stalls, options.signal);
  }
  checkHash(hash, file);
}

function checkHash(hash: Sha256, file: MessageAttachment): void {
  if (toHex(hash.digest()) !== file.stored.sha256) throw new Error('the attachment is not the one its message names');
}

async function open(
  session: Session,
  file: MessageAttachment,
  from: number,
  options: Download,
): Promise<AsyncIterable<Uint8Array>> {
  const end = Date.now() + (options.waitMs ?? 60_000);
  for (;;) {
    try {
      const response = await session.request({
        method: 'GET',
        // Another sender may use the same id: our server takes the hash that the message names, others do not know the parameter.
        path: `attachments/${file.attachment_id}?sha256=${file.stored.sha256}`,
        repeatable: true,
        streamed: true,
        headers: { accept: 'application/octet-stream', ...(from > 0 ? { range: `bytes=${from}-` } : {}) },
        ...(options.signal ? { signal: options.signal } : {}),
      });
      if (from > 0 && response.status !== 206) throw new Error('the server does not go on where the download was cut');
      return pieces(response);
    } catch (error) {
      const pending = error instanceof ApiError && error.code === 'attachment_pending';
      if (!pending || Date.now() >= end) throw error;
      await pause(Math.min(error.retryAfterMs ?? 1_000, 5_000), options.signal);
    }
  }
}

/** Browsers do not all iterate over a ReadableStream. */
async function* pieces(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (let next = await read(reader); !next.done; next = await read(reader)) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function read(reader: ReadableStreamDefaultReader<Uint8Array>): ReturnType<typeof reader.read> {
  return reader.read().catch((cause: unknown) => {
    throw new NetworkError('the answer was cut', { cause });
  });
}

async function* tap(source: ByteStream, see: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    see(piece);
    yield piece;
  }
}

/**
 * A stream in Node. Browsers get the whole as a Blob, which they keep on disk: those that know streams as bodies send them by
 * HTTP/2 alone (Chromium: ERR_H2_OR_QUIC_REQUIRED), which asking what they know does not tell.
 */
async function requestBody(source: AsyncGenerator<Uint8Array>): Promise<NonNullable<RequestInit['body']>> {
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await source.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await source.return(undefined);
    },
  });
  return isNode() ? stream : new Response(stream).blob();
}

function isNode(): boolean {
  return (globalThis as { process?: { getBuiltinModule?: unknown } }).process?.getBuiltinModule !== undefined;
}
