import fc from 'fast-check';
import type { UserKeysDocument } from '@iimp/proto/types';
import { fromBase64url, toBase64url } from '@iimp/protocol/base64url';
import { newId } from '@iimp/protocol/ids';
import { refusal } from './crypto.testkit.js';
import { generateUserKeys, importUserSecret, keyId, signUserKeys, verifyUserKeys } from './keys.js';
import { decryptMessage, encryptMessage } from './message.js';
import { ready } from './ready.js';
import type { UserSecretJson } from './secret.js';

const NOW = 1_800_000_000_000;

beforeAll(ready);

describe('generateUserKeys', () => {
  it('makes a document that verifies, and a secret that survives storage', async () => {
    const { secret, document } = await generateUserKeys('Alice@Org1.test', 'x25519', NOW);
    expect(document).toMatchObject({ user: 'alice@org1.test', updated_at: NOW });
    expect(document.encryption_key.key_id).toBe(keyId(fromBase64url(document.encryption_key.public_key)));
    await verifyUserKeys(document, 'alice@org1.test');
    const stored = JSON.parse(JSON.stringify(secret.export())) as UserSecretJson;
    const again = await importUserSecret(stored);
    expect(signUserKeys(again, NOW)).toEqual(document);
  });

  it('makes RSA keys of 3072 bits', async () => {
    const { secret, document } = await generateUserKeys('carol@org3.test', 'rsa-oaep-256', NOW);
    await verifyUserKeys(document);
    expect(fromBase64url(document.encryption_key.public_key).length).toBe(422);
    expect(signUserKeys(await importUserSecret(secret.export()), NOW)).toEqual(document);
  });

  it('refuses what is no address', async () => {
    expect(await refusal(generateUserKeys('alice'))).toMatch(/^invalid_request/);
  });
});

describe('a secret', () => {
  it('shows no private key to serializers', async () => {
    const { secret } = await generateUserKeys('alice@org1.test');
    const { identity_seed, encryption_private_key } = secret.export();
    const shown = `${JSON.stringify(secret)}${Object.values(secret).map(String).join()}`;
    expect(shown).not.toContain(identity_seed);
    expect(shown).not.toContain(encryption_private_key);
  });

  it('opens what was encrypted to the keys that it had before, after storage too', async () => {
    const first = (await generateUserKeys('alice@org1.test')).secret;
    const second = await first.withNewEncryptionKey('rsa-oaep-256');
    const third = await second.withNewEncryptionKey('x25519');
    const stored = await importUserSecret(JSON.parse(JSON.stringify(third.export())) as UserSecretJson);
    expect(stored.export()).toEqual(third.export());
    expect([stored.identityKey, stored.encryptionKey]).toEqual([first.identityKey, third.encryptionKey]);
    for (const sender of [first, second, third]) {
      expect(stored.hasEncryptionKey(sender.encryptionKey.key_id)).toBe(true);
      const message = await encryptMessage({
        sender,
        message_id: newId(),
        conversation_id: newId(),
        timestamp: NOW,
        type: 'text',
        reference: null,
        text: sender.encryptionKey.key_id,
        recipients: [(await generateUserKeys('bob@org2.test')).document],
      });
      expect(await decryptMessage(message, stored)).toMatchObject({
        text: sender.encryptionKey.key_id,
        verified: 'verified',
      });
    }
    expect(first.hasEncryptionKey(third.encryptionKey.key_id)).toBe(false);
    const ofAnother = (await generateUserKeys('alice@org1.test')).secret;
    await expect(ofAnother.unwrap(new Uint8Array(80))).rejects.toThrow();
  });

  it.each([
    ['identity_seed', 'AAAA'],
    ['identity_seed', '%%%'],
    ['identity_seed', undefined],
    ['alg', 'x448'],
    ['encryption_private_key', 'AAAA'],
    ['former_keys', 'AAAA'],
    ['address', 'alice'],
  ])('is refused with %s %s, without showing it', async (member, value) => {
    const { secret } = await generateUserKeys('alice@org1.test');
    const refused = await refusal(importUserSecret({ ...secret.export(), [member]: value } as UserSecretJson));
    expect(refused).toMatch(/^invalid_request/);
    if (value && member !== 'address') expect(refused).not.toContain(value);
  });

  it('is refused with an RSA key that is none', async () => {
    const { secret } = await generateUserKeys('alice@org1.test');
    const refused = await refusal(importUserSecret({ ...secret.export(), alg: 'rsa-oaep-256' }));
    expect(refused).toMatch(/PKCS8/);
  });
});

describe('verifyUserKeys', () => {
  it('gives what was checked: the user in lower case, and no member that nobody knows', async () => {
    const { document } = await generateUserKeys('alice@org1.test');
    const given = { ...document, user: 'Alice@ORG1.test', admin: true };
    expect(await verifyUserKeys(given, 'alice@org1.test')).toEqual(document);
    expect(await verifyUserKeys(given)).toEqual(document);
  });

  it('refuses the document of another user', async () => {
    const { document } = await generateUserKeys('alice@org1.test');
    expect(await refusal(verifyUserKeys(document, 'bob@org1.test'))).toBe('invalid_request: user: not bob@org1.test');
  });

  it('tells a wrong key id from a wrong signature', async () => {
    const { secret, document } = await generateUserKeys('alice@org1.test');
    const encryption_key = { ...document.encryption_key, key_id: '0123456789abcdef' };
    expect(await refusal(verifyUserKeys({ ...document, encryption_key }))).toMatch(/^invalid_request: .*key_id/);
    const other = signUserKeys(secret, document.updated_at + 1);
    expect(await refusal(verifyUserKeys({ ...document, signature: other.signature }))).toMatch(/^invalid_signature/);
  });

  it('refuses any flipped bit of any part', async () => {
    const { document } = await generateUserKeys('alice@org1.test', 'x25519', NOW);
    const flip = (text: string, at: number, bit: number): string => {
      const bytes = fromBase64url(text);
      bytes[at % bytes.length]! ^= 1 << bit;
      return toBase64url(bytes);
    };
    const change = fc.constantFrom<(d: UserKeysDocument, at: number, bit: number) => UserKeysDocument>(
      (d, at, bit) => ({ ...d, signature: flip(d.signature, at, bit) }),
      (d, at, bit) => ({
        ...d,
        identity_key: { ...d.identity_key, public_key: flip(d.identity_key.public_key, at, bit) },
      }),
      (d, at, bit) => {
        const public_key = flip(d.encryption_key.public_key, at, bit);
        return { ...d, encryption_key: { ...d.encryption_key, public_key, key_id: keyId(fromBase64url(public_key)) } };
      },
      (d, at) => ({ ...d, updated_at: d.updated_at + 1 + at }),
      (d) => ({ ...d, user: 'mallory@org1.test' }),
    );
    await fc.assert(
      fc.asyncProperty(change, fc.nat({ max: 1000 }), fc.integer({ min: 0, max: 7 }), async (apply, at, bit) => {
        await refusal(verifyUserKeys(apply(document, at, bit)));
      }),
      { numRuns: 300 },
    );
  });
});
