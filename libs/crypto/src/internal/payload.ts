/** `0x01 || nonce(12) || AES-256-GCM(K, nonce, P, aad = JCS(H))`, tag last (profile §4). */
import { asBytes, randomBytes, type Bytes } from './sodium.js';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Of the payload beside P. */
export const PAYLOAD_OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

const importKey = (key: Uint8Array, usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', asBytes(key), 'AES-GCM', false, [usage]);

export async function sealPayload(key: Uint8Array, plaintext: Bytes, aad: Bytes): Promise<Uint8Array> {
  const iv = randomBytes(NONCE_BYTES);
  const aes = await importKey(key, 'encrypt');
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: aad }, aes, plaintext);
  const payload = new Uint8Array(1 + NONCE_BYTES + sealed.byteLength);
  payload[0] = VERSION;
  payload.set(iv, 1);
  payload.set(new Uint8Array(sealed), 1 + NONCE_BYTES);
  return payload;
}

/** P; throws when version, key, payload or H are not those that it was sealed with. */
export async function openPayload(key: Uint8Array, payload: Uint8Array, aad: Bytes): Promise<Uint8Array> {
  if (payload[0] !== VERSION || payload.length < PAYLOAD_OVERHEAD_BYTES) throw new Error('not a payload');
  const iv = asBytes(payload.subarray(1, 1 + NONCE_BYTES));
  const aes = await importKey(key, 'decrypt');
  const sealed = asBytes(payload.subarray(1 + NONCE_BYTES));
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: aad }, aes, sealed));
}
