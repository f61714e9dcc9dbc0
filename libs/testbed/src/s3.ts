import { Client } from 'minio';
import { line, runLocal, uniqueName } from './local-scripts.js';

/** An S3 service and how to sign in. */
export interface S3Service {
  endpoint: string;
  region: string;
  accessKey: string;
  secretKey: string;
}

export interface TestBucket {
  name: string;
  /** Names of the objects in it, for the books of a test. */
  list(): Promise<string[]>;
  /** Empties and removes it, unfinished uploads included. */
  remove(): Promise<void>;
}

/** The service that tests share: IIMP_TEST_S3_ENDPOINT …, or what deploy/local finds or starts. */
export async function sharedS3(): Promise<S3Service> {
  const given = process.env['IIMP_TEST_S3_ENDPOINT'] !== undefined;
  const lines = given ? {} : await runLocal('s3-server', ['start']);
  const value = (name: string): string => process.env[`IIMP_TEST_${name}`] ?? line(lines, name);
  return {
    endpoint: value('S3_ENDPOINT'),
    region: process.env['IIMP_TEST_S3_REGION'] ?? lines['S3_REGION'] ?? 'us-east-1',
    accessKey: value('S3_ACCESS_KEY'),
    secretKey: value('S3_SECRET_KEY'),
  };
}

/** Makes an empty bucket. */
export async function createBucket(service: S3Service): Promise<TestBucket> {
  const { hostname, port, protocol } = new URL(service.endpoint);
  const { region, accessKey, secretKey } = service;
  const useSSL = protocol === 'https:';
  const client = new Client({
    endPoint: hostname,
    ...(port && { port: Number(port) }),
    useSSL,
    region,
    accessKey,
    secretKey,
  });
  const name = uniqueName('bucket');
  await client.makeBucket(name);
  const list = async (): Promise<string[]> => {
    const names: string[] = [];
    for await (const object of client.listObjectsV2(name, '', true)) names.push((object as { name: string }).name);
    return names;
  };
  const remove = async (): Promise<void> => {
    const { uploads } = await client.listIncompleteUploadsQuery(name, '', '', '', '');
    for (const { key, uploadId } of uploads) await client.abortMultipartUpload(name, key, uploadId);
    const names = await list();
    if (names.length > 0) await client.removeObjects(name, names);
    await client.removeBucket(name);
  };
  return { name, list, remove };
}
