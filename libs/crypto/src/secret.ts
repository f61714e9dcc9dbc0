/**
 * A user's private keys (profile §3). They do not leave the object but by `export`, so that no log and no serializer
 * shows them by accident.
 */
import type { EncryptionKey, IdentityKey } from '@iimp/proto/types';
import { parseAddress } from '@iimp/protocol/address';
import { fromBase64url, toBase64url } from '@iimp/protocol/base64url';
import { ProblemError } from '@iimp/protocol/problem';
import { generateRsa, openRsa, rsaDecrypt, type RsaKeyPair } from './internal/rsa.js';
import { randomBytes, sodium } from './internal/sodium.js';
import { keyId } from './key-id.js';

export type EncryptionAlgorithm = EncryptionKey['alg'];

/** A secret as it is stored: keep it encrypted, or where only its owner reads. All keys base64url. */
export interface UserSecretJson {
  address: string;
  /** Ed25519 seed, 32 bytes. */
  identity_seed: string;
  alg: EncryptionAlgorithm;
  /** x25519: 32 raw bytes. rsa-oaep-256: PKCS8 DER. */
  encryption_private_key: string;
}

/** One private encryption key with its public half. */
interface Unwrapper {
  publicKey: Uint8Array;
  exported: Uint8Array;
  unwrap(encryptedKey: Uint8Array): Promise<Uint8Array>;
}

const KEY_BYTES = 32;

function x25519(privateKey: Uint8Array): Unwrapper {
  const publicKey = sodium.crypto_scalarmult_base(privateKey);
  const unwrap = async (sealed: Uint8Array): Promise<Uint8Array> =>
    sodium.crypto_box_seal_open(sealed, publicKey, privateKey);
  return { publicKey, exported: privateKey, unwrap };
}

function rsa({ spki, pkcs8, privateKey }: RsaKeyPair): Unwrapper {
  return { publicKey: spki, exported: pkcs8, unwrap: (encrypted) => rsaDecrypt(privateKey, encrypted) };
}

export class UserSecret {
  readonly identityKey: Readonly<IdentityKey>;
  readonly encryptionKey: Readonly<EncryptionKey>;
  readonly #seed: Uint8Array;
  readonly #signingKey: Uint8Array;
  readonly #unwrapper: Unwrapper;

  private constructor(
    readonly address: string,
    alg: EncryptionAlgorithm,
    seed: Uint8Array,
    unwrapper: Unwrapper,
  ) {
    const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
    this.#seed = seed;
    this.#signingKey = privateKey;
    this.#unwrapper = unwrapper;
    this.identityKey = { alg: 'ed25519', public_key: toBase64url(publicKey) };
    this.encryptionKey = {
      alg,
      public_key: toBase64url(unwrapper.publicKey),
      key_id: keyId(unwrapper.publicKey),
    };
  }

  /** New keys for a user. An RSA key takes a good part of a second. */
  static async generate(user: string, alg: EncryptionAlgorithm = 'x25519'): Promise<UserSecret> {
    const { address } = parseAddress(user);
    await sodium.ready;
    const unwrapper = alg === 'x25519' ? x25519(randomBytes(KEY_BYTES)) : rsa(await generateRsa());
    return new UserSecret(address, alg, randomBytes(KEY_BYTES), unwrapper);
  }

  /** The keys in a stored secret. Throws `invalid_request`, and never shows the value. */
  static async import(json: UserSecretJson): Promise<UserSecret> {
    await sodium.ready;
    const seed = keyBytes(json.identity_seed, 'identity_seed');
    const key = keyBytes(json.encryption_private_key, 'encryption_private_key');
    if (seed.length !== KEY_BYTES) refuse(`identity_seed: not ${KEY_BYTES} bytes`);
    if (json.alg !== 'x25519' && json.alg !== 'rsa-oaep-256') refuse('alg: not known');
    if (json.alg === 'x25519' && key.length !== KEY_BYTES) refuse(`encryption_private_key: not ${KEY_BYTES} bytes`);
    const unwrapper = json.alg === 'x25519' ? x25519(key) : rsa(await openRsa(key));
    return new UserSecret(parseAddress(json.address).address, json.alg, seed, unwrapper);
  }

  /** Ed25519 by the identity key, 64 bytes. */
  sign(input: Uint8Array): Uint8Array {
    return sodium.crypto_sign_detached(input, this.#signingKey);
  }

  /** The content key that was encrypted to this user; throws when it was not. */
  unwrap(encryptedKey: Uint8Array): Promise<Uint8Array> {
    return this.#unwrapper.unwrap(encryptedKey);
  }

  /** The private keys, to be stored. */
  export(): UserSecretJson {
    return {
      address: this.address,
      identity_seed: toBase64url(this.#seed),
      alg: this.encryptionKey.alg,
      encryption_private_key: toBase64url(this.#unwrapper.exported),
    };
  }
}

function refuse(detail: string): never {
  throw new ProblemError('invalid_request', detail);
}

function keyBytes(value: unknown, what: string): Uint8Array {
  if (typeof value !== 'string') return refuse(`${what}: not a string`);
  try {
    return fromBase64url(value);
  } catch {
    return refuse(`${what}: not base64url`);
  }
}
