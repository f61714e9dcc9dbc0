import { createHash } from 'node:crypto';
import { ProblemError } from '@iimp/protocol/problem';
import type { OnBytes, PutOptions, StoredBlob } from '../blob-store.js';
import { BlobMismatchError } from '../errors.js';

/** Counts and digests the bytes of one `put`, and ends it at the first byte too many. */
export class Meter {
  private readonly hash = createHash('sha256');
  private size = 0;

  constructor(
    private readonly options: Pick<PutOptions, 'maxBytes' | 'expect'>,
    private readonly onBytes?: OnBytes,
  ) {}

  add(chunk: Uint8Array): void {
    this.size += chunk.byteLength;
    const { maxBytes, expect } = this.options;
    if (this.size > maxBytes) throw new ProblemError('too_large', `more than ${maxBytes} bytes`);
    if (expect && this.size > expect.size) throw new BlobMismatchError(expect, { size: this.size });
    this.hash.update(chunk);
    this.onBytes?.(chunk.byteLength);
  }

  /** What was measured, once everything has passed; throws where it is not what was promised. */
  finish(): StoredBlob {
    const stored = { size: this.size, sha256: this.hash.digest('hex') };
    const { expect } = this.options;
    if (expect && (expect.size !== stored.size || expect.sha256 !== stored.sha256)) {
      throw new BlobMismatchError(expect, stored);
    }
    return stored;
  }
}
