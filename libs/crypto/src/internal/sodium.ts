import sodium from 'libsodium-wrappers';

export { sodium };

/** WebCrypto wants views of plain ArrayBuffers; nothing here ever uses shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

export const asBytes = (bytes: Uint8Array): Bytes => bytes as Bytes;

export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** What the wrapper gives away of the WebAssembly module below it. */
interface SodiumHeap {
  HEAPU8: Uint8Array;
  _free(address: number): void;
}

/** Bytes of a secretstream state (`crypto_secretstream_xchacha20poly1305_STATEBYTES`). */
const STREAM_STATE_BYTES = 52;

/** A state lives in the WebAssembly heap, holds the key, and the wrapper never gives it back: wipe it and do. */
export function freeStreamState(state: unknown): void {
  const { libsodium } = sodium as unknown as { libsodium: SodiumHeap };
  const address = state as number;
  libsodium.HEAPU8.fill(0, address, address + STREAM_STATE_BYTES);
  libsodium._free(address);
}
