/**
 * Attachments (profile §8): libsodium's secretstream over chunks of 64 KiB, so that a file of any size goes through a few
 * of them in memory, and a stream that was cut, shortened at a chunk or reordered is refused.
 */
import type { ContentAttachment } from '@iimp/proto/types';
import { fromBase64url, toBase64url } from '@iimp/protocol/base64url';
import { ATTACHMENT_CHUNK_BYTES } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';
import { chunksOf } from './internal/chunks.js';
import { freeStreamState, randomBytes, sodium } from './internal/sodium.js';

const KEY_BYTES = 32;
const HEADER_BYTES = 24;
/** Of ciphertext over plaintext, for each chunk. */
const CHUNK_OVERHEAD_BYTES = 17;

/** An attachment as the participants of its message know it. */
export interface MessageAttachment extends ContentAttachment {
  /** Its ciphertext at the servers: bytes, and SHA-256 in lower-case hexadecimal. */
  stored: { size: number; sha256: string };
}

export type ByteStream = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Bytes of the ciphertext of so many bytes of plaintext. */
export function ciphertextSize(plaintextSize: number): number {
  const chunks = Math.max(1, Math.ceil(plaintextSize / ATTACHMENT_CHUNK_BYTES));
  return HEADER_BYTES + plaintextSize + chunks * CHUNK_OVERHEAD_BYTES;
}

async function* encrypt(plaintext: ByteStream, key: Uint8Array): AsyncGenerator<Uint8Array> {
  await sodium.ready;
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
  try {
    yield header;
    for await (const { bytes, last } of chunksOf(plaintext, ATTACHMENT_CHUNK_BYTES)) {
      const tag = last
        ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
      yield sodium.crypto_secretstream_xchacha20poly1305_push(state, bytes, null, tag);
    }
  } finally {
    freeStreamState(state);
  }
}

/**
 * Ciphertext of a stream under a fresh key (base64url), which only participants may learn. The stream can be read once,
 * as fast as the reader takes it.
 */
export function encryptAttachment(plaintext: ByteStream): { key: string; stream: AsyncIterable<Uint8Array> } {
  const key = randomBytes(KEY_BYTES);
  return { key: toBase64url(key), stream: encrypt(plaintext, key) };
}

function refuse(detail: string): never {
  throw new ProblemError('invalid_request', `attachment: ${detail}`);
}

/** Splits the header off the front of a stream; `header` is there once the first chunk is read. */
class HeaderSplitter {
  header: Uint8Array = new Uint8Array(0);

  constructor(private readonly source: ByteStream) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const piece of this.source) {
      const missing = HEADER_BYTES - this.header.length;
      if (missing > 0) this.header = new Uint8Array([...this.header, ...piece.subarray(0, missing)]);
      if (piece.length > missing) yield piece.subarray(missing);
    }
  }
}

/**
 * Plaintext of a ciphertext. What was yielded before an error is authentic but not all of it: the end is proven only when
 * the stream ends without one. Throws `invalid_request` for a wrong key and for anything changed, cut or reordered.
 */
export async function* decryptAttachment(ciphertext: ByteStream, key: string): AsyncGenerator<Uint8Array> {
  await sodium.ready;
  const keyBytes = fromBase64url(key);
  if (keyBytes.length !== KEY_BYTES) refuse(`the key is not ${KEY_BYTES} bytes`);
  const body = new HeaderSplitter(ciphertext);
  let state: ReturnType<typeof sodium.crypto_secretstream_xchacha20poly1305_init_pull> | undefined;
  try {
    for await (const { bytes, last } of chunksOf(body, ATTACHMENT_CHUNK_BYTES + CHUNK_OVERHEAD_BYTES)) {
      if (bytes.length < CHUNK_OVERHEAD_BYTES) refuse('cut short');
      state ??= sodium.crypto_secretstream_xchacha20poly1305_init_pull(body.header, keyBytes);
      const pulled = sodium.crypto_secretstream_xchacha20poly1305_pull(state, bytes, null);
      if (!pulled) return refuse('changed, or under another key');
      const final = pulled.tag === sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL;
      if (!final && pulled.tag !== sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
        refuse('a chunk of a kind that is not used here');
      if (final !== last) refuse(final ? 'goes on after its end' : 'cut short');
      if (pulled.message.length > 0) yield pulled.message;
    }
  } finally {
    if (state !== undefined) freeStreamState(state);
  }
}
