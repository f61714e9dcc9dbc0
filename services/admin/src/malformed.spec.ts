/** Requests that no good tool sends: each is told exactly what is wrong, and the service goes on. */
import { validateProblem } from '@iimp/proto/validators';
import { AdminWorld, type Asked } from './admin.testkit.js';

type Row = [why: string, method: string, path: string, status: number, code: string, asked?: Asked];

const bad = (why: string, method: string, path: string, body?: unknown): Row => [
  why,
  method,
  path,
  400,
  'invalid_request',
  body === undefined ? {} : { body },
];
const LONG = 'x'.repeat(2_000);
const KEY = 'A'.repeat(43);
const ID = '01a2b3c4-d5e6-7abc-8def-0123456789ab';

const REQUESTS: Row[] = [
  bad('no body', 'POST', '/domains'),
  bad('an empty body', 'POST', '/domains', ''),
  bad('not JSON', 'POST', '/domains', 'hello'),
  bad('an array', 'POST', '/domains', []),
  bad('null', 'POST', '/domains', 'null'),
  bad('__proto__', 'POST', '/domains', '{"__proto__":{"domain":"a.test"}}'),
  bad('a truncated body', 'POST', '/users', '{"user":"a@org1.test"'),
  [
    'a form',
    'POST',
    '/users',
    400,
    'invalid_request',
    { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  ],
  [
    'a body over its limit',
    'POST',
    '/users',
    413,
    'too_large',
    { body: { user: 'a@org1.test', password: 'x'.repeat(20_000) } },
  ],
  bad('a domain of a number', 'POST', '/domains', { domain: 7 }),
  bad('a domain that is an address', 'POST', '/domains', { domain: '127.0.0.1' }),
  bad('a long domain', 'POST', '/domains', { domain: `${LONG}.test` }),
  bad('a mistyped member', 'POST', '/domains', { domain: 'a.test', keyid: 'k' }),
  bad('a key id that is a path', 'POST', '/domains', { domain: 'a.test', key_id: '../k' }),
  bad('a short public key', 'POST', '/domains', { domain: 'a.test', key_id: 'k', public_key: 'AAAA' }),
  bad('a public key without a name', 'POST', '/domains', { domain: 'a.test', public_key: KEY }),
  bad('a domain in the path that is none', 'GET', '/domains/a_b'),
  bad('a long domain in the path', 'GET', `/domains/${'x'.repeat(900)}`),
  bad('a path that cannot be decoded', 'GET', '/domains/%E0%A4%A'),
  bad('a key without a name', 'POST', '/domains/org1.test/keys', {}),
  bad('an overlap in words', 'POST', '/domains/org1.test/keys', { key_id: 'k', overlap_days: 'week' }),
  bad('a negative overlap', 'POST', '/domains/org1.test/keys/k/activate', { overlap_days: -1 }),
  bad('an endless overlap', 'POST', '/domains/org1.test/keys/k/activate', { overlap_days: 1e9 }),
  ['a key that is not there', 'POST', '/domains/org1.test/keys/none/activate', 404, 'not_found', { body: {} }],
  ['a key to retire that is not there', 'POST', '/domains/org1.test/keys/none/retire', 404, 'not_found'],
  ['a domain that is not here', 'GET', '/domains/org9.test', 404, 'not_found'],
  bad('a user without a password', 'POST', '/users', { user: 'a@org1.test' }),
  bad('a short password', 'POST', '/users', { user: 'a@org1.test', password: 'x' }),
  bad('a long password', 'POST', '/users', { user: 'a@org1.test', password: LONG }),
  bad('a user of elsewhere', 'POST', '/users', { user: 'a@org9.test', password: '12345678' }),
  bad('a user that is no address', 'POST', '/users', { user: 'a', password: '12345678' }),
  bad('a user in the path that is none', 'GET', '/users/nobody'),
  ['a user that is not there', 'GET', '/users/nobody@org1.test', 404, 'unknown_user'],
  [
    'a password of nobody',
    'PUT',
    '/users/nobody@org1.test/password',
    404,
    'unknown_user',
    { body: { password: '12345678' } },
  ],
  bad('a password of a number', 'PUT', '/users/alice@org1.test/password', { password: 12345678 }),
  bad('a limit in words', 'PUT', '/users/alice@org1.test/storage-limit', { limit_bytes: '1GiB' }),
  bad('a negative limit', 'PUT', '/users/alice@org1.test/storage-limit', { limit_bytes: -1 }),
  bad('a limit of nothing', 'PUT', '/users/alice@org1.test/storage-limit', {}),
  ['a session that is not there', 'DELETE', '/users/alice@org1.test/sessions/none', 404, 'not_found'],
  bad('an export of what is no address', 'GET', '/users/nobody/export'),
  ['an export of nobody', 'GET', '/users/nobody@org1.test/export', 404, 'unknown_user'],
  ['an attachment of no name', 'GET', '/users/alice@org1.test/export/attachments/org1.test/x', 404, 'not_found'],
  bad('an attachment of no domain', 'GET', `/users/alice@org1.test/export/attachments/a_b/${ID}`),
  bad('an attachment of a path', 'GET', `/users/alice@org1.test/export/attachments/..%2F..%2Fetc/${ID}`),
  ['an attachment of nobody', 'GET', `/users/no@org1.test/export/attachments/org1.test/${ID}`, 404, 'not_found'],
  bad('an erasure without a body', 'POST', '/users/alice@org1.test/erase'),
  bad('an erasure that goes on after a text', 'POST', '/users/alice@org1.test/erase', { after: '7' }),
  bad('an erasure that goes on after less than nothing', 'POST', '/users/alice@org1.test/erase', { after: -1 }),
  bad('an erasure that is mistyped', 'POST', '/users/alice@org1.test/erase', { dry_run: true }),
  bad('an erasure of what is no address', 'POST', '/users/alice/erase', {}),
  ['an erasure of nobody', 'POST', '/users/nobody@org1.test/erase', 404, 'unknown_user', { body: {} }],
  bad('a page of the erased that is too long', 'GET', '/erased-users?limit=5000'),
  bad('an empty place to go on among the erased', 'GET', '/erased-users?after='),
  bad('retention where it is off', 'POST', '/retention/run', {}),
  bad('retention without a body', 'POST', '/retention/run'),
  bad('a dry run in words', 'POST', '/retention/run', { dry_run: 'yes' }),
  bad('a dry run that is mistyped', 'POST', '/retention/run', { dryRun: true }),
  bad('a restore without a run', 'POST', '/restored', {}),
  bad('a restore of a run in words', 'POST', '/restored', { run: 'mine' }),
  bad('a restore of a number', 'POST', '/restored', { run: 7 }),
  bad('orphans without a body', 'POST', '/blobs/orphans'),
  bad('orphans that are too young', 'POST', '/blobs/orphans', { min_age_hours: 23 }),
  bad('orphans of an endless age', 'POST', '/blobs/orphans', { min_age_hours: 1e9 }),
  bad('orphans after what is no name', 'POST', '/blobs/orphans', { after: '../x' }),
  bad('orphans after a long name', 'POST', '/blobs/orphans', { after: LONG }),
  bad('orphans to remove in words', 'POST', '/blobs/orphans', { remove: 'true' }),
  bad('orphans that are mistyped', 'POST', '/blobs/orphans', { delete: true }),
  bad('a policy without a change', 'PATCH', '/policy', {}),
  bad('a mode that is none', 'PATCH', '/policy', { mode: 'ajar' }),
  bad('a list of a text', 'PATCH', '/policy', { block: 'a.test' }),
  bad('a list with what is no domain', 'PATCH', '/policy', { block: ['a.test', 'a b'] }),
  bad('a list that is too long', 'PATCH', '/policy', { block: Array.from({ length: 1_001 }, (_, i) => `a${i}.test`) }),
  bad('a list that is mistyped', 'PATCH', '/policy', { blocks: ['a.test'] }),
  bad('a page of nothing', 'GET', '/users?limit=0'),
  bad('a page that is too long', 'GET', '/users?limit=1001'),
  bad('a page in words', 'GET', '/destinations?limit=all'),
  bad('two limits', 'GET', '/destinations?limit=1&limit=2'),
  bad('an empty place to go on', 'GET', '/users?after='),
  bad('a long place to go on', 'GET', `/destinations?after=${LONG}`),
  bad('all of a number', 'GET', '/destinations?all=1'),
  bad('users of what is no domain', 'GET', '/users?domain=a_b'),
  bad('a destination that is no domain', 'POST', '/destinations/a_b/pause'),
  bad('a queue of what is no domain', 'GET', '/destinations/a_b/queue'),
  ['a destination that is not known', 'GET', '/destinations/org9.test', 404, 'not_found'],
  bad('a quarantine that is none', 'GET', '/quarantine/mailbox.grown'),
  bad('a quarantine to requeue that is none', 'POST', '/quarantine/x/requeue', {}),
  bad('ids of a text', 'POST', '/quarantine/delivery.heard/requeue', { message_ids: 'x' }),
  bad('no ids at all', 'POST', '/quarantine/delivery.heard/drop', { message_ids: [] }),
  bad('a selection that is mistyped', 'POST', '/quarantine/delivery.heard/drop', { ids: ['x'] }),
  bad('a selection that is missing', 'POST', '/quarantine/delivery.heard/drop'),
  bad('an id with a NUL', 'POST', '/quarantine/delivery.heard/drop', { message_ids: ['x', '\0'] }),
  bad('half a character in an id', 'POST', '/quarantine/delivery.heard/requeue', { message_ids: ['\ud800'] }),
  ['a receipt of no message', 'GET', '/receipts/nonsense', 404, 'not_found'],
  bad('a negative place in the audit log', 'GET', '/audit?before=-1'),
  bad('a time in words', 'GET', '/audit?since=yesterday'),
  bad('two actors', 'GET', '/audit?actor=a&actor=b'),
  bad('a NUL to go on after', 'GET', '/users?after=%00'),
  bad('a NUL for an actor', 'GET', '/audit?actor=%00'),
  bad('a NUL for a token', 'DELETE', '/tokens/%00'),
  bad('a NUL for a key to retire', 'POST', '/domains/org1.test/keys/%00/retire'),
  bad('a NUL for a key to activate', 'POST', '/domains/org1.test/keys/%00/activate', {}),
  bad('a NUL for a session', 'DELETE', '/users/alice@org1.test/sessions/%00'),
  bad('a NUL for a receipt', 'GET', '/receipts/%00'),
  bad('a token without a role', 'POST', '/tokens', { name: 'a' }),
  bad('a role that is none', 'POST', '/tokens', { name: 'a', role: 'root' }),
  bad('a name with a slash', 'POST', '/tokens', { name: 'a/b', role: 'viewer' }),
  bad('a token for ever', 'POST', '/tokens', { name: 'a', role: 'viewer', expires_in_days: 1e6 }),
  ['a token that is not there', 'DELETE', '/tokens/none', 404, 'not_found'],
  ['a path that is not there', 'GET', '/nothing', 404, 'not_found'],
  ['a method that is not there', 'DELETE', '/domains', 404, 'not_found'],
];

describe('malformed requests', () => {
  let world: AdminWorld;
  beforeAll(async () => {
    world = await AdminWorld.start();
    await world.as('admin').domains.add({ domain: 'org1.test', key_id: 'k' });
    await world.as('admin').users.add({ user: 'alice@org1.test', password: 'correct horse' });
  });
  afterAll(async () => {
    // After all of it: still serving, and nothing was changed.
    try {
      const { entries } = await world.as('viewer').audit({ limit: 10, actor: 'admin:admin' });
      expect(entries.map(({ action }) => action)).toEqual(['user.add', 'domain-key.add', 'domain.add']);
    } finally {
      await world.stop();
    }
  });

  it.each(REQUESTS)('%s', async (_why, method, path, status, code, asked = {}) => {
    const answer = await world.ask(method, path, { token: world.tokens.admin, ...asked });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(validateProblem(answer.body)).toBe(true);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.[tj]s:|Error:|correct horse/);
  });
});
