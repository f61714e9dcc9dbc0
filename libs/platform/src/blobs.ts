import type { BlobStore } from '@iimp/blobs/blob-store';
import { createBlobStore } from '@iimp/blobs/create-blob-store';
import type { Config } from './config/config.js';
import { bytesPassed } from './garbage.js';

export type BlobSettings = Pick<Config, 's3Endpoint' | 's3Region' | 's3AccessKey' | 's3SecretKey'> & {
  blobsUrl: string;
};

/** The store that the settings name. */
export function openBlobs({ blobsUrl, s3Endpoint, s3Region, s3AccessKey, s3SecretKey }: BlobSettings): BlobStore {
  const s3 =
    s3Endpoint !== undefined && s3AccessKey !== undefined && s3SecretKey !== undefined
      ? { endpoint: s3Endpoint, region: s3Region, accessKey: s3AccessKey, secretKey: s3SecretKey }
      : undefined;
  return createBlobStore(blobsUrl, s3, bytesPassed);
}
