import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { problemOf } from '@iimp/protocol/wire.testkit';
import { privateKeyFromSeed, publicKeyFromRaw, rawPublicKey } from './keys.js';

/** RFC 8032 §7.1, test 1. */
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const b64u = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');

it('reads a key from its 32 bytes, and gives them back', () => {
  const privateKey = privateKeyFromSeed(b64u(SEED));
  expect(rawPublicKey(privateKey)).toBe(b64u(PUBLIC));
  expect(rawPublicKey(createPublicKey(privateKey))).toBe(b64u(PUBLIC));
  expect(rawPublicKey(publicKeyFromRaw(b64u(PUBLIC)))).toBe(b64u(PUBLIC));
});

it.each(['', PUBLIC.slice(2), `${PUBLIC}00`])('refuses %j, which is not 32 bytes', (hex) => {
  expect(problemOf(() => publicKeyFromRaw(b64u(hex)))).toBe('invalid_request: public_key: not 32 bytes');
  expect(problemOf(() => privateKeyFromSeed(b64u(hex)))).toBe('invalid_request: seed: not 32 bytes');
});

it('refuses what is not base64url, and keys of other kinds', () => {
  expect(problemOf(() => publicKeyFromRaw(`${b64u(PUBLIC)}=`))).toMatch(/base64url/);
  const others = [
    generateKeyPairSync('x25519'),
    generateKeyPairSync('ed448'),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ];
  for (const { privateKey, publicKey } of others)
    for (const key of [privateKey, publicKey])
      expect(problemOf(() => rawPublicKey(key))).toBe('invalid_request: not an Ed25519 key');
});
