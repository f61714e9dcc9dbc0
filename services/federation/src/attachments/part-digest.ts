import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteRange } from '@iimp/blobs/blob-store';
import { contentDigestOf } from '@iimp/http-signatures/content-digest';

/** A part is read twice for its digest, which stands before it: a longer one goes without, and its puller checks the whole. */
const MAX_BYTES = 16 * 2 ** 20;

/** `Content-Digest` of a part of something with the digest `whole`; undefined for a part that is too long to be read twice. Rejects when `signal` ends it. */
export async function partDigest(
  { start, end }: Required<ByteRange>,
  size: number,
  whole: string,
  open: () => Promise<Readable>,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (start === 0 && end === size - 1) return whole;
  if (end - start >= MAX_BYTES) return undefined;
  const hash = createHash('sha256');
  await pipeline(await open(), hash, { signal });
  return contentDigestOf(hash.digest());
}
