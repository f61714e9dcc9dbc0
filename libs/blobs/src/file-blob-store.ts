import { createHash, randomUUID } from 'node:crypto';
import type { StatsFs } from 'node:fs';
import { type FileHandle, constants, mkdir, open, readdir, rename, rm, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BlobReader, BlobStore, ByteRange, ListedBlob, OnBytes, PutOptions, StoredBlob } from './blob-store.js';
import { blobNotFound, storeUnavailable } from './errors.js';
import { Meter } from './internal/meter.js';
import { checkRange, resolveRange } from './internal/range.js';
import { guardSource } from './internal/source.js';
import { checkKey, isKey } from './key.js';

const MIB = 1024 * 1024;
/** Below this much free space the store says it is not ready. */
const MIN_FREE_BYTES = 64 * MIB;
/** No blob is written into the last of a disk, of which this is the part and the most: a standalone's Postgres is on it too. */
const RESERVE = { part: 0.05, bytes: 1024 * MIB };
/** Bytes written between two looks at the free space. */
const LOOK_BYTES = 4 * MIB;

/**
 * Blobs as files of one folder: `objects/ab/cd/<key>` (sharded by the key's SHA-256, so that no folder grows large) and
 * `incoming/` for those still being written. A blob is written beside its place, synced, renamed, and the folder that names it is synced:
 * after a power cut it is there whole or not at all.
 */
export class FileBlobStore implements BlobStore {
  private readonly objects: string;
  private readonly incoming: string;

  constructor(
    readonly folder: string,
    private readonly onBytes?: OnBytes,
    /** Space of the disk that a folder is on, in blocks. */
    private readonly space: (folder: string) => Promise<Pick<StatsFs, 'bavail' | 'blocks' | 'bsize'>> = statfs,
  ) {
    this.objects = join(folder, 'objects');
    this.incoming = join(folder, 'incoming');
  }

  async ready(): Promise<void> {
    try {
      await mkdir(this.incoming, { recursive: true, mode: 0o700 });
      const probe = join(this.incoming, `.ready-${randomUUID()}`);
      await (await open(probe, 'wx', 0o600)).close();
      await unlink(probe);
      const { bavail, bsize } = await this.space(this.folder);
      if (bavail * bsize < MIN_FREE_BYTES) throw new Error(`only ${bavail * bsize} bytes are free in ${this.folder}`);
    } catch (error) {
      throw storeUnavailable(`use ${this.folder}`, error);
    }
  }

  async put(key: string, stream: Readable, options: PutOptions): Promise<StoredBlob> {
    const target = this.pathOf(key);
    const part = join(this.incoming, `${randomUUID()}.part`);
    const source = guardSource(stream, options.signal);
    const failed = (error: unknown): never => {
      stream.destroy();
      throw storeUnavailable('write', error);
    };
    const file = await this.create(part).catch(failed);
    try {
      const stored = await this.fill(file, source, options).finally(() => file.close());
      options.signal?.throwIfAborted();
      await this.publish(part, target).catch(failed);
      return stored;
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      throw options.signal?.aborted ? options.signal.reason : error;
    }
  }

  async get(key: string, range?: ByteRange): Promise<BlobReader> {
    if (range) checkRange(range);
    const file = await open(this.pathOf(key), constants.O_RDONLY).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? blobNotFound() : storeUnavailable('read', error);
    });
    try {
      const { size } = await file.stat();
      const bytes = range && resolveRange(range, size);
      return { size, stream: file.createReadStream({ ...bytes, highWaterMark: 256 * 1024 }) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async stat(key: string): Promise<{ size: number } | undefined> {
    const found = await statOf(this.pathOf(key));
    return found && { size: found.size };
  }

  async delete(key: string): Promise<void> {
    const path = this.pathOf(key);
    await rm(path, { force: true }).catch((error: unknown) => {
      throw storeUnavailable('delete', error);
    });
  }

  /** In order of the folders: one of them is held at a time. */
  async *list({ after }: { after?: string } = {}): AsyncGenerator<ListedBlob> {
    const [first = '', second = '', last = ''] = after === undefined ? [] : this.partsOf(after);
    for (const upper of await namesIn(this.objects)) {
      if (upper < first) continue;
      for (const lower of await namesIn(join(this.objects, upper))) {
        if (upper === first && lower < second) continue;
        const isFirst = upper === first && lower === second;
        for (const name of await namesIn(join(this.objects, upper, lower))) {
          if (isFirst && name <= last) continue;
          const key = name.replaceAll('~', '/');
          const found = isKey(key) && (await statOf(join(this.objects, upper, lower, name)));
          if (found) yield { key, ...found };
        }
      }
    }
  }

  async sweep(olderThanMs: number, now = Date.now()): Promise<number> {
    const parts = await readdir(this.incoming).catch(() => []);
    let removed = 0;
    for (const part of parts) {
      const path = join(this.incoming, part);
      const seen = await stat(path).catch(() => undefined);
      if (!seen || now - seen.mtimeMs < olderThanMs) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  async close(): Promise<void> {}

  private pathOf(key: string): string {
    return join(this.objects, ...this.partsOf(key));
  }

  /** Two folders and a name. `/` becomes `~`, which no key holds, so that two keys never share a file and no key is another's folder. */
  private partsOf(key: string): [upper: string, lower: string, name: string] {
    const name = checkKey(key).replaceAll('/', '~');
    const shard = createHash('sha256').update(key).digest('hex');
    return [shard.slice(0, 2), shard.slice(2, 4), name];
  }

  private async create(part: string): Promise<FileHandle> {
    try {
      return await open(part, 'wx', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await mkdir(this.incoming, { recursive: true, mode: 0o700 });
      return open(part, 'wx', 0o600);
    }
  }

  private async fill(file: FileHandle, source: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredBlob> {
    const meter = new Meter(options, this.onBytes);
    let look = 0;
    for await (const chunk of source) {
      meter.add(chunk);
      if ((look -= chunk.byteLength) <= 0) {
        await this.checkSpace();
        look = LOOK_BYTES;
      }
      await writeAll(file, chunk);
    }
    const stored = meter.finish();
    await file.sync().catch((error: unknown) => {
      throw storeUnavailable('write', error);
    });
    return stored;
  }

  private async checkSpace(): Promise<void> {
    try {
      const { bavail, blocks, bsize } = await this.space(this.folder);
      const reserve = Math.min(RESERVE.bytes, RESERVE.part * blocks * bsize);
      if (bavail * bsize < reserve) throw new Error(`only ${bavail * bsize} bytes are free in ${this.folder}`);
    } catch (error) {
      throw storeUnavailable('write', error);
    }
  }

  private async publish(part: string, target: string): Promise<void> {
    const shard = dirname(target);
    const made = await mkdir(shard, { recursive: true, mode: 0o700 });
    await rename(part, target);
    await syncFolder(shard);
    if (!made) return;
    for (let parent = dirname(shard); parent.length >= this.folder.length; parent = dirname(parent)) {
      await syncFolder(parent);
    }
  }
}

/** Undefined: there is no such file. */
async function statOf(path: string): Promise<{ size: number; modifiedAt: number } | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, modifiedAt: Math.floor(mtimeMs) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw storeUnavailable('read', error);
  }
}

/** Sorted; none where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw storeUnavailable('list', error);
  });
  return names.sort();
}

/** Short writes happen when a disk is nearly full. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  try {
    for (let done = 0; done < chunk.byteLength;) {
      done += (await file.write(chunk, done, chunk.byteLength - done)).bytesWritten;
    }
  } catch (error) {
    throw storeUnavailable('write', error);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  await handle.sync().finally(() => handle.close());
}
