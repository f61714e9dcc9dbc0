/** RSAES-OAEP with SHA-256 and MGF1-SHA-256, no label (profile §4), by WebCrypto. */
import { ProblemError } from '@iimp/protocol/problem';
import { asBytes, type Bytes } from './sodium.js';

const ALGORITHM = { name: 'RSA-OAEP', hash: 'SHA-256' } as const;
/** Of keys made here. */
const MODULUS_BITS = 3072;
const PUBLIC_EXPONENT = new Uint8Array([1, 0, 1]);

export interface RsaKeyPair {
  /** PKCS8 DER. */
  pkcs8: Bytes;
  /** SPKI DER. */
  spki: Bytes;
  privateKey: CryptoKey;
}

const importPrivate = (pkcs8: Bytes, extractable: boolean): Promise<CryptoKey> =>
  crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, extractable, ['decrypt']);

const exportSpki = async (publicKey: CryptoKey): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));

export async function generateRsa(): Promise<RsaKeyPair> {
  const params = { ...ALGORITHM, modulusLength: MODULUS_BITS, publicExponent: PUBLIC_EXPONENT };
  const pair = await crypto.subtle.generateKey(params, true, ['encrypt', 'decrypt']);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
  return { pkcs8, spki: await exportSpki(pair.publicKey), privateKey: await importPrivate(pkcs8, false) };
}

/** A private key with its public half, which WebCrypto gives only by way of JWK. */
export async function openRsa(pkcs8: Uint8Array): Promise<RsaKeyPair> {
  const der = asBytes(pkcs8);
  try {
    const { kty, n, e } = await crypto.subtle.exportKey('jwk', await importPrivate(der, true));
    const jwk = { kty, n, e } as JsonWebKey;
    const publicKey = await crypto.subtle.importKey('jwk', jwk, ALGORITHM, true, ['encrypt']);
    return { pkcs8: der, spki: await exportSpki(publicKey), privateKey: await importPrivate(der, false) };
  } catch (cause) {
    throw new ProblemError('invalid_request', 'encryption_private_key: not an RSA key in PKCS8 DER', { cause });
  }
}

/** Throws what WebCrypto throws when the key is none. */
export async function rsaEncrypt(spki: Uint8Array, plaintext: Uint8Array): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('spki', asBytes(spki), ALGORITHM, false, ['encrypt']);
  return new Uint8Array(await crypto.subtle.encrypt(ALGORITHM, key, asBytes(plaintext)));
}

/** Throws what WebCrypto throws when it does not open. */
export async function rsaDecrypt(privateKey: CryptoKey, ciphertext: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.decrypt(ALGORITHM, privateKey, asBytes(ciphertext)));
}
