/** The key that a doctor signs with where a database says which one it is. */
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { Domains } from '@iimp/storage/domains';
import { DoctorWorld, US } from './doctor.testkit.js';
import { findOwnKey } from './own-key.js';

describe('the own key of a deployment with a database', () => {
  let test: TestDatabase;
  let world: DoctorWorld;
  beforeAll(async () => {
    [test, world] = await Promise.all([createTestDatabase(), DoctorWorld.create()]);
    const domains = new Domains(test.db);
    const now = Date.now();
    await domains.add(US, now);
    const publicKey = 'A'.repeat(43);
    await domains.addKey({ domain: US, keyId: 'k1', publicKey, state: 'active' }, { now: now - 3_600_000 });
    await domains.addKey({ domain: US, keyId: 'k2', publicKey, state: 'active' }, { now: now - 60_000 });
    world.writeKey('k2');
  });
  afterAll(async () => {
    await Promise.all([test.drop(), world.close()]);
  });
  const found = (more: object = {}) =>
    findOwnKey('good.test', { keysDir: world.keysDir }, { IIMP_DATABASE_URL: test.url, ...more });

  it('is the one before while a new one is not old enough to sign', async () => {
    expect(await found()).toMatchObject({ keyId: 'k1' });
    expect(await found({ IIMP_DOMAIN_KEY_LEAD: '10s' })).toMatchObject({ keyId: 'k2' });
  });
});
