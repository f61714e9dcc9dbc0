import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileBlobStore } from '@iimp/blobs/file-blob-store';
import { createMessaging } from '@iimp/messaging/messaging';
import type { QuarantineAdmin } from '@iimp/messaging/quarantine';
import { loadSome } from '@iimp/platform/config/load';
import { newId } from '@iimp/protocol/ids';
import { createUsers, fromLocal, makeMessage } from '@iimp/storage/fixtures.testkit';
import { Sessions } from '@iimp/storage/sessions';
import { createTestDatabase } from '@iimp/storage/testkit.testkit';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import { describeAdministration } from './administration.contract.testkit.js';
import { describeLifecycle } from './lifecycle.contract.testkit.js';
import { LocalAdministration } from './local-administration.js';

const DAY = 86_400_000;
const LIMITS = [
  'attachmentMaxBytes',
  'userStorageBytes',
  'rateIp',
  'rateUser',
  'rateDomain',
  'rateLoginUser',
  'rateLoginIp',
] as const;

/** In the smallest portions. */
async function open() {
  const test = await createTestDatabase();
  const keysDir = mkdtempSync(join(tmpdir(), 'iimp-keys-'));
  const blobs = join(keysDir, 'blobs');
  const messaging = createMessaging({ url: `memory:administration-${process.pid}`, service: 'test' });
  const { quarantine } = messaging;
  const quarantined = jest.fn<Promise<number>, Parameters<QuarantineAdmin['purge']>>(() => Promise.resolve(0));
  Object.assign(quarantine, { purge: quarantined, replay: quarantined });
  const administration = new LocalAdministration({
    db: test.db,
    actor: 'iimpctl:root',
    now: Date.now,
    keysDir,
    limits: loadSome({}, LIMITS),
    retention: { retentionMs: 100 * DAY, restoreWindowMs: 14 * DAY },
    blobs: () => new FileBlobStore(blobs),
    portionMs: 0,
    withQuarantine: (work) => work(quarantine),
  });
  return {
    administration,
    test,
    blobs,
    quarantined,
    actor: 'iimpctl:root',
    close: async () => {
      await messaging.close();
      await test.drop();
      rmSync(keysDir, { recursive: true, force: true });
    },
  };
}

/** Lets stores of blobs have so many orphans, of two bytes each. @returns their keys */
function orphans(count: number): string[] {
  const keys = Array.from({ length: count }, () => `uploads/${newId()}`);
  jest.spyOn(FileBlobStore.prototype, 'list').mockImplementation(async function* () {
    for (const key of keys) yield await Promise.resolve({ key, size: 2, modifiedAt: 1 });
  });
  return keys;
}

describeAdministration('next to the database', open);
describeLifecycle('next to the database', open);

afterEach(() => jest.restoreAllMocks());

describe('a local administration without a folder of private keys', () => {
  it('says so, and takes public keys', async () => {
    const test = await createTestDatabase();
    try {
      const parts = {
        db: test.db,
        actor: 'x',
        now: () => 5,
        limits: loadSome({}, LIMITS),
        retention: { retentionMs: 0, restoreWindowMs: 0 },
        blobs: () => new FileBlobStore('/dev/null'),
        withQuarantine: () => Promise.reject(new Error('none')),
      };
      const none = new LocalAdministration({ ...parts, keysDir: undefined });
      await expect(none.domains.add({ domain: 'a.test' })).rejects.toMatchObject({ code: 'invalid_request' });
      const locked = new LocalAdministration({ ...parts, keysDir: '/dev/null' });
      await expect(locked.domains.add({ domain: 'a.test' })).rejects.toMatchObject({ code: 'invalid_request' });
      expect(await none.domains.list()).toEqual({ domains: [] });
      const key = { key_id: 'k', public_key: 'A'.repeat(43) };
      expect((await none.domains.add({ domain: 'a.test', ...key })).keys).toMatchObject([{ ...key, state: 'active' }]);
    } finally {
      await test.drop();
    }
  });
});

