import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { ProblemError } from '@iimp/protocol/problem';
import type { Client } from 'minio';
import type { BlobReader, BlobStore, ByteRange, ListedBlob, OnBytes, PutOptions, StoredBlob } from './blob-store.js';
import { blobNotFound, RangeNotSatisfiableError, storeUnavailable } from './errors.js';
import { Meter } from './internal/meter.js';
import { checkRange } from './internal/range.js';
import { PART_BYTES, PartBuffers } from './internal/part-buffers.js';
import { S3Upload } from './internal/s3-upload.js';
import { timedTransport } from './internal/s3-transport.js';
import { guardSource } from './internal/source.js';
import { checkKey, isKey } from './key.js';

/** As many as `api` lets uploads be at once, and within the memory that it is given. */
const PART_BUFFERS = 64;
/** Objects in one answer to a list. */
const PAGE = 1_000;

/** How to reach an S3 service. */
export interface S3Options {
  /** `https://host[:port]` or `http://host[:port]`. */
  endpoint: string;
  /** Default `us-east-1`: given, it saves one look-up per bucket, and servers other than Amazon's accept it. */
  region?: string;
  accessKey: string;
  secretKey: string;
  /** How long the service may be silent within one request, in milliseconds. Default 30,000. */
  timeoutMs?: number;
}

/**
 * Blobs as objects of one bucket. A blob of at most one part is one PUT; a larger one is a multipart upload that is read
 * ahead while two parts are on their way, so a `put` holds at most three (24 MiB) whatever the size, all of them together 64 (512 MiB), and that is
 * aborted when anything fails.
 */
export class S3BlobStore implements BlobStore {
  private readonly endpoint: URL;
  private readonly transport: ReturnType<typeof timedTransport>;
  private readonly buffers = new PartBuffers(PART_BUFFERS);
  private opened: Promise<Client> | undefined;

  constructor(
    readonly bucket: string,
    readonly prefix: string,
    private readonly options: S3Options,
    private readonly onBytes?: OnBytes,
  ) {
    this.endpoint = new URL(options.endpoint);
    const { protocol } = this.endpoint;
    if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError(`not an S3 endpoint: ${options.endpoint}`);
    this.transport = timedTransport(protocol === 'https:', options.timeoutMs ?? 30_000);
  }

  async ready(): Promise<void> {
    const client = await this.client();
    const exists = await client.bucketExists(this.bucket).catch((error: unknown) => {
      throw storeUnavailable(`reach bucket ${this.bucket}`, error);
    });
    if (!exists) throw storeUnavailable('start', new Error(`there is no bucket ${this.bucket}`));
  }

  async put(key: string, stream: Readable, options: PutOptions): Promise<StoredBlob> {
    const source = guardSource(stream, options.signal);
    const meter = new Meter(options, this.onBytes);
    const upload = new S3Upload(await this.client(), this.bucket, this.nameOf(key), this.buffers);
    try {
      for await (const chunk of source) {
        meter.add(chunk);
        await upload.add(chunk);
      }
      const stored = meter.finish();
      options.signal?.throwIfAborted();
      await upload.finish();
      return stored;
    } catch (error) {
      stream.destroy();
      await upload.abort();
      throw options.signal?.aborted ? options.signal.reason : error;
    }
  }

  async get(key: string, range?: ByteRange): Promise<BlobReader> {
    if (range) checkRange(range);
    const name = this.nameOf(key);
    const client = await this.client();
    try {
      if (!range || (range.start === 0 && range.end === undefined)) {
        const stream = await client.getObject(this.bucket, name);
        const size = Number((stream as IncomingMessage).headers['content-length']);
        if (range && size === 0) throw new RangeNotSatisfiableError(size);
        return { size, stream };
      }
      const length = range.end === undefined ? 0 : range.end - range.start + 1; // 0: to the end
      const stream = await client.getPartialObject(this.bucket, name, range.start, length);
      return { size: totalOf(stream as IncomingMessage), stream };
    } catch (error) {
      if (error instanceof RangeNotSatisfiableError) throw error;
      const code = codeOf(error);
      if (isMissing(code)) throw blobNotFound();
      if (code === 'InvalidRange') throw new RangeNotSatisfiableError((await this.stat(key))?.size ?? 0);
      throw storeUnavailable('read', error);
    }
  }

