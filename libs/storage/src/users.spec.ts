import type { UserKeysDocument } from '@iimp/proto/types';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { Domains } from './domains.js';
import { Sessions } from './sessions.js';
import { Users } from './users.js';
import { lockWait } from './wait.testkit.js';

const ALICE = 'alice@org1.test';
const HOUR = 3_600_000;

describe('accounts', () => {
  let test: TestDatabase;
  let users: Users;
  let sessions: Sessions;
  let domains: Domains;
  beforeAll(async () => {
    test = await createTestDatabase();
    users = new Users(test.db);
    sessions = new Sessions(test.db);
    domains = new Domains(test.db);
    await domains.add('org1.test', 1);
    await users.create({ address: ALICE, passwordHash: 'hash', now: 5 });
  });
  afterAll(() => test.drop());

  describe('users', () => {
    it('are created once, in local domains only', async () => {
      const user = { address: ALICE, domain: 'org1.test', createdAt: 5, disabled: false };
      expect(await users.find(ALICE)).toEqual(user);
      expect(await users.credentials(ALICE)).toEqual({ user, passwordHash: 'hash' });
      await expect(users.create({ address: ALICE, passwordHash: null, now: 6 })).rejects.toThrow('exists already');
      await expect(users.create({ address: 'a@other.test', passwordHash: null, now: 6 })).rejects.toThrow(
        'local domain',
      );
      expect(await users.find('nobody@org1.test')).toBeUndefined();
    });

    it('are not created at the address of one who is erased at that moment', async () => {
      const gone = 'gone@org1.test';
      await users.create({ address: gone, passwordHash: null, now: 6 });
      const erasing = await test.open().pool.connect();
      await erasing.query('begin');
      const { rows } = await erasing.query<{ id: number }>('select user_id as id from users where address = $1', [
        gone,
      ]);
      for (const table of ['mailboxes', 'users'])
        await erasing.query(`delete from ${table} where user_id = $1`, [rows[0]?.id]);
      await erasing.query(`insert into erased_users values ($1, $2, 'test', 7)`, [gone, rows[0]?.id]);
      const created = expect(users.create({ address: gone, passwordHash: null, now: 8 })).rejects.toThrow('was erased');
      await lockWait(test.db);
      await erasing.query('commit');
      erasing.release();
      await created;
      expect(await users.find(gone)).toBeUndefined();
      await expect(users.create({ address: gone, passwordHash: null, now: 9 })).rejects.toThrow('was erased');
    });

    it('are listed by address, page by page', async () => {
      await domains.add('org0.test', 1);
      for (const name of ['zoe@org0.test', 'bob@org1.test', 'amy@org0.test'])
        await users.create({ address: name, passwordHash: null, now: 6 });
      const all = await users.list({ limit: 10 });
      expect(all.map(({ address }) => address)).toEqual([
        'alice@org1.test',
        'amy@org0.test',
        'bob@org1.test',
        'zoe@org0.test',
      ]);
      expect(await users.list({ limit: 2, after: 'amy@org0.test' })).toEqual(all.slice(2));
      expect(await users.list({ limit: 5, domain: 'org0.test' })).toEqual([all[1], all[3]]);
    });

    it('publish keys that do not go back in time', async () => {
      const document = (updated_at: number): UserKeysDocument => ({
        user: ALICE,
        identity_key: { alg: 'ed25519', public_key: 'A' },
        encryption_key: { alg: 'x25519', public_key: 'B', key_id: 'C' },
        updated_at,
        signature: 'D',
      });
      expect(await users.keysOf(ALICE)).toEqual({ document: null, updatedAt: null });
      expect(await users.setKeys(ALICE, document(10))).toBe(true);
      expect(await users.setKeys(ALICE, document(9))).toBe(false);
      expect(await users.setKeys('nobody@org1.test', document(10))).toBe(false);
      expect(await users.keysOf(ALICE)).toEqual({ document: document(10), updatedAt: 10 });
      expect(await users.keysOf('nobody@org1.test')).toBeUndefined();
    });
  });

  describe('sessions', () => {
    const next = { expiresAt: HOUR, now: 10 };

    it('rotate: each token is good for one use', async () => {
      const family = await sessions.create({ address: ALICE, token: 'a0', ...next });
      expect(await sessions.rotate({ token: 'a0', next: 'a1', ...next })).toEqual({
        status: 'rotated',
        address: ALICE,
        family,
      });
      expect(await sessions.rotate({ token: 'a1', next: 'a2', ...next })).toMatchObject({ status: 'rotated' });
      expect(await sessions.rotate({ token: 'nonsense', next: 'x', ...next })).toEqual({ status: 'invalid' });
      expect(await sessions.rotate({ token: 'a2', next: 'a3', expiresAt: HOUR, now: HOUR })).toEqual({
        status: 'invalid',
      });
    });

    it('end as a family when a token is used again', async () => {
      await sessions.create({ address: ALICE, token: 'b0', ...next });
      await sessions.create({ address: ALICE, token: 'c0', ...next });
      await sessions.rotate({ token: 'b0', next: 'b1', ...next });
      await sessions.rotate({ token: 'b1', next: 'b2', ...next });
      expect(await sessions.rotate({ token: 'b0', next: 'b3', ...next })).toMatchObject({ status: 'reused' });
      expect(await sessions.rotate({ token: 'b2', next: 'b4', ...next })).toEqual({ status: 'invalid' });
      expect(await sessions.rotate({ token: 'c0', next: 'c1', ...next })).toMatchObject({ status: 'rotated' });
    });

    it('end on log-out, and all of them when the password changes or the user is disabled', async () => {
      const start = (token: string) => sessions.create({ address: ALICE, token, ...next });
      const alive = async (token: string): Promise<boolean> =>
        (await sessions.rotate({ token, next: `${token}+`, ...next })).status === 'rotated';
      await Promise.all(['f', 'g', 'h', 'i'].map(start));
      expect(await sessions.revoke('f', 11)).toBe(true);
      expect(await sessions.revoke('nonsense', 11)).toBe(false);
      expect(await alive('f')).toBe(false);
      expect(await alive('g')).toBe(true);
      expect(await users.setPasswordHash(ALICE, 'new', 12)).toBe(true);
      expect(await alive('g+')).toBe(false);
      await start('j');
      expect(await users.setDisabled(ALICE, true, 13)).toBe(true);
      expect((await users.find(ALICE))!.disabled).toBe(true);
      expect(await alive('j')).toBe(false);
      expect(await start('k')).toBeUndefined();
      expect(await users.setDisabled(ALICE, false, 14)).toBe(true);
      await start('l');
      expect(await sessions.revokeAll(ALICE, 15)).toBe(1);
      expect(await sessions.revokeAll('nobody@org1.test', 15)).toBe(0);
      expect(await users.setDisabled('nobody@org1.test', true, 15)).toBe(false);
    });

    it('never leave a token behind when a rotation and a change of password race', async () => {
      for (let round = 0; round < 20; round++) {
        await sessions.create({ address: ALICE, token: `r${round}`, ...next });
        await Promise.all([
          sessions.rotate({ token: `r${round}`, next: `s${round}`, ...next }),
          users.setPasswordHash(ALICE, 'again', 20),
        ]);
        expect(await sessions.rotate({ token: `s${round}`, next: 't', ...next })).toEqual({ status: 'invalid' });
      }
    });
  });

  describe('domains and their keys', () => {
    it('are added once', async () => {
      expect(await domains.add('keys.test', 3)).toBe(true);
      expect(await domains.add('keys.test', 4)).toBe(false);
      expect(await domains.list()).toContainEqual({ domain: 'keys.test', createdAt: 3 });
    });

    it('rotate with an overlap: one signs, those before stay accepted for a while', async () => {
      const add = (keyId: string, state: 'active' | 'accepted', now: number): Promise<void> =>
        domains.addKey({ domain: 'keys.test', keyId, publicKey: `P${keyId}`, state }, { now, previousExpiresAt: 99 });
      const states = async (): Promise<string[]> =>
        (await domains.keys('keys.test')).map(({ keyId, state, expiresAt }) => `${keyId} ${state} ${expiresAt}`);
      await add('1', 'active', 1);
      await add('2', 'active', 2);
      await add('3', 'accepted', 3);
      expect(await states()).toEqual(['2 active null', '3 accepted null', '1 accepted 99']);
      expect(await domains.activateKey('keys.test', '3', { previousExpiresAt: 50 })).toBe(true);
      expect(await domains.retireKey('keys.test', '3', 60)).toBe(false);
      expect(await domains.retireKey('keys.test', '1', 60)).toBe(true);
      expect(await domains.activateKey('keys.test', '1', {})).toBe(false);
      expect(await domains.activateKey('keys.test', 'none', {})).toBe(false);
      expect(await states()).toEqual(['3 active null', '2 accepted 50', '1 retired 60']);
      expect((await domains.keys()).every(({ domain }) => domain === 'keys.test')).toBe(true);
    });
  });
});
