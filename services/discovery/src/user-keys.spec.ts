import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { UserKeysDocument } from '@iimp/proto/types';
import { DAY, json, startWorld, type World } from './world.testkit.js';

const vectors = JSON.parse(readFileSync(join(__dirname, '../../../proto/vectors/user-keys.json'), 'utf8')) as {
  users: { document: UserKeysDocument }[];
};
const [alice, bob] = vectors.users.map(({ document }) => document) as [UserKeysDocument, UserKeysDocument];

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());
beforeEach(() => world.reset());

describe('discovery.user-keys', () => {
  const PATH = '/.well-known/iimp/keys/bob';
  const keyRequests = () => world.org2.seen.filter((url) => url.endsWith(PATH)).length;

  it('gives the checked document, and asks once while it is fresh', async () => {
    world.answers[PATH] = json(bob, { 'cache-control': 'max-age=60' });
    const { keysOf: ask } = await world.replica();
    expect(await ask('bob@org2.test')).toEqual({ keys: bob });
    expect(await ask('Bob@ORG2.test')).toEqual({ keys: bob });
    expect(await (await world.replica()).keysOf('bob@org2.test')).toEqual({ keys: bob });
    expect(keyRequests()).toBe(1);
  });

  it('asks whether it has changed, and takes what has', async () => {
    const tags: (string | undefined)[] = [];
    world.answers[PATH] = (request, response) => {
      tags.push(request.headers['if-none-match']);
      const headers = { etag: '"1"', 'cache-control': 'max-age=10' };
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304, headers).end();
      else json(bob, headers)(request, response);
    };
    const { keysOf: ask } = await world.replica();
    for (world.offset = 0; world.offset <= 40_000; world.offset += 20_000)
      expect(await ask('bob@org2.test')).toEqual({ keys: bob });
    expect(tags).toEqual([undefined, '"1"', '"1"']);
    world.answers[PATH] = json({ code: 'unknown_user' }, {}, 404);
    world.offset = 60_000;
    expect((await ask('bob@org2.test')).problem).toMatchObject({ code: 'unknown_user' });
  });

  it.each<[string, string, RequestListener]>([
    ['a user that does not exist', 'unknown_user', json({ code: 'unknown_user' }, {}, 404)],
    ['an error of the domain', 'unavailable', json({}, {}, 500)],
    ['a redirect for ever', 'unavailable', (_, response) => void response.writeHead(302, { location: PATH }).end()],
    ['no JSON', 'unavailable', (_, response) => void response.end('<html>')],
    ['keys of another user', 'unavailable', json(alice)],
    ['keys with a wrong signature', 'unavailable', json({ ...bob, updated_at: bob.updated_at + 1 })],
    ['a document that is too long', 'unavailable', json({ ...bob, extra: 'x'.repeat(70_000) })],
  ])('takes %s for %s', async (_, code, answer) => {
    world.answers[PATH] = answer;
    expect((await (await world.replica()).keysOf('bob@org2.test')).problem).toMatchObject({ code });
  });

  it('lets a user be found soon after he was not', async () => {
    const { keysOf: ask } = await world.replica();
    expect((await ask('bob@org2.test')).problem).toMatchObject({ code: 'unknown_user' });
    world.answers[PATH] = json(bob);
    world.offset = 5_000;
    expect(await ask('bob@org2.test')).toEqual({ keys: bob });
  });

  it('says of the domain what is wrong with it', async () => {
    const { keysOf: ask } = await world.replica();
    expect((await ask('bob@no.test')).problem).toMatchObject({ code: 'not_found' });
    expect((await ask('bob@example.org')).problem).toMatchObject({ code: 'unavailable' });
    expect((await ask('bob')).problem).toMatchObject({ code: 'invalid_request' });
  });

  it('serves what it knows while the domain is down', async () => {
    world.answers[PATH] = json(bob);
    const { keysOf: ask } = await world.replica();
    await ask('bob@org2.test');
    world.answers = {};
    world.answers['/.well-known/iimp'] = world.answers[PATH] = json({}, {}, 503);
    world.offset = DAY;
    expect(await ask('bob@org2.test')).toEqual({ keys: bob });
  });
});
