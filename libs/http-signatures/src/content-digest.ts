import { createHash } from 'node:crypto';
import { refuse } from './fields.js';
import { strictDictionary } from './internal/structured.js';

const SHA256_BYTES = 32;

/** SHA-256 of a body, 32 bytes. */
export function sha256(body: Uint8Array): Buffer {
  return createHash('sha256').update(body).digest();
}

/** Value of `Content-Digest` for a body (RFC 9530 §2), sha-256. */
export function contentDigest(body: Uint8Array): string {
  return contentDigestOf(sha256(body));
}

/** The same for a body whose SHA-256 (32 bytes) is known. */
export function contentDigestOf(digest: Uint8Array): string {
  return `sha-256=:${Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('base64')}:`;
}

/**
 * The SHA-256 (32 bytes) in a `Content-Digest`. Digests by other algorithms may stand beside it; without a good one by
 * sha-256 the header is `invalid_signature`.
 */
export function parseContentDigest(header: string): Buffer {
  const member = strictDictionary(header, 'content-digest').members.get('sha-256');
  if (!member) return refuse('content-digest: no sha-256');
  const [value, parameters] = member;
  if (!(value instanceof ArrayBuffer) || value.byteLength !== SHA256_BYTES || parameters.size > 0)
    return refuse(`content-digest: sha-256 is not ${SHA256_BYTES} bytes`);
  return Buffer.from(value);
}

/** Refuses (`invalid_signature`) a header that is not of the body with this SHA-256. */
export function requireContentDigest(header: string, bodySha256: Uint8Array): void {
  if (!parseContentDigest(header).equals(bodySha256)) refuse('content-digest: not of this body');
}
