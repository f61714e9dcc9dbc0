import { generateKeyPairSync } from 'node:crypto';
import { rawPublicKey } from '@iimp/http-signatures/keys';
import { signReceipt } from '@iimp/http-signatures/receipt';
import { signMore } from '@iimp/http-signatures/signing.testkit';
import type { CompleteDiscoveryDocument } from '@iimp/protocol/validate';
import { Receipts, type StoredReceipt } from './receipts.js';

const NOW = 1_800_000_000_000;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const keys = [{ key_id: 'k7', public_key: rawPublicKey(publicKey), expires_at: null }];
const document = { domain: 'org2.test', keys } as unknown as CompleteDiscoveryDocument;
const target = { authority: 'org2.test', path: '/federation/v1/messages', query: '' };
const request: StoredReceipt['request'] = {
  method: 'POST',
  authority: target.authority,
  path: target.path,
  headers: { signature: 'iimp=:AAAA:', 'content-digest': `sha-256=:${'A'.repeat(43)}=:` },
  batch: false,
  messages: ['m1'],
};
const body = Buffer.from('{"message_id":"m1","status":"stored"}');
const toSign = {
  status: 200,
  body,
  request: { signature: 'iimp=:AAAA:', contentDigest: `sha-256=:${'A'.repeat(43)}=:` },
  keyId: 'org2.test#k7',
  privateKey,
  now: NOW,
};

const examine = (headers: Record<string, string>, promised = true): StoredReceipt | undefined =>
  new Receipts(() => NOW).examine({ status: 200, headers, body, target }, request, document, promised);

it('is missed only where it was promised', () => {
  expect(examine({}, false)).toBeUndefined();
  expect(examine({}, true)).toMatchObject({ verified: false, problem: 'the answer has no receipt' });
});

// Else the post fails as a trouble of ours, and what it brought is posted again and again.
it.each([
  ['is no receipt', 'none'],
  ['no signature can cover', 'iimp=("ä")'],
])('records what %s, promised or not', (_, input) => {
  for (const promised of [true, false])
    expect(examine({ 'signature-input': input }, promised)).toMatchObject({ verified: false });
});

it('keeps of the fields of an answer what its receipt covers, and nothing else', () => {
  const others = { date: 'today', server: 'x' };
  const usual = examine({ ...signReceipt(toSign), ...others });
  expect(usual).toMatchObject({ verified: true });
  expect(Object.keys(usual?.response.headers ?? {}).sort()).toEqual(['content-digest', 'signature', 'signature-input']);
  const more = examine({ ...signMore(toSign, { method: 'POST', ...target }), ...others });
  expect(more).toMatchObject({ verified: true });
  expect(Object.keys(more?.response.headers ?? {})).toHaveLength(4);
  expect(more?.response.headers).toHaveProperty('content-type', 'application/json');
});

it('verifies by what is kept', () => {
  const parts = { method: 'POST', ...target };
  expect(examine(signMore(toSign, parts, { long: 'x'.repeat(8 * 1024) }))).toMatchObject({ verified: true });
  // Too much to be kept for ever.
  expect(examine(signMore(toSign, parts, { long: 'x'.repeat(10_000) }))).toMatchObject({ verified: false });
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x-${i}`, 'x']));
  expect(examine(signMore(toSign, parts, many))).toMatchObject({ verified: false });
  const { 'content-type': _, ...less } = signMore(toSign, parts);
  expect(examine(less)).toMatchObject({ verified: false, problem: expect.stringContaining('not there') as string });
});
