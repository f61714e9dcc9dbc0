import vectors from '@iimp/proto/vectors/user-keys.json' with { type: 'json' };
import { checkKeyDocument } from './key-document.js';

const documents = vectors.users.map(({ document }) => document);
const [alice] = documents as [(typeof documents)[number]];

describe('checkKeyDocument', () => {
  it.each(documents.map((document) => [document.user, document] as const))(
    'takes the vector of %s',
    (user, document) => {
      expect(checkKeyDocument(document, user)).toEqual(document);
    },
  );

  it.each([
    ['of another user', { ...alice, user: 'eve@org1.test' }],
    ['changed after signing', { ...alice, updated_at: alice.updated_at + 1 }],
    ['with another encryption key', { ...alice, encryption_key: documents[1]!.encryption_key }],
    ['with another identity key', { ...alice, identity_key: documents[1]!.identity_key }],
    ['with a wrong key id', { ...alice, encryption_key: { ...alice.encryption_key, key_id: '0'.repeat(16) } }],
    ['with a signature of zeros', { ...alice, signature: 'A'.repeat(86) }],
    ['without a signature', { ...alice, signature: undefined }],
    ['null', null],
  ])('refuses one %s', (_, document) => {
    expect(() => checkKeyDocument(document, alice.user)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});
