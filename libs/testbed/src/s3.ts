import * as http from 'node:http';
import * as https from 'node:https';
import { Client } from 'minio';
import { isAbandoned, line, runLocal, uniqueName } from './local-scripts.js';

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

/** Makes an empty bucket. A service that is silent for `silentMs` within a request, as one whose disk is full, is an Error. */
export async function createBucket(service: S3Service, silentMs = 60_000): Promise<TestBucket> {
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
    transport: impatient(useSSL ? https : http, silentMs),
  });
  for (const { name } of await client.listBuckets()) {
    if (isAbandoned(name)) await removeBucket(client, name).catch(() => undefined);
  }
  const name = uniqueName('bucket');
  await client.makeBucket(name);
  return { name, list: () => list(client, name), remove: () => removeBucket(client, name) };
}

/** The library itself waits without end. */
function impatient(module: typeof http | typeof https, silentMs: number): Pick<typeof http, 'request'> {
  const request = (options: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void) => {
    const outgoing = module.request({ ...options, timeout: silentMs }, onResponse);
    return outgoing.on('timeout', () => outgoing.destroy(new Error(`the S3 service was silent for ${silentMs} ms`)));
  };
  return { request } as Pick<typeof http, 'request'>;
}

async function list(client: Client, bucket: string): Promise<string[]> {
  const names: string[] = [];
  for await (const object of client.listObjectsV2(bucket, '', true)) names.push((object as { name: string }).name);
  return names;
}

async function removeBucket(client: Client, bucket: string): Promise<void> {
  const { uploads } = await client.listIncompleteUploadsQuery(bucket, '', '', '', '');
  for (const { key, uploadId } of uploads) await client.abortMultipartUpload(bucket, key, uploadId);
  const names = await list(client, bucket);
  if (names.length > 0) await client.removeObjects(bucket, names);
  await client.removeBucket(bucket);
}
