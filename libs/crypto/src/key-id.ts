import { keyIdOfDigest } from '@iimp/protocol/user-keys';
import { sha256 } from './sha256.js';

/** Key id of a public encryption key (profile §3): of the raw 32 bytes of x25519, or of the SPKI DER of RSA. */
export function keyId(publicKey: Uint8Array): string {
  return keyIdOfDigest(sha256(publicKey));
}
