import type { BlobStore } from '@iimp/blobs/blob-store';

/** The blob store as a provider of Nest. */
export class BlobSource {
  constructor(readonly blobs: BlobStore) {}
}
