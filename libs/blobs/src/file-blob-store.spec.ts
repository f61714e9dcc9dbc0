import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { itIsABlobStore, key } from './blob-store.testkit.js';
import { createBlobStore } from './create-blob-store.js';
import { itLeavesNothingOfFailedPuts } from './failed-puts.testkit.js';
import type { BlobStore } from './blob-store.js';
import { FileBlobStore } from './file-blob-store.js';

describe('file blob store', () => {
  let folder: string;
  let store: BlobStore;
  beforeAll(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'iimp-blobs-')), 'with space', 'blobs');
    store = createBlobStore(`file://${encodeURI(folder)}`);
  });
  afterAll(async () => {
    await store.close();
    rmSync(join(folder, '..', '..'), { recursive: true, force: true });
  });
  const incoming = (): string[] => (existsSync(join(folder, 'incoming')) ? readdirSync(join(folder, 'incoming')) : []);

  itIsABlobStore(() => ({ store, unfinished: async () => incoming().length }));
  itLeavesNothingOfFailedPuts(() => ({ store, unfinished: async () => incoming().length }));

  it('sweeps what a dead process left, and nothing else', async () => {
    await store.put(key(), Readable.from([Buffer.of(1)]), { maxBytes: 1 });
    const left = join(folder, 'incoming', 'left.part');
    writeFileSync(left, 'half');
    utimesSync(left, new Date(1), new Date(1));
    writeFileSync(join(folder, 'incoming', 'running.part'), 'half');
    expect(await store.sweep(3_600_000)).toBe(1);
    expect(incoming()).toEqual(['running.part']);
    rmSync(join(folder, 'incoming', 'running.part'));
  });

  it('leaves the last of a disk to others, and takes the space of a blob as it grows', async () => {
    const small = join(folder, 'small');
    // A disk of 10 GiB: half a GiB is kept.
    let free = 512;
    const space = async () => ({ bsize: 1024 * 1024, blocks: 10 * 1024, bavail: free });
    const disk = new FileBlobStore(small, undefined, space);
    const put = (bytes: number, chunks = 1, name = key()) => {
      const stream = Readable.from(
        (function* () {
          for (let n = 0; n < chunks; n++) {
            yield Buffer.alloc(bytes);
            free -= 64;
          }
        })(),
      );
      return disk.put(name, stream, { maxBytes: bytes * chunks });
    };
    await expect(put(1)).resolves.toMatchObject({ size: 1 });
    free = 511;
    await expect(put(1)).rejects.toMatchObject({ code: 'unavailable' });
    free = 600;
    const name = key();
    await expect(put(64 * 1024 * 1024, 3, name)).rejects.toMatchObject({ code: 'unavailable' });
    expect([await disk.stat(name), readdirSync(join(small, 'incoming'))]).toEqual([undefined, []]);
    // It is no reason to serve nothing.
    await disk.ready();
  });

  it('is not ready where it cannot write', async () => {
    const file = join(folder, '..', 'not-a-folder');
    writeFileSync(file, '');
    await expect(createBlobStore(`file://${encodeURI(file)}`).ready()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('lists nothing where nothing was stored, and leaves out what is no blob', async () => {
    const empty = createBlobStore(`file://${encodeURI(join(folder, 'empty'))}`);
    const keys = async (of: BlobStore): Promise<string[]> => {
      const found: string[] = [];
      for await (const blob of of.list()) found.push(blob.key);
      return found;
    };
    expect(await keys(empty)).toEqual([]);
    await empty.put('a/b', Readable.from([Buffer.of(1)]), { maxBytes: 1 });
    const [file] = readdirSync(join(folder, 'empty', 'objects'), { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile(),
    );
    writeFileSync(join(file!.parentPath, 'NOT A KEY'), '', { mode: 0o600 });
    expect(await keys(empty)).toEqual(['a/b']);
  });

  it('keeps its files from other users', async () => {
    await store.put('a/mode', Readable.from([Buffer.of(1)]), { maxBytes: 1 });
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const modes = files.map((file) => statSync(join(file.parentPath, file.name)).mode & 0o077);
    expect(new Set(modes)).toEqual(new Set([0]));
  });
});

describe('createBlobStore', () => {
  it.each(['http://127.0.0.1/bucket', 's3://bucket'])('refuses %s without what it needs', (url) => {
    expect(() => createBlobStore(url)).toThrow();
  });
});
