import type { EncryptionKey, UserKeysDocument } from '@iimp/proto/types';
import { fromBase64url } from './base64url.js';
import { canonicalHeader, canonicalize } from './canonical.js';

const utf8 = new TextEncoder();

/** The bytes whose SHA-256 begins with the key id: the raw x25519 key or the SPKI DER (profile §3). */
export function keyIdInput(key: Pick<EncryptionKey, 'public_key'>): Uint8Array {
  return fromBase64url(key.public_key);
}

/** The key id in the SHA-256 (32 bytes) of `keyIdInput`: its first 16 hexadecimal digits. */
export function keyIdOfDigest(sha256: Uint8Array): string {
  return Array.from(sha256.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the identity key signs in a key document (profile §3). */
export function keysSignatureInput(doc: Omit<UserKeysDocument, 'signature'>): Uint8Array {
  const { alg, public_key } = doc.identity_key;
  const key = doc.encryption_key;
  const signed = {
    user: doc.user,
    identity_key: { alg, public_key },
    encryption_key: { alg: key.alg, public_key: key.public_key, key_id: key.key_id },
    updated_at: doc.updated_at,
  };
  return utf8.encode(`IIMP-v1-keys\n${canonicalize(signed)}`);
}

/** What the sender's identity key signs in a message; `payloadSha256` is of the decoded payload, 32 bytes (profile §4). */
export function messageSignatureInput(m: Parameters<typeof canonicalHeader>[0], payloadSha256: Uint8Array): Uint8Array {
  const head = utf8.encode(`IIMP-v1-message\n${canonicalHeader(m)}`);
  const input = new Uint8Array(head.length + payloadSha256.length);
  input.set(head);
  input.set(payloadSha256, head.length);
  return input;
}
