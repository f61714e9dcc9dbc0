import { newId } from '@iimp/protocol/ids';
import { openDeliveryCase, type DeliveryCase } from './delivery-case.testkit.js';
import { until } from './world.testkit.js';

let t: DeliveryCase;
beforeAll(async () => {
  // Leases that would outlive this test: whoever goes on has been given them.
  t = await openDeliveryCase({ IIMP_LEASE_TTL: '10m' });
  await t.next();
}, 60_000);
afterAll(() => t?.world.close(), 60_000);

it('gives its leases back when it stops, so that another worker goes on at once', async () => {
  const { pool } = t.world.outbox.database.db;
  const held = async (): Promise<number> =>
    (await pool.query<{ n: number }>('select count(*)::int as n from leases where expires_at > $1', [Date.now()]))
      .rows[0]!.n;
  t.peer.always = { kind: 'slow', ms: 200 };
  const conversations = Array.from({ length: 20 }, () => newId());
  const ids: string[] = [];
  for (let round = 0; round < 10; round++)
    for (const conversationId of conversations) ids.push(...(await t.send(1, conversationId)));
  await until('in flight', async () => t.peer.posts.length > 0 && (await held()) > 0);
  await t.world.stopWorkers();
  expect(await held()).toBe(0);
  t.peer.always = { kind: 'well' };
  await t.world.worker();
  await t.settled(ids);
  const posted = t.peer.posts.flatMap((post) => post.ids);
  expect([...posted].sort()).toEqual([...ids].sort());
});
