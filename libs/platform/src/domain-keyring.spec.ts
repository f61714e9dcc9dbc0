import { generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DomainKeyRecord } from '@iimp/storage/domains';
import { DomainKeyring } from './domain-keyring.js';
import { createLogger } from './logging.js';

const directory = mkdtempSync(join(tmpdir(), 'iimp-keys-'));
afterAll(() => rmSync(directory, { recursive: true }));

function makeKey(
  domain: string,
  keyId: string,
  state: DomainKeyRecord['state'],
  { expiresAt = null, createdAt = 0 }: Partial<Pick<DomainKeyRecord, 'expiresAt' | 'createdAt'>> = {},
) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  mkdirSync(join(directory, domain), { recursive: true });
  writeFileSync(join(directory, domain, `${keyId}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const record: DomainKeyRecord = {
    domain,
    keyId,
    publicKey: publicKey.export({ format: 'jwk' }).x!,
    state,
    expiresAt,
    createdAt,
  };
  return { record, publicKey };
}

const LEAD = 500;

/** A keyring over a list that the test changes, and a clock that it turns. */
function keyringOver(domains: string[], keys: DomainKeyRecord[], clock = { now: 1_000 }) {
  const told: string[] = [];
  const logger = createLogger({
    service: 'test',
    level: 'warn',
    destination: { write: (line) => void told.push(line) },
  });
  const store = {
    list: () => Promise.resolve(domains.map((domain) => ({ domain, createdAt: 0 }))),
    keys: () => Promise.resolve([...keys]),
  };
  const now = () => clock.now;
  const keyring = new DomainKeyring({ domains: store, directory, leadMs: LEAD, logger, intervalMs: 1e6, now });
  return { keyring, told };
}

function signs(privateKey: KeyObject, publicKey: KeyObject): boolean {
  const text = Buffer.from('x');
  return verify(null, text, publicKey, sign(null, text, privateKey));
}

describe('DomainKeyring', () => {
  it('knows the local domains, what signs for each, and what each publishes', async () => {
    const active = makeKey('org1.test', '2026a', 'active');
    const accepted = makeKey('org1.test', '2025a', 'accepted', { expiresAt: 2_000 });
    const expired = makeKey('org1.test', '2024a', 'accepted', { expiresAt: 999 });
    const retired = makeKey('org1.test', '2023a', 'retired');
    const { keyring } = keyringOver(
      ['org1.test', 'b.test'],
      [accepted.record, retired.record, active.record, expired.record],
    );
    await keyring.start();
    expect(keyring.domains()).toEqual(['b.test', 'org1.test']);
    expect([keyring.isLocal('org1.test'), keyring.isLocal('org2.test')]).toEqual([true, false]);
    expect(keyring.publicKeys('org1.test').map(({ keyId }) => keyId)).toEqual(['2026a', '2025a']);
    const signer = keyring.signer('org1.test');
    expect(signer.keyId).toBe('2026a');
    expect(signs(signer.privateKey, active.publicKey)).toBe(true);
    expect(() => keyring.signer('b.test')).toThrow(expect.objectContaining({ code: 'unavailable' }));
    expect(() => keyring.signer('org2.test')).toThrow(expect.objectContaining({ code: 'internal' }));
    expect(keyring.unsigned()).toEqual([{ domain: 'b.test', reason: 'has no active key' }]);
    keyring.close();
  });

  it('publishes a new key first, and signs with it when others have had time to see it', async () => {
    const first = makeKey('org3.test', 'a', 'active');
    const keys = [first.record];
    const clock = { now: 1_000 };
    const { keyring } = keyringOver(['org3.test'], keys, clock);
    await keyring.start();
    expect(keyring.unsigned()).toEqual([]);
    /** What signs, and what is published. */
    const state = async (at: number): Promise<string[]> => {
      clock.now = at;
      await keyring.reload();
      return [keyring.signer('org3.test'), ...keyring.publicKeys('org3.test')].map(({ keyId }) => keyId);
    };
    const second = makeKey('org3.test', 'b', 'active', { createdAt: 1_000 });
    keys.splice(0, 1, { ...first.record, state: 'accepted' }, second.record);
    expect(await state(1_000)).toEqual(['a', 'a', 'b']);
    expect(await state(1_000 + LEAD - 1)).toEqual(['a', 'a', 'b']);
    expect(await state(1_000 + LEAD)).toEqual(['b', 'b', 'a']);
    // Once more before that time is over: not with the one in between.
    const third = makeKey('org3.test', 'c', 'active', { createdAt: 2_000 });
    const fourth = makeKey('org3.test', 'd', 'active', { createdAt: 2_100 });
    const accepted = [third, second, first].map(({ record }) => ({ ...record, state: 'accepted' as const }));
    keys.splice(0, 2, fourth.record, ...accepted);
    expect(await state(2_200)).toEqual(['b', 'b', 'd', 'c', 'a']);
    // One that was published for long signs at once.
    keys.splice(0, keys.length, { ...first.record, state: 'active' }, { ...second.record, state: 'accepted' });
    expect((await state(2_200))[0]).toBe('a');
    keyring.close();
  });

  it('signs with a new key at once where there is no other: none before, not here, over its time, or retired', async () => {
    const fresh = makeKey('org5.test', 'new', 'active', { createdAt: 1_000 }).record;
    const old = makeKey('org5.test', 'old', 'accepted').record;
    const others = [
      [],
      [{ ...old, keyId: 'none' }],
      [{ ...old, expiresAt: 999 }],
      [{ ...old, state: 'retired' as const }],
    ];
    for (const before of others) {
      const { keyring, told } = keyringOver(['org5.test'], [...before, fresh]);
      await keyring.start();
      expect([keyring.signer('org5.test').keyId, told]).toEqual(['new', []]);
      keyring.close();
    }
  });

  it('refuses a file that is missing, is of another key, or is named to lead elsewhere; tells of it once', async () => {
    const right = makeKey('org4.test', 'a', 'active').record;
    const wrong = [
      { ...right, keyId: 'none' },
      { ...right, publicKey: makeKey('x.test', 'a', 'active').record.publicKey },
      { ...right, keyId: '../x.test/a' },
    ];
    for (const record of wrong) {
      const { keyring, told } = keyringOver(['org4.test'], [record]);
      await keyring.start();
      await keyring.reload();
      expect(() => keyring.signer('org4.test')).toThrow(expect.objectContaining({ code: 'unavailable' }));
      expect(told).toHaveLength(1);
      keyring.close();
    }
  });
});
