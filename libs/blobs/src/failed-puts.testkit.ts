import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BlobStore } from './blob-store.js';
import { generated, key, MIB, sha256, type StoreUnderTest } from './blob-store.testkit.js';
import { BlobMismatchError } from './errors.js';
import { PART_BYTES } from './internal/part-buffers.js';

/** What every blob store must do with a `put` that fails: leave nothing behind. */
export function itLeavesNothingOfFailedPuts(current: () => StoreUnderTest): void {
  const store = (): BlobStore => current().store;

  describe.each([
    ['in the first part', 100_000],
    ['in a later part', 2 * PART_BYTES + 100_000],
  ])('that fails %s', (_where, size) => {
    const leavesNothing = async (name: string): Promise<void> => {
      expect(await store().stat(name)).toBeUndefined();
      expect(await current().unfinished()).toBe(0);
    };

    it('is gone when there are too many bytes', async () => {
      const name = key();
      const source = Readable.from(generated(size));
      await expect(store().put(name, source, { maxBytes: size - 1 })).rejects.toMatchObject({ code: 'too_large' });
      expect(source.destroyed).toBe(true);
      await leavesNothing(name);
    });

    it('is gone when the source breaks', async () => {
      const name = key();
      const put = store().put(name, Readable.from(cut(size)), { maxBytes: 64 * MIB });
      await expect(put).rejects.toThrow('connection cut');
      await leavesNothing(name);
    });

    it('is gone when the source is destroyed', async () => {
      const name = key();
      const source = Readable.from(endless(size, () => source.destroy()));
      await expect(store().put(name, source, { maxBytes: 64 * MIB })).rejects.toThrow();
      await leavesNothing(name);
    });

    it('is gone when it is aborted', async () => {
      const name = key();
      const abort = new AbortController();
      const reason = new Error('shutting down');
      const source = Readable.from(endless(size, () => abort.abort(reason)));
      const put = store().put(name, source, { maxBytes: 64 * MIB, signal: abort.signal });
      await expect(put).rejects.toBe(reason);
      expect(source.destroyed).toBe(true);
      await leavesNothing(name);
    });

    it('is gone when the bytes are not the promised ones', async () => {
      const name = key();
      const right = createHash('sha256');
      for await (const chunk of generated(size)) right.update(chunk);
      const good = { size, sha256: right.digest('hex') };
      for (const expect_ of [
        { ...good, size: size - 1 },
        { ...good, size: size + 1 },
        { ...good, sha256: sha256(Buffer.of(1)) },
      ]) {
        const put = store().put(name, Readable.from(generated(size)), { maxBytes: 64 * MIB, expect: expect_ });
        await expect(put).rejects.toBeInstanceOf(BlobMismatchError);
        await leavesNothing(name);
      }
      const put = store().put(name, Readable.from(generated(size)), { maxBytes: 64 * MIB, expect: good });
      expect(await put).toEqual(good);
    });
  });
}

/** A source that fails after `size` bytes, as a cut connection does. */
async function* cut(size: number): AsyncGenerator<Buffer> {
  yield* generated(size);
  throw new Error('connection cut');
}

/** Gives `size` bytes, calls `then`, and never ends by itself. */
async function* endless(size: number, then: () => void): AsyncGenerator<Buffer> {
  yield* generated(size);
  then();
  for (;;) yield await new Promise<Buffer>((resolve) => setImmediate(() => resolve(Buffer.alloc(10))));
}
