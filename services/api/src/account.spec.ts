import type { Account, Problem, UserKeysDocument } from '@iimp/proto/types';
import { generateKeyPairSync } from 'node:crypto';
import { ALICE, ApiWorld, BOB, CAROL, keyDocument, REMOTE } from './api.testkit.js';
import { isDocumented } from './openapi.testkit.js';

describe('keys', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await ApiWorld.start();
  });
  afterAll(() => world.stop());

  const publish = (document: unknown, user = ALICE) =>
    world.as<UserKeysDocument & Problem>(user, 'PUT', '/account/keys', { body: document });
  const keysOf = (address: string, headers: Record<string, string> = {}) =>
    world.as<UserKeysDocument & Problem>(BOB, 'GET', `/keys/${address}`, { headers });

  it('are published whole, shown in the account, and found by others', async () => {
    const document = keyDocument(ALICE);
    const answer = await publish({ ...document, unknown: 'member' });
    expect([answer.status, answer.body]).toEqual([200, document]);
    expect((await world.as<Account>(ALICE, 'GET', '/account')).body.keys).toEqual(document);
    const found = await keysOf('ALICE@org1.test');
    expect([found.status, found.body]).toEqual([200, document]);
    expect((await publish(document)).status).toBe(200);
  });

  it('are told only when they changed', async () => {
    await publish(keyDocument(CAROL), CAROL);
    const etag = (await keysOf(CAROL)).headers.get('etag')!;
    expect(etag).toMatch(/^"[^"]+"$/);
    expect((await keysOf(CAROL, { 'if-none-match': etag })).status).toBe(304);
    expect((await keysOf(CAROL, { 'if-none-match': `"other", W/${etag}` })).status).toBe(304);
    await publish(keyDocument(CAROL), CAROL);
    expect((await keysOf(CAROL, { 'if-none-match': etag })).status).toBe(200);
  });

  const good = keyDocument(ALICE);
  const refused: [string, unknown][] = [
    ['of another user', keyDocument(BOB)],
    ['signed by another key', keyDocument(ALICE, {}, generateKeyPairSync('ed25519').privateKey)],
    ['with another key id', keyDocument(ALICE, { encryption_key: { ...good.encryption_key, key_id: '0'.repeat(16) } })],
    ['changed after it was signed', { ...good, updated_at: good.updated_at + 1 }],
    ['from the future', keyDocument(ALICE, { updated_at: Date.now() + 3_600_000 })],
    ['older than the one published', keyDocument(ALICE, { updated_at: 1 })],
    ['without a signature', { ...good, signature: undefined }],
    ['with a short identity key', { ...good, identity_key: { alg: 'ed25519', public_key: 'AAAA' } }],
  ];
  it.each(refused)('%s are refused', async (_why, document) => {
    await publish(keyDocument(ALICE));
    const { status, body } = await publish(document);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
  });

  it('of nobody, and of who has published none, are unknown', async () => {
    for (const address of ['nobody@org1.test', BOB]) {
      const { status, body } = await keysOf(address);
      expect([status, body.code]).toEqual([404, 'unknown_user']);
      // Of many recipients this says which.
      expect(body.detail).toContain(address);
    }
  });

  it('of remote users are asked of discovery', async () => {
    const document = keyDocument(REMOTE);
    const asked: string[] = [];
    world.script = (address) => {
      asked.push(address);
      return { case: 'documentJson', value: JSON.stringify(document) };
    };
    const found = await keysOf('Dave@org2.TEST');
    expect([found.status, found.body, asked]).toEqual([200, document, [REMOTE]]);
    expect(found.headers.get('etag')).toBeTruthy();
  });

  it.each([
    ['unknown_user', 404, 'unknown_user'],
    ['not_found', 404, 'not_found'],
    ['domain_blocked', 403, 'domain_blocked'],
    ['unavailable', 503, 'unavailable'],
    ['a_code_of_later', 503, 'unavailable'],
  ])('of remote users may be refused: %s', async (code, status, told) => {
    world.script = () => ({ case: 'problem', value: { code, detail: 'it is at 10.0.0.5', retryAfterSeconds: 7 } });
    const answer = await keysOf(REMOTE);
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([status, told, '7']);
    expect(answer.body.detail).toContain(REMOTE);
    expect(isDocumented('GET', `/keys/${REMOTE}`, status, told)).toBe(true);
    // Of what may pass nothing is told but that: the reason may be one of our network's.
    if (status === 503) expect(answer.body.detail).not.toContain('10.0.0.5');
  });
});
