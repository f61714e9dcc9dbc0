import type { BlobStore, OnBytes } from './blob-store.js';
import { FileBlobStore } from './file-blob-store.js';
import { S3BlobStore, type S3Options } from './s3-blob-store.js';

/**
 * The store that a URL names: `file:///var/lib/iimp/blobs` (made when missing) or `s3://bucket` (must exist), optionally with a
 * key prefix: `s3://bucket/prefix`.
 */
export function createBlobStore(url: string, s3?: S3Options, onBytes?: OnBytes): BlobStore {
  const parsed = new URL(url);
  if (parsed.protocol === 'file:') return new FileBlobStore(decodeURIComponent(parsed.pathname), onBytes);
  if (parsed.protocol !== 's3:')
    throw new Error(`a blob store is file:///folder or s3://bucket, not ${parsed.protocol}`);
  if (!s3) throw new Error('an s3:// blob store needs an endpoint and credentials');
  return new S3BlobStore(parsed.hostname, parsed.pathname.replace(/^\/+|\/+$/g, ''), s3, onBytes);
}
