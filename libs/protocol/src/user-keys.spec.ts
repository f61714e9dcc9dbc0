import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { fromBase64url } from './base64url.js';
import { keyIdInput, keyIdOfDigest, keysSignatureInput, messageSignatureInput } from './user-keys.js';
import { modulusOf, spkiOf } from './internal/spki.testkit.js';
import { messageVectors, problemOf, userKeysVectors } from './wire.testkit.js';
import { checkUserKeys } from './validate.js';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

function signedBy(publicKey: string, input: Uint8Array, signature: string): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, input, key, fromBase64url(signature));
}

const { users, bad } = userKeysVectors();

describe('user keys (profile §3)', () => {
  it.each(users.map(({ document }) => document))('takes the document of $user', (document) => {
    expect(checkUserKeys(document, document.user)).toEqual(document);
    expect(keyIdOfDigest(sha256(keyIdInput(document.encryption_key)))).toBe(document.encryption_key.key_id);
    expect(signedBy(document.identity_key.public_key, keysSignatureInput(document), document.signature)).toBe(true);
  });

  it.each(bad)('makes an input that no signature fits: $why', ({ document }) => {
    expect(signedBy(document.identity_key.public_key, keysSignatureInput(document), document.signature)).toBe(false);
  });

  it('leaves out what it does not know, and lower-cases the user', () => {
    const document = users[0]!.document;
    const more = { ...document, user: document.user.toUpperCase(), nickname: 'a', __proto__: { b: 1 } };
    expect(checkUserKeys(more, document.user)).toEqual(document);
    expect(checkUserKeys(more)).toEqual(document);
  });

  it('refuses what a document may not say', () => {
    const document = users[0]!.document;
    const withKey = (alg: string, key: Uint8Array) => ({
      ...document,
      encryption_key: { ...document.encryption_key, alg, public_key: Buffer.from(key).toString('base64url') },
    });
    const rsa = (modulusLength: number) =>
      generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ type: 'spki', format: 'der' });
    const small = rsa(1024);
    const cases: [unknown, string][] = [
      [null, 'key document: must be an object'],
      [{ ...document, user: 'bob@org2.test' }, 'user: not alice@org1.test'],
      [{ ...document, user: 'alice' }, 'user: not a valid address'],
      [{ ...document, updated_at: -1 }, 'updated_at: must be >= 0'],
      [{ ...document, updated_at: 1.5 }, 'updated_at: must be an integer'],
      [
        { ...document, identity_key: { alg: 'rsa', public_key: document.identity_key.public_key } },
        'identity_key.alg: must be "ed25519"',
      ],
      [{ ...document, signature: `${document.signature}=` }, 'signature: not a valid base64url of 64 bytes'],
      [
        { ...document, encryption_key: { ...document.encryption_key, key_id: 'XYZ' } },
        'encryption_key.key_id: not a valid key id',
      ],
      [withKey('x25519', new Uint8Array(33)), 'an x25519 key has 32 bytes'],
      [withKey('x448', new Uint8Array(56)), 'encryption_key.alg: must be one of "x25519", "rsa-oaep-256"'],
      [withKey('rsa-oaep-256', new Uint8Array(294)), 'not an RSA key in SPKI DER'],
      [withKey('rsa-oaep-256', small), 'an RSA key has 2048 to 4096 bits'],
    ];
    for (const [value, detail] of cases) expect(problemOf(() => checkUserKeys(value, document.user))).toContain(detail);
    const large = withKey('rsa-oaep-256', rsa(2048));
    expect(checkUserKeys(large, document.user).encryption_key.alg).toBe('rsa-oaep-256');
  });
});

it('takes RSA keys of 2048 to 4096 bits, and none beside', () => {
  const document = users[0]!.document;
  const attempt = (bits: number) => {
    const public_key = spkiOf({ modulus: modulusOf(bits) }).toString('base64url');
    return () =>
      checkUserKeys({ ...document, encryption_key: { alg: 'rsa-oaep-256', public_key, key_id: '0'.repeat(16) } });
  };
  for (const bits of [2048, 2049, 3072, 4095, 4096]) expect(attempt(bits)).not.toThrow();
  for (const bits of [1024, 2047, 4097, 4104])
    expect(problemOf(attempt(bits))).toContain('an RSA key has 2048 to 4096 bits');
});

describe('the input of message signatures (profile §4)', () => {
  const keys = new Map(users.map(({ document }) => [document.user, document.identity_key.public_key]));

  it('is what the senders of the vectors signed', () => {
    for (const { message } of messageVectors().good) {
      const input = messageSignatureInput(message, sha256(fromBase64url(message.encrypted_payload)));
      expect(signedBy(keys.get(message.sender)!, input, message.signature!)).toBe(true);
    }
  });
});
