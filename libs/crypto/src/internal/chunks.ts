import type { Bytes } from './sodium.js';

export interface Chunk {
  bytes: Bytes;
  last: boolean;
}

/**
 * Cuts a stream of pieces of any length into chunks of `size` bytes, the last one shorter or as long; an empty stream is
 * one empty chunk. Holds one chunk and one piece at a time.
 */
export async function* chunksOf(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
): AsyncGenerator<Chunk> {
  let bytes = new Uint8Array(size);
  let filled = 0;
  for await (const piece of pieces) {
    let taken = 0;
    while (taken < piece.length) {
      // A full chunk goes out only when more is there: the last one must be told.
      if (filled === size) {
        yield { bytes, last: false };
        bytes = new Uint8Array(size);
        filled = 0;
      }
      const part = piece.subarray(taken, taken + size - filled);
      bytes.set(part, filled);
      filled += part.length;
      taken += part.length;
    }
  }
  yield { bytes: bytes.subarray(0, filled), last: true };
}
