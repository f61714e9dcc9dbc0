import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileBlobStore } from '@iimp/blobs/file-blob-store';
import { createMessaging } from '@iimp/messaging/messaging';
import { loadSome } from '@iimp/platform/config/load';
import { createUsers } from '@iimp/storage/fixtures.testkit';
import { createTestDatabase } from '@iimp/storage/testkit.testkit';
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
  const administration = new LocalAdministration({
    db: test.db,
    actor: 'iimpctl:root',
    now: Date.now,
    keysDir,
    limits: loadSome({}, LIMITS),
    retention: { retentionMs: 100 * DAY, restoreWindowMs: 14 * DAY },
    blobs: () => new FileBlobStore(blobs),
    portionMs: 0,
    withQuarantine: (work) => work(messaging.quarantine),
  });
  return {
    administration,
    test,
    blobs,
    actor: 'iimpctl:root',
    close: async () => {
      await messaging.close();
      await test.drop();
      rmSync(keysDir, { recursive: true, force: true });
    },
  };
}

describeAdministration('next to the database', open);
describeLifecycle('next to the database', open);

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
