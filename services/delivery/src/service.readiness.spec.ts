import { Domains } from '@iimp/storage/domains';
import { openDeliveryCase, type DeliveryCase } from './delivery-case.testkit.js';
import { until } from './world.testkit.js';

let t: DeliveryCase;
beforeAll(async () => {
  t = await openDeliveryCase();
  await t.next();
}, 60_000);
afterAll(() => t?.world.close(), 60_000);

const report = () => t.world.context.health.report();

it('is not ready while the outbox cannot be read', async () => {
  const { db } = t.world.context;
  const query = db.query.bind(db);
  const away = jest.spyOn(db, 'query').mockImplementation((name, ...more) => {
    if (name === 'outbox-due') return Promise.reject(new Error('away'));
    return query(name, ...more) as never;
  });
  await until('held up', async () => !(await report()).ready);
  expect((await report()).checks).toMatchObject({ delivery: 'held up: store' });
  away.mockRestore();
  await until('ready', async () => (await report()).ready);
});

it('is ready while mail waits for the key of its domain, and tells which domain', async () => {
  const domains = new Domains(t.world.outbox.database.db);
  const key = { domain: 'org1.test', keyId: 'elsewhere', publicKey: 'A'.repeat(43), state: 'active' } as const;
  // Known to others for long: it is to sign now.
  await domains.addKey(key, { now: 0, previousExpiresAt: null });
  await t.world.context.keyring.reload();
  t.world.logged.length = 0;
  await t.send(1);
  await until('held up', () => t.world.logged.some(({ msg }) => msg === 'delivery is held up by a trouble of ours'));
  expect(await report()).toMatchObject({
    ready: true,
    checks: { delivery: 'ok', 'domain keys': expect.stringMatching(/^org1\.test: .*elsewhere/) as string },
  });
});
