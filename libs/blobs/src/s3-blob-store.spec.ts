import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { resolve } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { Client } from 'minio';
import { generated, itIsABlobStore, key } from './blob-store.testkit.js';
import type { BlobStore } from './blob-store.js';
import { createBlobStore } from './create-blob-store.js';
import { itLeavesNothingOfFailedPuts } from './failed-puts.testkit.js';
import { PART_BYTES } from './internal/part-buffers.js';
import type { S3Options } from './s3-blob-store.js';

/** The S3 service of the environment (IIMP_TEST_S3_…), or the one that deploy/local finds or starts. */
function s3Options(): S3Options {
  const script = resolve(__dirname, '../../../deploy/local/s3-server');
  const given = process.env['IIMP_TEST_S3_ENDPOINT'] !== undefined;
  const text = given ? '' : execFileSync(script, ['start'], { encoding: 'utf8', timeout: 600_000 });
  const printed = new Map(text.split('\n').map((line) => line.split('=', 2) as [string, string]));
  const value = (name: string): string => process.env[`IIMP_TEST_${name}`] ?? printed.get(name) ?? '';
  return { endpoint: value('S3_ENDPOINT'), accessKey: value('S3_ACCESS_KEY'), secretKey: value('S3_SECRET_KEY') };
}

describe('S3 blob store', () => {
  const bucket = `iimp-test-${randomUUID()}`;
  let options: S3Options;
  let admin: Client;
  let store: BlobStore;

  beforeAll(async () => {
    options = s3Options();
    const { hostname, port } = new URL(options.endpoint);
    const { accessKey, secretKey } = options;
    admin = new Client({
      endPoint: hostname,
      port: Number(port),
      useSSL: false,
      region: 'us-east-1',
      accessKey,
      secretKey,
    });
    await admin.makeBucket(bucket);
    store = createBlobStore(`s3://${bucket}/some/prefix`, options);
  }, 600_000);

  afterAll(async () => {
    await store.sweep(-60_000);
    const names: string[] = [];
    for await (const { name } of admin.listObjectsV2(bucket, '', true)) names.push(name as string);
    await admin.removeObjects(bucket, names);
    await admin.removeBucket(bucket);
    await store.close();
  });

  const unfinished = async (): Promise<number> =>
    (await admin.listIncompleteUploadsQuery(bucket, '', '', '', '')).uploads.length;

  itIsABlobStore(() => ({ store, unfinished }));
  itLeavesNothingOfFailedPuts(() => ({ store, unfinished }));

  it('keeps to its prefix', async () => {
    const name = key();
    await store.put(name, Readable.from([Buffer.of(1)]), { maxBytes: 1 });
    expect((await admin.statObject(bucket, `some/prefix/${name}`)).size).toBe(1);
  });

  it('lists page after page, and nothing beside its prefix', async () => {
    const other = createBlobStore(`s3://${bucket}/pages`, options);
    const names = Array.from({ length: 1_003 }, (_, n) => `n/${String(n).padStart(4, '0')}`);
    for (let at = 0; at < names.length; at += 50)
      await Promise.all(
        names.slice(at, at + 50).map((name) => other.put(name, Readable.from([Buffer.of(1)]), { maxBytes: 1 })),
      );
    const found: string[] = [];
    for await (const blob of other.list()) found.push(blob.key);
    expect(found).toEqual(names);
    await other.close();
  });

  it('sweeps the uploads of dead processes, and nothing else', async () => {
    await admin.initiateNewMultipartUpload(bucket, 'some/prefix/left', {});
    await admin.initiateNewMultipartUpload(bucket, 'other/left', {});
    expect(await store.sweep(3_600_000)).toBe(0);
    expect(await store.sweep(3_600_000, Date.now() + 7_200_000)).toBe(1);
    expect(await unfinished()).toBe(1);
    expect(await createBlobStore(`s3://${bucket}`, options).sweep(0, Date.now() + 60_000)).toBe(1);
  });

  it('is not ready without its bucket, with a wrong secret, or when nothing listens', async () => {
    const not = async (url: string, change: Partial<S3Options>): Promise<void> => {
      const other = createBlobStore(url, { ...options, ...change });
      await expect(other.ready()).rejects.toMatchObject({ code: 'unavailable' });
      await other.close();
    };
    await not(`s3://iimp-test-${randomUUID()}`, {});
    await not(`s3://${bucket}`, { secretKey: 'wrong' });
    await not(`s3://${bucket}`, { endpoint: 'http://127.0.0.1:1' });
  });

  describe('behind a service that hangs', () => {
    let server: Server;
    let hanging: BlobStore;
    beforeAll(async () => {
      server = createServer((socket) => socket.on('error', () => undefined).resume());
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const { port } = server.address() as { port: number };
      hanging = createBlobStore(`s3://${bucket}`, { ...options, endpoint: `http://127.0.0.1:${port}`, timeoutMs: 100 });
    });
    afterAll(async () => {
      server.close();
      await hanging?.close();
    });

    it('fails in time', async () => {
      await expect(hanging.ready()).rejects.toMatchObject({ code: 'unavailable' });
      await expect(hanging.list()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'unavailable' });
      await expect(hanging.get(key())).rejects.toMatchObject({ code: 'unavailable' });
      const source = Readable.from(generated(2 * PART_BYTES));
      await expect(hanging.put(key(), source, { maxBytes: 64 * PART_BYTES })).rejects.toMatchObject({
        code: 'unavailable',
      });
      expect(source.destroyed).toBe(true);
    });
  });

  describe('over a connection that changes bytes', () => {
    /** More than the head of a request, so that the last byte is of a body. */
    const ENOUGH = 4_096;
    let server: Server;
    let changing: BlobStore;
    let changes = 0;
    beforeAll(async () => {
      const { hostname, port } = new URL(options.endpoint);
      server = createServer((socket) => {
        const change = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            if (chunk.byteLength > ENOUGH && changes > 0) {
              chunk.writeUInt8(255 - chunk.readUInt8(chunk.byteLength - 1), chunk.byteLength - 1);
              changes -= 1;
            }
            done(null, chunk);
          },
        });
        const service = connect(Number(port), hostname);
        socket.pipe(change).pipe(service).pipe(socket);
        for (const each of [socket, service]) each.on('error', () => socket.destroy() && service.destroy());
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      changing = createBlobStore(`s3://${bucket}/changed`, { ...options, endpoint });
    });
    afterAll(async () => {
      await changing?.close();
      server?.close();
    });

    it.each([
      ['in one request', 200_000],
      ['in parts', 2 * PART_BYTES],
    ])('stores what was put %s, or nothing', async (_how, bytes) => {
      const name = key();
      const put = () => changing.put(name, Readable.from(generated(bytes)), { maxBytes: bytes });
      changes = Infinity;
      await expect(put()).rejects.toMatchObject({ code: 'unavailable' });
      expect(await changing.stat(name)).toBeUndefined();
      changes = 1;
      const { sha256 } = await put();
      expect(changes).toBe(0);
      const hash = createHash('sha256');
      for await (const piece of (await changing.get(name)).stream) hash.update(piece as Buffer);
      expect(hash.digest('hex')).toBe(sha256);
    });
  });
});