describe('an act that cannot be noted', () => {
  const ALICE = 'alice@org1.test';
  const [DOMAIN, PEER] = ['org1.test', 'org2.test'];
  const KEY = { key_id: 'registered', public_key: 'A'.repeat(43) };
  let world: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    world = await open();
    const { domains, users, tokens } = world.administration;
    await domains.add({ domain: DOMAIN, key_id: 'first' });
    await domains.addKey(DOMAIN, { key_id: 'second', activate: false });
    await users.add({ user: ALICE, password: 'correct horse' });
    await new Sessions(world.test.db).create({ address: ALICE, token: 't', expiresAt: 9e12, now: 1 });
    await tokens.add({ name: 'olga', role: 'viewer' });
    const writer = new MessageWriter(world.test.db);
    await writer.submit(fromLocal(makeMessage({ sender: ALICE, participants: [ALICE, `bob@${PEER}`] })));
    await writer.close();
    await world.test.db.pool.query('alter table audit add constraint full_up check (false) not valid');
  });
  afterAll(() => world.close());

  const state = async (): Promise<unknown[]> => {
    const tables = ['domains', 'domain_keys', 'users', 'mailboxes', 'sessions', 'admin_tokens', 'outbox', 'audit'];
    const { pool } = world.test.db;
    return Promise.all(tables.map(async (table) => (await pool.query(`select * from ${table} order by 1, 2`)).rows));
  };

  type Act = (administration: LocalAdministration) => Promise<unknown>;
  const ACTS: [string, Act][] = [
    ['a new domain', ({ domains }) => domains.add({ domain: 'org2.test', key_id: 'k' })],
    ['a new key', ({ domains }) => domains.addKey(DOMAIN, { key_id: 'third' })],
    ['a registered key', ({ domains }) => domains.addKey(DOMAIN, KEY)],
    ['a key that signs', ({ domains }) => domains.activateKey(DOMAIN, 'second', {})],
    ['a key that is retired', ({ domains }) => domains.retireKey(DOMAIN, 'second')],
    ['a new user', ({ users }) => users.add({ user: 'bob@org1.test', password: 'correct horse' })],
    ['a user who is disabled', ({ users }) => users.disable(ALICE)],
    ['a new password', ({ users }) => users.setPassword(ALICE, 'battery staple')],
    ['sessions that end', ({ users }) => users.revokeSessions(ALICE)],
    ['a limit', ({ users }) => users.limitStorage(ALICE, 5)],
    ['a new token', ({ tokens }) => tokens.add({ name: 'pete', role: 'admin' })],
    ['a token that is revoked', ({ tokens }) => tokens.revoke('olga')],
    ['what waits for a domain', ({ destinations }) => destinations.purge(PEER)],
    ['a database that was restored', ({ lifecycle }) => lifecycle.restored('run')],
  ];

  it.each(ACTS)('changes nothing: %s', async (_what, act) => {
    const before = await state();
    await expect(act(world.administration)).rejects.toThrow('full_up');
    expect(await state()).toEqual(before);
  });

  it.each(['drop', 'requeue'] as const)('leaves the quarantine alone: %s', async (act) => {
    await expect(world.administration.quarantine[act]('delivery.heard', {})).rejects.toThrow('full_up');
    expect(world.quarantined).not.toHaveBeenCalled();
  });

  it('leaves the blob store alone', async () => {
    orphans(1);
    const removed = jest.spyOn(FileBlobStore.prototype, 'delete').mockResolvedValue();
    await expect(world.administration.lifecycle.orphans({ remove: true })).rejects.toThrow('full_up');
    expect(removed).not.toHaveBeenCalled();
  });
});

it('notes that it removes blobs before it does, and then how many are gone, wherever that ends', async () => {
  const { administration, close } = await open();
  try {
    const noted = async () => (await administration.audit({ limit: 5, action: 'blobs.orphans' })).entries;
    const keys = orphans(12);
    const seen: unknown[] = [];
    jest.spyOn(FileBlobStore.prototype, 'delete').mockImplementation(async (key) => {
      if (key === keys[10]) throw new Error('the store went away');
      if (key === keys[0] || key === keys[11]) seen.push((await noted()).map(({ detail }) => detail));
    });
    await administration.lifecycle.orphans({});
    expect(await noted()).toEqual([]);
    await expect(administration.lifecycle.orphans({ remove: true })).rejects.toThrow('went away');
    expect(seen).toEqual([[{}], [{ removed: 10, bytes: 20 }]]);
    expect(await noted()).toMatchObject([{ subject: 'blob store', detail: { removed: 11, bytes: 22 } }]);
  } finally {
    await close();
  }
});

it('notes what it does to a quarantine before it does it, and then how many there were', async () => {
  const { administration, quarantined, close } = await open();
  try {
    const entries = async () => (await administration.audit({ limit: 5, action: 'quarantine' })).entries;
    quarantined.mockImplementationOnce(async () => {
      expect(await entries()).toMatchObject([{ action: 'quarantine.purge', detail: { ids: ['x'] } }]);
      throw new Error('the broker went away');
    });
    await expect(administration.quarantine.drop('delivery.heard', { message_ids: ['x'] })).rejects.toThrow('went away');
    expect(await administration.quarantine.drop('delivery.heard', {})).toMatchObject({ messages: 0 });
    expect((await entries()).map(({ detail }) => detail)).toEqual([{ count: 0 }, { ids: ['x'] }]);
  } finally {
    await close();
  }
});

it('reads no more of an export than is asked for, and ends when nobody reads', async () => {
  const { administration, test, close } = await open();
  try {
    const [found] = await createUsers(test.db, ['alice@org1.test']).then(() =>
      test.db.query<{ id: number }>('t-user', 'select user_id as id from users'),
    );
    await test.db.pool.query(`insert into sessions (token_hash, family, user_id, created_at, expires_at)
      select sha256(n::text::bytea), gen_random_uuid(), ${found!.id}, 1, 9e12 from generate_series(1, 3000) n`);
    const queries = jest.spyOn(test.db, 'query');
    const pages = (): number => queries.mock.calls.filter(([name]) => name === 'export-session').length;
    const stream = await administration.personalData.export('alice@org1.test');
    await once(stream, 'readable');
    expect(pages()).toBe(1);
    stream.destroy();
    await once(stream, 'close');
    expect(pages()).toBeLessThan(3);
    const whole = await administration.personalData.export('alice@org1.test');
    let bytes = 0;
    for await (const chunk of whole) bytes += (chunk as Buffer).length;
    expect(bytes).toBeGreaterThan(3_000 * 100);
    queries.mockRestore();
  } finally {
    await close();
  }
});
