import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UserKeysDocument } from '@iimp/proto/types';
import { checkDiscoveryDocument } from '@iimp/protocol/validate';
import { addDomainKey } from '@iimp/platform/domain-provisioning';
import { Domains } from '@iimp/storage/domains';
import { Users } from '@iimp/storage/users';
import { send, type Answer } from '../peer.testkit.js';
import { startWorld, type World } from '../world.testkit.js';

let world: World;
const vectors = JSON.parse(readFileSync(join(__dirname, '../../../../proto/vectors/user-keys.json'), 'utf8')) as {
  users: { document: UserKeysDocument }[];
};
const bob = vectors.users[1]!.document;

beforeAll(async () => {
  world = await startWorld({ IIMP_FEDERATION_URL: 'https://{domain}:8448' });
  await new Users(world.database.db).setKeys('bob@org2.test', bob);
});
afterAll(() => world?.stop());

const get = (path: string, host = 'org2.test', headers: Record<string, string> = {}): Promise<Answer> =>
  send(world.url, { method: 'GET', path, headers: { host, ...headers } });

describe('GET /.well-known/iimp', () => {
  it('tells of the domain in Host', async () => {
    const { status, headers, json } = await get('/.well-known/iimp');
    const keys = world.context.keyring.publicKeys('org2.test');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'public, max-age=3600, s-maxage=60',
    });
    expect(json).toEqual({
      version: '0.1',
      domain: 'org2.test',
      federation_endpoint: 'https://org2.test:8448',
      api_endpoint: 'https://api.org2.test',
      public_key: keys[0]!.publicKey,
      key_id: 'k1',
      keys: [{ key_id: 'k1', public_key: keys[0]!.publicKey, expires_at: null }],
      capabilities: ['batch', 'attachments', 'edits', 'receipts'],
      limits: { max_batch: 100, max_body_bytes: 8_388_608, max_attachment_bytes: 2 ** 31 },
    });
    expect(checkDiscoveryDocument(json, 'org2.test')).toEqual(json);
  });

  it.each(['ORG3.test', 'org3.test:8448', 'org3.test.'])('takes %s in Host for org3.test', async (host) => {
    expect((await get('/.well-known/iimp', host)).json).toMatchObject({ domain: 'org3.test' });
  });

  it.each(['/.well-known/iimp', '/.well-known/iimp/keys/bob'])(
    'answers HEAD of %s as GET, without a body',
    async (path) => {
      const [got, asked] = [
        await get(path),
        await send(world.url, { method: 'HEAD', path, headers: { host: 'org2.test' } }),
      ];
      expect([asked.status, asked.body.length]).toEqual([200, 0]);
      for (const name of ['etag', 'content-length', 'content-type', 'cache-control'])
        expect(asked.headers[name]).toBe(got.headers[name]);
    },
  );

  it.each(['evil.test', 'sub.org2.test', '127.0.0.1', 'localhost:8448'])('is not there for %s', async (host) => {
    const { status, json } = await get('/.well-known/iimp', host);
    expect([status, json.code]).toEqual([404, 'not_found']);
  });

  it('tells of both keys while they change, the one that signs first', async () => {
    const domains = new Domains(world.database.db);
    const now = world.now();
    const directory = world.context.config.domainKeysDir;
    const expires = now + 600_000;
    await addDomainKey({ domains, directory, domain: 'org3.test', keyId: 'k2', now, previousExpiresAt: expires });
    const published = async () => {
      await world.context.keyring.reload();
      const { json } = await get('/.well-known/iimp', 'org3.test');
      expect(json.public_key).toBe(json.keys[0].public_key);
      const keys = json.keys.map((key: { key_id: string; expires_at: number | null }) => [key.key_id, key.expires_at]);
      return [json.key_id, ...keys];
    };
    // The new one does not sign before others have had time to see it.
    expect(await published()).toEqual(['k1', ['k1', expires], ['k2', null]]);
    world.advance(180_000);
    expect(await published()).toEqual(['k2', ['k2', null], ['k1', expires]]);
    world.advance(420_001);
    expect(await published()).toEqual(['k2', ['k2', null]]);
  });

  it('answers who has it already with 304', async () => {
    const { etag } = (await get('/.well-known/iimp')).headers;
    for (const known of [etag!, `"x", ${etag}`, `W/${etag}`, '*']) {
      const again = await get('/.well-known/iimp', 'org2.test', { 'if-none-match': known });
      expect([again.status, again.body.length, again.headers['etag']]).toEqual([304, 0, etag]);
    }
    expect((await get('/.well-known/iimp', 'org2.test', { 'if-none-match': '"x"' })).status).toBe(200);
  });
});

describe('GET /.well-known/iimp/keys/{user}', () => {
  it.each(['bob', 'BOB', 'bob@org2.test', 'Bob%40ORG2.test'])('gives the keys of %s', async (user) => {
    const { status, headers, json } = await get(`/.well-known/iimp/keys/${user}`);
    expect([status, json]).toEqual([200, bob]);
    expect(headers).toMatchObject({
      etag: expect.stringMatching(/^"/),
      'cache-control': expect.stringContaining('max-age='),
    });
  });

  it('answers who has them already with 304, until they change', async () => {
    const { etag } = (await get('/.well-known/iimp/keys/bob')).headers;
    expect((await get('/.well-known/iimp/keys/bob', 'org2.test', { 'if-none-match': etag! })).status).toBe(304);
  });

  it.each([
    ['nobody', 'org2.test', 'unknown_user'],
    // A user who has published none yet.
    ['carol', 'org2.test', 'unknown_user'],
    ['bob', 'org3.test', 'unknown_user'],
    ['bob@org3.test', 'org2.test', 'unknown_user'],
    ['bob@evil.test', 'org2.test', 'unknown_user'],
    ['..%2f..', 'org2.test', 'unknown_user'],
    ['a%00b', 'org2.test', 'unknown_user'],
    ['x'.repeat(300), 'org2.test', 'unknown_user'],
    ['bob', 'evil.test', 'not_found'],
  ])('%s at %s: 404 %s', async (user, host, code) => {
    const { status, json } = await get(`/.well-known/iimp/keys/${user}`, host);
    expect([status, json.code]).toEqual([404, code]);
  });
});
