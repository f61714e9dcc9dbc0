import { sha256 as portable } from '@noble/hashes/sha2.js';

/** SHA-256 of bytes that come in pieces. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** 32 bytes; ends it. */
  digest(): Uint8Array;
}

interface NodeHash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}
interface NodeProcess {
  getBuiltinModule?(id: string): { createHash?(algorithm: string): NodeHash } | undefined;
}

/** Node's own is about ten times as fast (100 MiB: 0.07 s against 0.74 s of CPU, 2026-11-23); bundlers see no import here. */
const native = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('node:crypto')?.createHash;

/** The implementation for every platform; exported to be tested where the native one is used. */
export function createPortableSha256(): Sha256 {
  const hash = portable.create();
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

/** A new SHA-256; WebCrypto can only hash what is whole in memory. */
export function createSha256(): Sha256 {
  if (!native) return createPortableSha256();
  const hash = native('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) };
}

/** SHA-256 of bytes, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const hash = createSha256();
  hash.update(bytes);
  return hash.digest();
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
