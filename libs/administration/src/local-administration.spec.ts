import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMessaging } from '@iimp/messaging/messaging';
import { loadSome } from '@iimp/platform/config/load';
import { createTestDatabase } from '@iimp/storage/testkit.testkit';
import { describeAdministration } from './administration.contract.testkit.js';
import { LocalAdministration } from './local-administration.js';

const LIMITS = [
  'attachmentMaxBytes',
  'userStorageBytes',
  'rateIp',
  'rateUser',
  'rateDomain',
  'rateLoginUser',
  'rateLoginIp',
] as const;

describeAdministration('next to the database', async () => {
  const test = await createTestDatabase();
  const keysDir = mkdtempSync(join(tmpdir(), 'iimp-keys-'));
  const messaging = createMessaging({ url: `memory:administration-${process.pid}`, service: 'test' });
  const administration = new LocalAdministration({
    db: test.db,
    actor: 'iimpctl:root',
    now: Date.now,
    keysDir,
    limits: loadSome({}, LIMITS),
    withQuarantine: (work) => work(messaging.quarantine),
  });
  return {
    administration,
    test,
    actor: 'iimpctl:root',
    close: async () => {
      await messaging.close();
      await test.drop();
      rmSync(keysDir, { recursive: true, force: true });
    },
  };
});

describe('a local administration without a folder of private keys', () => {
  it('says so, and takes public keys', async () => {
    const test = await createTestDatabase();
    try {
      const parts = {
        db: test.db,
        actor: 'x',
        now: () => 5,
        limits: loadSome({}, LIMITS),
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
