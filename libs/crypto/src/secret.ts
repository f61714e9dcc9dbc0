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
  /** Encryption keys before it, the newest first: what was encrypted to them still opens. */
  former_keys?: readonly PrivateKeyJson[];
}

type PrivateKeyJson = Pick<UserSecretJson, 'alg' | 'encryption_private_key'>;

/** One private encryption key with its public half. */
interface Unwrapper {
  publicKey: Readonly<EncryptionKey>;
  exported: Uint8Array;
  unwrap(encryptedKey: Uint8Array): Promise<Uint8Array>;
}

const KEY_BYTES = 32;

function x25519(privateKey: Uint8Array): Unwrapper {
  const publicKey = sodium.crypto_scalarmult_base(privateKey);
  const unwrap = async (sealed: Uint8Array): Promise<Uint8Array> =>
    sodium.crypto_box_seal_open(sealed, publicKey, privateKey);
  return { publicKey: published('x25519', publicKey), exported: privateKey, unwrap };
}

function rsa({ spki, pkcs8, privateKey }: RsaKeyPair): Unwrapper {
  const unwrap = (encrypted: Uint8Array): Promise<Uint8Array> => rsaDecrypt(privateKey, encrypted);
  return { publicKey: published('rsa-oaep-256', spki), exported: pkcs8, unwrap };
}

function published(alg: EncryptionAlgorithm, publicKey: Uint8Array): EncryptionKey {
  return { alg, public_key: toBase64url(publicKey), key_id: keyId(publicKey) };
}

async function generateUnwrapper(alg: EncryptionAlgorithm): Promise<Unwrapper> {
  return alg === 'x25519' ? x25519(randomBytes(KEY_BYTES)) : rsa(await generateRsa());
}

export class UserSecret {
  readonly identityKey: Readonly<IdentityKey>;
  readonly encryptionKey: Readonly<EncryptionKey>;
  readonly #seed: Uint8Array;
  readonly #signingKey: Uint8Array;
  /** The newest first. */
  readonly #unwrappers: readonly [Unwrapper, ...Unwrapper[]];

  private constructor(
    readonly address: string,
    seed: Uint8Array,
    unwrappers: readonly [Unwrapper, ...Unwrapper[]],
  ) {
    const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
    this.#seed = seed;
    this.#signingKey = privateKey;
    this.#unwrappers = unwrappers;
    this.identityKey = { alg: 'ed25519', public_key: toBase64url(publicKey) };
    this.encryptionKey = unwrappers[0].publicKey;
  }

  /** New keys for a user. An RSA key takes a good part of a second. */
  static async generate(user: string, alg: EncryptionAlgorithm = 'x25519'): Promise<UserSecret> {
    const { address } = parseAddress(user);
    await sodium.ready;
    return new UserSecret(address, randomBytes(KEY_BYTES), [await generateUnwrapper(alg)]);
  }

  /** The same identity with a new encryption key (profile §3). Keep its export before it is published: what comes is encrypted to it. */
  async withNewEncryptionKey(alg: EncryptionAlgorithm = this.encryptionKey.alg): Promise<UserSecret> {
    return new UserSecret(this.address, this.#seed, [await generateUnwrapper(alg), ...this.#unwrappers]);
  }

  /** The keys in a stored secret. Throws `invalid_request`, and never shows the value. */
  static async import(json: UserSecretJson): Promise<UserSecret> {
    await sodium.ready;
    const seed = keyBytes(json.identity_seed, 'identity_seed');
    if (seed.length !== KEY_BYTES) refuse(`identity_seed: not ${KEY_BYTES} bytes`);
    const { address, former_keys: former = [] } = json;
    if (!Array.isArray(former)) refuse('former_keys: not a list');
    const unwrappers = [await open(json), ...(await Promise.all(former.map(open)))] as const;
    return new UserSecret(parseAddress(address).address, seed, unwrappers);
  }

  /** Ed25519 by the identity key, 64 bytes. */
  sign(input: Uint8Array): Uint8Array {
    return sodium.crypto_sign_detached(input, this.#signingKey);
  }

  /** Whether one of the encryption keys, now or before, has this id. */
  hasEncryptionKey(id: string): boolean {
    return this.#unwrappers.some(({ publicKey }) => publicKey.key_id === id);
  }

  /** The content key that was encrypted to this user, to whichever of the encryption keys; throws when it was not. */
  async unwrap(encryptedKey: Uint8Array): Promise<Uint8Array> {
    let failure: unknown;
    for (const { unwrap } of this.#unwrappers) {
      try {
        return await unwrap(encryptedKey);
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  }

  /** The private keys, to be stored. */
  export(): UserSecretJson {
    const [newest, ...former] = this.#unwrappers;
    return {
      address: this.address,
      identity_seed: toBase64url(this.#seed),
      ...exportOf(newest),
      ...(former.length > 0 && { former_keys: former.map(exportOf) }),
    };
  }
}

async function open({ alg, encryption_private_key }: PrivateKeyJson): Promise<Unwrapper> {
  const key = keyBytes(encryption_private_key, 'encryption_private_key');
  if (alg !== 'x25519' && alg !== 'rsa-oaep-256') refuse('alg: not known');
  if (alg === 'x25519' && key.length !== KEY_BYTES) refuse(`encryption_private_key: not ${KEY_BYTES} bytes`);
  return alg === 'x25519' ? x25519(key) : rsa(await openRsa(key));
}

function exportOf({ publicKey, exported }: Unwrapper): PrivateKeyJson {
  return { alg: publicKey.alg, encryption_private_key: toBase64url(exported) };
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
