/** Operators with tokens, over HTTPS: what each may do, and whose name the audit log has. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HttpAdministration } from '@iimp/administration/http-administration';
import type { UserKeysDocument } from '@iimp/proto/types';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import { until } from '@iimp/testbed/until';
import type { Organization, World } from '@iimp/testbed/world';
import { compose, Mailbox } from './mailbox.testkit.js';
import { person } from './people.testkit.js';

jest.setTimeout(180_000);

const [ONE, TWO] = ['org1.test', 'org2.test'] as const;
const MAIN = join(__dirname, '../../cli/dist/bundle/main.js');

let world: World;
let home: Organization;
let alice: Mailbox;
let bob: Mailbox;
let keys: UserKeysDocument;
let viewer: HttpAdministration;
let operator: HttpAdministration;
let operatorToken: string;

/** A token, made next to the database; the next ones could be made by this one's holder. */
async function tokenFor(name: string, role: string): Promise<string> {
  const [made] = JSON.parse(await home.iimpctl('--json', 'admin-token', 'add', name, '--role', role)) as [
    { token: string },
  ];
  return made.token;
}

beforeAll(async () => {
  world = await startStandaloneWorld({ env: { IIMP_RETRY_BASE: '10m', IIMP_RETRY_CAP: '1h' } });
  home = world.org(ONE);
  alice = new Mailbox(await person(world, `alice@${ONE}`));
  bob = new Mailbox(await person(world, `bob@${TWO}`));
  keys = await alice.client.keysOf(bob.client.address);
  operatorToken = await tokenFor('olga', 'operator');
  const of = (token: string) => new HttpAdministration({ url: home.adminUrl, token, ca: world.ca.pem });
  operator = of(operatorToken);
  viewer = of(await tokenFor('victor', 'viewer'));
});
afterAll(() => world?.close());

async function write(text: string): Promise<string> {
  const message = await compose(alice.client, [keys], text);
  await alice.client.post(message);
  return message.message_id;
}

it('a viewer sees, and changes nothing', async () => {
  expect((await viewer.domains.list()).domains).toMatchObject([{ domain: ONE }]);
  const forbidden = { code: 'forbidden', status: 403 };
  await expect(viewer.destinations.pause(TWO)).rejects.toMatchObject(forbidden);
  await expect(viewer.destinations.purge(TWO)).rejects.toMatchObject(forbidden);
  await expect(viewer.quarantine.requeue('delivery.heard', {})).rejects.toMatchObject(forbidden);
  await expect(operator.policy.change({ block: [TWO] })).rejects.toMatchObject(forbidden);
});

it('an operator pauses, looks, purges, resumes and retries, and what goes out again does so at once', async () => {
  await operator.destinations.pause(TWO);
  const purged = await write('never');
  await until('it waits', async () => (await viewer.destinations.queue(TWO, 10)).messages.length === 1);
  expect(await viewer.overview()).toMatchObject({ backlog: { paused: 1 } });
  expect(await operator.destinations.purge(TWO)).toEqual({ domain: TWO, purged: 1 });
  expect(await alice.noticesOf(purged)).toMatchObject([{ domain: TWO, detail: 'given up by an operator' }]);
  const later = await write('later');
  expect(await operator.destinations.resume(TWO)).toEqual({ domain: TWO, changed: true });
  expect(await bob.texts([later])).toEqual(['later']);
  await world.org(TWO).stop();
  const held = await write('after the outage');
  await until('it is down', async () => (await viewer.destinations.show(TWO)).state === 'down');
  await world.org(TWO).start();
  await operator.destinations.retry(TWO);
  expect(await bob.texts([held])).toEqual(['after the outage']);
});

/** iimpctl by a URL and the token of somebody, without a database. */
function ctlOf(name: string, token: string): (...args: string[]) => Promise<unknown> {
  const file = join(world.folder, `${name}.token`);
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  const env = {
    PATH: process.env['PATH'],
    IIMP_ADMIN_URL: home.adminUrl,
    IIMP_ADMIN_TOKEN_FILE: file,
    IIMP_ADMIN_CA_FILE: world.ca.file,
  };
  return async (...args) =>
    JSON.parse((await promisify(execFile)(process.execPath, [MAIN, '--json', ...args], { env })).stdout);
}

it('iimpctl does the same by a URL and a token, without a database', async () => {
  const ctl = ctlOf('olga', operatorToken);
  expect(await ctl('whoami')).toMatchObject([{ name: 'olga', role: 'operator' }]);
  expect(await ctl('destinations', 'list', '--all')).toMatchObject([{ domain: TWO }]);
  expect(await ctl('quarantine', 'requeue', 'delivery.heard')).toEqual([{ pattern: 'delivery.heard', replayed: 0 }]);
  await expect(ctl('user', 'add', `eve@${ONE}`, '--generate-password')).rejects.toThrow(
    'forbidden: this needs the role admin',
  );
});

it('a user stores no more than an operator allows', async () => {
  await home.iimpctl('quota', 'set', `alice@${ONE}`, '64KiB');
  const upload = (size: number) =>
    alice.client.uploadAttachment({
      bytes: (async function* () {
        yield new Uint8Array(size);
      })(),
      name: 'file',
      mediaType: 'text/plain',
      size,
    });
  await expect(upload(100_000)).rejects.toMatchObject({ code: 'quota_exceeded', status: 413 });
  await upload(30_000);
  const { users } = await viewer.quotas(5);
  expect(users).toEqual([expect.objectContaining({ user: `alice@${ONE}`, attachments: 1, limit_bytes: 65_536 })]);
});

it('an admin exports a user with an attachment, and erases them, from elsewhere', async () => {
  const ctl = ctlOf('ada', await tokenFor('ada', 'admin'));
  const directory = join(world.folder, 'alice');
  await expect(operator.personalData.export(`alice@${ONE}`)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await ctl('user', 'export', `alice@${ONE}`, '--out', directory)).toMatchObject([
    { attachments: 1, missing: 0, directory },
  ]);
  const records = readFileSync(join(directory, 'records.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { record: string; attachment_id: string; sha256: string });
  const file = records.find(({ record }) => record === 'attachment');
  const bytes = readFileSync(join(directory, 'attachments', ONE, file?.attachment_id ?? ''));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(file?.sha256);
  expect(await ctl('user', 'erase', `alice@${ONE}`, '--yes')).toMatchObject([
    { state: 'erased', removed: { users: 1 } },
  ]);
  await expect(viewer.users.show(`alice@${ONE}`)).rejects.toMatchObject({ code: 'unknown_user' });
  expect(await ctl('user', 'erased')).toMatchObject([{ user: `alice@${ONE}`, actor: 'admin:ada' }]);
  expect(await ctl('blobs', 'orphans')).toMatchObject([{ orphans: 0 }]);
});

it('the audit log names who did it', async () => {
  const { entries } = await viewer.audit({ limit: 100, actor: 'admin:olga' });
  expect(entries.map(({ action }) => action).reverse()).toEqual([
    'destination.pause',
    'destination.purge',
    'destination.resume',
    'destination.retry',
    'quarantine.replay',
  ]);
  expect(await viewer.audit({ limit: 100, actor: 'admin:victor' })).toEqual({ entries: [], next: null });
});
