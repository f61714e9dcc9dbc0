import type { Readable } from 'node:stream';

/** Bytes `start`…`end` of a blob, both counted from 0 and both included; without `end`, to the last byte. */
export interface ByteRange {
  start: number;
  end?: number;
}

/** What a finished `put` measured: bytes, and lower-case hex SHA-256, as the wire carries them (profile §4). */
export interface StoredBlob {
  size: number;
  sha256: string;
}

export interface PutOptions {
  /** More bytes than this fail with `too_large`, as soon as they are seen. */
  maxBytes: number;
  /** Where the true size and digest are known beforehand: anything else fails with `BlobMismatchError` and leaves nothing behind. */
  expect?: StoredBlob;
  /** Ends a `put` early; it rejects with the signal's reason and leaves nothing behind. */
  signal?: AbortSignal;
}

/** Told how many bytes of a `put` were taken, piece by piece. */
export type OnBytes = (bytes: number) => void;

export interface BlobReader {
  /** Bytes of the whole blob, whatever the range: what `Content-Range` needs. */
  size: number;
  /** The bytes asked for. The caller reads it to the end or destroys it. */
  stream: Readable;
}

/** What a list says of a blob. */
export interface ListedBlob {
  key: string;
  size: number;
  /** When it became visible, by the store's clock, ms. */
  modifiedAt: number;
}

/**
 * Named byte sequences that are written once and then only read. A blob becomes visible whole or not at all: a `put` that
 * fails, is aborted or dies with its process leaves no readable blob. Memory is bounded whatever the size. Two `put`s of
 * one key are safe (the later one to finish wins).
 *
 * Keys are `a-z 0-9 . _ -` in parts joined by `/`, at most 200 characters, no part beginning with a dot: see `checkKey`.
 */
export interface BlobStore {
  /** Rejects when the store cannot be used now: for readiness checks. Never creates a bucket. */
  ready(): Promise<void>;
  put(key: string, stream: Readable, options: PutOptions): Promise<StoredBlob>;
  /** Fails with `not_found`; a range that begins at or after the end fails with `RangeNotSatisfiableError`; a longer end is cut. */
  get(key: string, range?: ByteRange): Promise<BlobReader>;
  stat(key: string): Promise<{ size: number } | undefined>;
  /** Removing what is not there is a success. */
  delete(key: string): Promise<void>;
  /**
   * All blobs, page by page, in an order of the store's own that does not change: `after` a key it goes on behind it, whether or not that
   * one is still there. Blobs that come or go meanwhile may be missing. Objects whose name is no key are left out.
   */
  list(options?: { after?: string }): AsyncIterable<ListedBlob>;
  /**
   * Removes what `put`s of dead processes left unfinished and untouched for `olderThanMs`; returns how many. Running `put`s are
   * younger, as long as `olderThanMs` is longer than any of them waits for its next byte.
   */
  sweep(olderThanMs: number, now?: number): Promise<number>;
  close(): Promise<void>;
}
