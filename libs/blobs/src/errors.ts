import { ProblemError } from '@iimp/protocol/problem';
import type { StoredBlob } from './blob-store.js';

/** The bytes that arrived are not the bytes that were promised: the size or the digest differs. Nothing was stored. */
export class BlobMismatchError extends Error {
  override readonly name = 'BlobMismatchError';

  constructor(
    readonly expected: StoredBlob,
    readonly received: { size: number; sha256?: string },
  ) {
    super(
      received.size === expected.size
        ? `expected SHA-256 ${expected.sha256}, received ${received.sha256 ?? 'unknown'}`
        : `expected ${expected.size} bytes, received ${received.size}${received.sha256 === undefined ? ' or more' : ''}`,
    );
  }
}

/** A range that begins after the blob's last byte: HTTP 416 at the edge. */
export class RangeNotSatisfiableError extends Error {
  override readonly name = 'RangeNotSatisfiableError';

  constructor(readonly size: number) {
    super(`the range begins after the last of ${size} bytes`);
  }
}

/** The store did not answer, or answered with a failure: `unavailable` (temporary), with the store's own error as `cause`. */
export function storeUnavailable(what: string, cause: unknown): ProblemError {
  return new ProblemError('unavailable', `the blob store failed to ${what}`, { cause });
}

export function blobNotFound(): ProblemError {
  return new ProblemError('not_found', 'there is no such blob');
}
