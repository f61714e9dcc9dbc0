/** Who may ask what, as the contract says it: every operation of proto/openapi/admin.yaml. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { HttpAdministration } from '@iimp/administration/http-administration';
import { type AdminRole, AdminTokens } from '@iimp/storage/admin-tokens';
import { AdminWorld } from './admin.testkit.js';

interface Api {
  paths: Record<string, Record<string, { 'x-role': AdminRole }>>;
}

const ROLES: readonly AdminRole[] = ['viewer', 'operator', 'admin'];
const api = parse(readFileSync(join(__dirname, '../../../proto/openapi/admin.yaml'), 'utf8')) as Api;
const OPERATIONS = Object.entries(api.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { 'x-role': role }]): [string, string, AdminRole] => [
    method.toUpperCase(),
    path.replace(/\{[a-z]+\}/g, 'x'),
    role,
  ]),
);

let world: AdminWorld;
beforeAll(async () => {
  world = await AdminWorld.start();
});
afterAll(() => world?.stop());

const told = async (method: string, path: string, token?: string, headers?: Record<string, string>) => {
  const asked = { ...(token === undefined ? {} : { token }), ...(headers === undefined ? {} : { headers }) };
  const { status, body } = await world.ask(method, path, asked);
  return [status, body.code];
};

it.each(OPERATIONS)('%s %s is for %s and above', async (method, path, needed) => {
  expect(await told(method, path)).toEqual([401, 'unauthorized']);
  for (const role of ROLES) {
    const [status, code] = await told(method, path, world.tokens[role]);
    if (ROLES.indexOf(role) < ROLES.indexOf(needed)) expect([status, code]).toEqual([403, 'forbidden']);
    else expect([401, 403, 500]).not.toContain(status);
    // It may be that there is no such user; the route itself is there.
    if (status === 404)
      expect((await world.ask(method, path, { token: world.tokens[role] })).body.detail).not.toContain('address');
  }
});

it.each([
  ['another scheme', { authorization: 'Basic YWxpY2U6cHc=' }],
  ['an empty token', { authorization: 'Bearer ' }],
  ['a broken token', { authorization: 'Bearer nonsense' }],
  ['a token with strange letters', { authorization: 'Bearer a"b' }],
  ['a very long token', { authorization: `Bearer ${'x'.repeat(5_000)}` }],
])('refuses %s', async (_why, headers) => {
  expect(await told('GET', '/whoami', undefined, headers)).toEqual([401, 'unauthorized']);
  const { headers: answered } = await world.ask('GET', '/whoami', { headers });
  expect(answered.get('www-authenticate')).toBe('Bearer');
});

it('knows a token until it is revoked or expires, and notes when it was used', async () => {
  const tokens = new AdminTokens(world.test.db);
  const made = await world.as('admin').tokens.add({ name: 'eve', role: 'viewer' });
  const eve = new HttpAdministration({ url: world.service.url!, token: made.token });
  expect(await eve.whoami()).toMatchObject({ name: 'eve', role: 'viewer' });
  const listed = (await tokens.list()).find(({ name }) => name === 'eve');
  expect(listed?.lastUsedAt).toBeGreaterThan(made.created_at - 1);
  await world.as('admin').tokens.revoke('eve');
  await expect(eve.whoami()).rejects.toMatchObject({ code: 'unauthorized' });
  const now = Date.now();
  const late = await tokens.create({ name: 'late', role: 'admin', expiresAt: now - 1, now: now - 9 });
  expect(await told('GET', '/whoami', late?.token)).toEqual([401, 'unauthorized']);
});

it('limits an address before it looks at tokens', async () => {
  const limited = await AdminWorld.start({ IIMP_RATE_ADMIN: '1/m/3' });
  try {
    const codes: unknown[] = [];
    for (let n = 0; n < 4; n++) codes.push((await limited.ask('GET', '/whoami', { token: 'guess' })).body.code);
    expect(codes).toEqual(['unauthorized', 'unauthorized', 'unauthorized', 'rate_limited']);
    const { status, headers } = await limited.ask('GET', '/whoami', { token: limited.tokens.admin });
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true]);
  } finally {
    await limited.stop();
  }
});
