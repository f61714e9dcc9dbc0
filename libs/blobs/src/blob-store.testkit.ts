import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BlobStore, ListedBlob } from './blob-store.js';
import { RangeNotSatisfiableError } from './errors.js';
import { PART_BYTES } from './internal/part-buffers.js';

export interface StoreUnderTest {
  store: BlobStore;
  /** How many unfinished writes the backing service still holds: what `sweep` would remove. */
  unfinished(): Promise<number>;
}

export const MIB = 1024 * 1024;
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const key = (): string => `attachments/org2.test/${randomUUID()}`;

export async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** `size` bytes in chunks, without holding them: the n-th chunk repeats the byte n. */
export async function* generated(size: number, chunkBytes = 64 * 1024): AsyncGenerator<Buffer> {
  for (let sent = 0, n = 0; sent < size; n += 1) {
    const length = Math.min(chunkBytes, size - sent);
    yield Buffer.alloc(length, n % 251);
    sent += length;
  }
}

/** What every blob store must do. */
export function itIsABlobStore(current: () => StoreUnderTest): void {
  const store = (): BlobStore => current().store;
  const put = (name: string, body: Uint8Array, maxBytes = 64 * MIB) =>
    store().put(name, Readable.from([body]), { maxBytes });

  it('is ready', async () => {
    await expect(store().ready()).resolves.toBeUndefined();
  });

  it.each([0, 1, 1000, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES, 2 * PART_BYTES + 12345])(
    'gives back %d bytes as they were',
    async (size) => {
      const [name, body] = [key(), randomBytes(size)];
      const source = Readable.from(chunked(body, 100_003));
      expect(await store().put(name, source, { maxBytes: size })).toEqual({ size, sha256: sha256(body) });
      expect(await store().stat(name)).toEqual({ size });
      const read = await store().get(name);
      expect(read.size).toBe(size);
      expect(sha256(await bytesOf(read.stream))).toBe(sha256(body));
      expect(await current().unfinished()).toBe(0);
    },
  );

  it('serves ranges and says the whole size', async () => {
    const [name, body] = [key(), randomBytes(MIB)];
    await put(name, body);
    const cases = [
      [{ start: 0, end: 0 }, body.subarray(0, 1)],
      [{ start: 10, end: 99_999 }, body.subarray(10, 100_000)],
      [{ start: MIB - 5 }, body.subarray(MIB - 5)],
      [{ start: 500_000, end: 99_999_999 }, body.subarray(500_000)],
      [{ start: 0 }, body],
    ] as const;
    for (const [range, expected] of cases) {
      const read = await store().get(name, range);
      expect(read.size).toBe(MIB);
      expect(Buffer.compare(await bytesOf(read.stream), expected)).toBe(0);
    }
  });

  it('refuses a range that begins after the end, and one that is none', async () => {
    const name = key();
    await put(name, randomBytes(100));
    await expect(store().get(name, { start: 100 })).rejects.toBeInstanceOf(RangeNotSatisfiableError);
    await expect(store().get(name, { start: 1000, end: 2000 })).rejects.toMatchObject({ size: 100 });
    await expect(store().get(name, { start: 5, end: 4 })).rejects.toBeInstanceOf(RangeError);
    await expect(store().get(name, { start: -1 })).rejects.toBeInstanceOf(RangeError);
    const empty = key();
    await put(empty, Buffer.alloc(0));
    await expect(store().get(empty, { start: 0 })).rejects.toBeInstanceOf(RangeNotSatisfiableError);
  });

  it('knows nothing of a key that was never written, nor of one that was deleted', async () => {
    const name = key();
    await expect(store().get(name)).rejects.toMatchObject({ code: 'not_found' });
    await expect(store().get(name, { start: 0, end: 1 })).rejects.toMatchObject({ code: 'not_found' });
    expect(await store().stat(name)).toBeUndefined();
    await expect(store().delete(name)).resolves.toBeUndefined();
    await put(name, randomBytes(10));
    await store().delete(name);
    expect(await store().stat(name)).toBeUndefined();
  });

  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '../a',
    'a/../b',
    '.hidden',
    'a/.b',
    'A',
    'a b',
    'a\0b',
    'a~b',
    'ä',
    'a'.repeat(201),
  ])('refuses the key %j', async (bad) => {
    await expect(put(bad, randomBytes(1))).rejects.toBeInstanceOf(TypeError);
    await expect(store().get(bad)).rejects.toBeInstanceOf(TypeError);
  });

  it('keeps keys apart that look alike', async () => {
    const base = key();
    const names = [base, `${base}/a`, `${base}_a`, `${base}-a`];
    for (const [n, name] of names.entries()) await put(name, Buffer.from([n]));
    for (const [n, name] of names.entries())
      expect(await bytesOf((await store().get(name)).stream)).toEqual(Buffer.from([n]));
  });

  it('does not start when it is aborted beforehand', async () => {
    const name = key();
    const put = store().put(name, Readable.from(generated(10)), {
      maxBytes: 10,
      signal: AbortSignal.abort(new Error('no')),
    });
    await expect(put).rejects.toThrow('no');
    expect(await store().stat(name)).toBeUndefined();
  });

  it('lets concurrent puts of one key be, and keeps one of them whole', async () => {
    const name = key();
    const bodies = Array.from({ length: 4 }, (_, n) => Buffer.alloc(PART_BYTES + 1000 + n, n));
    await Promise.all(
      bodies.map((body) => store().put(name, Readable.from(chunked(body, MIB)), { maxBytes: 64 * MIB })),
    );
    const { stream } = await store().get(name);
    const read = await bytesOf(stream);
    expect(bodies.some((body) => body.equals(read))).toBe(true);
    expect(await current().unfinished()).toBe(0);
  });

  it('goes on serving the old bytes to a reader while the blob is deleted or replaced', async () => {
    const [name, body] = [key(), randomBytes(MIB)];
    await put(name, body);
    const { stream } = await store().get(name);
    await store().delete(name);
    expect(Buffer.compare(await bytesOf(stream), body)).toBe(0);
  });

  it('holds a bounded part of a large blob in memory', async () => {
    const [name, size] = [key(), 192 * MIB];
    const { peak: putPeak } = await peakOf(() => store().put(name, Readable.from(generated(size)), { maxBytes: size }));
    const { peak: getPeak } = await peakOf(async () => {
      const { stream } = await store().get(name);
      let seen = 0;
      for await (const chunk of stream) seen += (chunk as Buffer).length;
      expect(seen).toBe(size);
    });
    expect(putPeak).toBeLessThan(96 * MIB);
    expect(getPeak).toBeLessThan(96 * MIB);
    await store().delete(name);
  }, 120_000);

  it('lists what there is, with times, and goes on behind any key', async () => {
    const names = Array.from({ length: 5 }, key).sort();
    const began = Date.now();
    for (const [n, name] of names.entries()) await put(name, Buffer.alloc(n + 1));
    const all: ListedBlob[] = [];
    for await (const blob of store().list()) all.push(blob);
    const mine = all.filter(({ key: name }) => names.includes(name));
    const sizes = Object.fromEntries(mine.map(({ key: name, size }) => [name, size]));
    expect(sizes).toEqual(Object.fromEntries(names.map((name, n) => [name, n + 1])));
    // Seconds are all that some stores tell.
    for (const { modifiedAt } of mine) expect(Math.abs(modifiedAt - began)).toBeLessThan(60_000);
    const order = mine.map(({ key: name }) => name);
    const [gone] = order;
    await store().delete(gone!);
    for (const from of order) {
      const rest: string[] = [];
      for await (const blob of store().list({ after: from })) rest.push(blob.key);
      expect(rest.filter((name) => names.includes(name))).toEqual(order.slice(order.indexOf(from) + 1));
    }
  });

  it('sweeps nothing that is young', async () => {
    expect(await store().sweep(60_000)).toBe(0);
  });
}

function* chunked(body: Buffer, bytes: number): Generator<Buffer> {
  for (let at = 0; at < body.length; at += bytes) yield body.subarray(at, at + bytes);
}

/** By how many bytes buffers outside the heap grew at most while `work` ran. */
async function peakOf(work: () => Promise<unknown>): Promise<{ peak: number }> {
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  const sample = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)), 5);
  try {
    await work();
  } finally {
    clearInterval(sample);
  }
  return { peak };
}
