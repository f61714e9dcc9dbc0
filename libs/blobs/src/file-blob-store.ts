import type { Readable } from 'node:stream';
import type { BlobReader, BlobStore, ByteRange, PutOptions, StoredBlob } from './blob-store.js';

export class FileBlobStore implements BlobStore {
  constructor(readonly folder: string) {}
  ready(): Promise<void> {
    throw new Error('not there yet');
  }
  put(_key: string, _stream: Readable, _options: PutOptions): Promise<StoredBlob> {
    throw new Error('not there yet');
  }
  get(_key: string, _range?: ByteRange): Promise<BlobReader> {
    throw new Error('not there yet');
  }
  stat(_key: string): Promise<{ size: number } | undefined> {
    throw new Error('not there yet');
  }
  delete(_key: string): Promise<void> {
    throw new Error('not there yet');
  }
  async close(): Promise<void> {}
}
