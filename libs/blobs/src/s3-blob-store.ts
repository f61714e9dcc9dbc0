import { FileBlobStore } from './file-blob-store.js';

/** How to reach an S3 service. */
export interface S3Options {
  /** `https://host[:port]` or `http://host[:port]`. */
  endpoint: string;
  /** Default `us-east-1`. */
  region?: string;
  accessKey: string;
  secretKey: string;
}

export class S3BlobStore extends FileBlobStore {
  constructor(
    readonly bucket: string,
    readonly prefix: string,
    readonly options: S3Options,
  ) {
    super('');
  }
}