  async stat(key: string): Promise<{ size: number } | undefined> {
    const name = this.nameOf(key);
    const client = await this.client();
    try {
      const { size } = await client.statObject(this.bucket, name);
      return { size };
    } catch (error) {
      if (isMissing(codeOf(error))) return undefined;
      throw storeUnavailable('read', error);
    }
  }

  async delete(key: string): Promise<void> {
    const name = this.nameOf(key);
    const client = await this.client();
    await client.removeObject(this.bucket, name).catch((error: unknown) => {
      if (!isMissing(codeOf(error))) throw storeUnavailable('delete', error);
    });
  }

  async *list({ after }: { after?: string } = {}): AsyncGenerator<ListedBlob> {
    const client = await this.client();
    const prefix = this.prefix && `${this.prefix}/`;
    const startAfter = after === undefined ? '' : this.nameOf(after);
    let token: string | undefined = '';
    while (token !== undefined) {
      const page: Page = await client
        .listObjectsV2Query(this.bucket, prefix, token, '', PAGE, startAfter)
        .catch((error: unknown) => {
          throw storeUnavailable('list', error);
        });
      for (const { name, size, lastModified } of page.objects) {
        const key = name?.slice(prefix.length) ?? '';
        if (isKey(key) && lastModified) yield { key, size, modifiedAt: new Date(lastModified).getTime() };
      }
      token = page.isTruncated ? page.nextContinuationToken : undefined;
    }
  }

  async sweep(olderThanMs: number, now = Date.now()): Promise<number> {
    let aborted = 0;
    const client = await this.client();
    try {
      const prefix = this.prefix && `${this.prefix}/`;
      let [keyMarker, uploadMarker, more] = ['', '', true];
      while (more) {
        const page = await client.listIncompleteUploadsQuery(this.bucket, prefix, keyMarker, uploadMarker, '');
        for (const { key, uploadId, initiated } of page.uploads) {
          if (now - initiated.getTime() < olderThanMs) continue;
          await client.abortMultipartUpload(this.bucket, key, uploadId);
          aborted += 1;
        }
        [keyMarker, uploadMarker, more] = [page.nextKeyMarker, page.nextUploadIdMarker, page.isTruncated];
      }
    } catch (error) {
      throw storeUnavailable('clean up', error);
    }
    return aborted;
  }

  async close(): Promise<void> {
    this.transport.agent.destroy();
  }

  /** Loaded at the first use: a process with a file store has no need for the library. */
  private client(): Promise<Client> {
    this.opened ??= import('minio').then(({ Client }) => {
      const { endpoint, options, transport } = this;
      const client = new Client({
        endPoint: endpoint.hostname.replace(/^\[|\]$/g, ''),
        ...(endpoint.port && { port: Number(endpoint.port) }),
        useSSL: endpoint.protocol === 'https:',
        region: options.region || 'us-east-1',
        accessKey: options.accessKey,
        secretKey: options.secretKey,
        partSize: PART_BYTES,
        transport: transport.transport,
        transportAgent: transport.agent,
        // Its own retry writes to the console and does not know our deadlines; parts are retried in S3Upload.
        retryOptions: { disableRetry: true },
      });
      // Over plain HTTP too, bodies are not part of the signature but have their MD5 beside them: see the README, 2026-11-28.
      client.enableSHA256 = false;
      return client;
    });
    return this.opened;
  }

  private nameOf(key: string): string {
    return this.prefix ? `${this.prefix}/${checkKey(key)}` : checkKey(key);
  }
}

/** What the client gives of an answer to a list; its types know less. */
interface Page {
  objects: { name?: string | undefined; size: number; lastModified?: Date | undefined }[];
  isTruncated: boolean;
  nextContinuationToken: string;
}

/** The whole size from `Content-Range: bytes 0-9/100`. */
function totalOf(response: IncomingMessage): number {
  const total = /\/(\d+)$/.exec(response.headers['content-range'] ?? '')?.[1];
  if (total !== undefined) return Number(total);
  response.destroy();
  throw new ProblemError('unavailable', 'the blob store ignored a range');
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';
const isMissing = (code: string): boolean => code === 'NotFound' || code === 'NoSuchKey';
