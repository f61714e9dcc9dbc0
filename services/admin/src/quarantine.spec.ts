/** Jobs that failed too often, over a real broker: an operator gives them back or throws them away. */
import { createTestBroker, type TestBroker } from '@iimp/messaging/broker.testkit';
import { createMessaging, type Messaging } from '@iimp/messaging/messaging';
import { eventually } from '@iimp/messaging/wait.testkit';
import { AdminWorld } from './admin.testkit.js';

interface Handlers {
  addHandler(pattern: string, handler: (event: { domain: string }) => Promise<void>, isEvent: boolean): void;
}

let broker: TestBroker;
let world: AdminWorld;
let worker: Messaging;
let fails = true;
const done: string[] = [];

beforeAll(async () => {
  broker = await createTestBroker();
  world = await AdminWorld.start({ IIMP_BROKER_URL: broker.url });
  worker = createMessaging({ url: broker.url, service: 'test', maxAttempts: 2, retryBaseMs: 1, retryCapMs: 5 });
  // What Nest does with a method that has @EventPattern.
  (worker.strategy as unknown as Handlers).addHandler(
    'delivery.heard',
    async ({ domain }) => {
      if (fails) throw new Error('not today');
      done.push(domain);
    },
    true,
  );
  await new Promise<void>((resolve) => worker.strategy.listen(() => resolve()));
  await eventually('both are connected', () => worker.stats().connected && world.context.messaging.stats().connected);
});
afterAll(async () => {
  await worker?.close();
  await world?.stop();
  await broker?.remove();
});

it('shows what is there, gives back the chosen ones and drops the rest, in the name of the token', async () => {
  const { quarantine } = world.as('operator');
  const left = async () => (await quarantine.counts()).patterns[0];
  for (const domain of ['a.test', 'b.test']) await worker.client.emit('delivery.heard', { domain });
  await eventually('both are quarantined', async () => (await left())?.messages === 2);
  const { messages } = await world.as('viewer').quarantine.list('delivery.heard', 10);
  expect(messages).toEqual([
    expect.objectContaining({ reason: 'failed', attempts: 2, error: expect.stringContaining('not today') as string }),
    expect.anything(),
  ]);
  await expect(world.as('viewer').quarantine.requeue('delivery.heard', {})).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(
    quarantine.drop('delivery.heard', { message_ids: [messages[0]?.message_id ?? '', '\0'] }),
  ).rejects.toMatchObject({ code: 'invalid_request' });
  expect((await left())?.messages).toBe(2);
  fails = false;
  const chosen = messages[0]?.message_id ?? '';
  expect(await quarantine.requeue('delivery.heard', { message_ids: [chosen] })).toEqual({
    pattern: 'delivery.heard',
    messages: 1,
  });
  await eventually('it is done', () => done.length === 1);
  await eventually('the other is given back', async () => (await left())?.messages === 1);
  expect(await quarantine.drop('delivery.heard', {})).toEqual({ pattern: 'delivery.heard', messages: 1 });
  expect(await left()).toEqual({ pattern: 'delivery.heard', messages: 0 });
  const { entries } = await world.as('viewer').audit({ limit: 10, action: 'quarantine' });
  expect(entries.map(({ actor, action, detail }) => [actor, action, (detail as { count?: number }).count])).toEqual([
    ['admin:operator', 'quarantine.purge', 1],
    ['admin:operator', 'quarantine.replay', 1],
  ]);
});

it('says that the broker is away', async () => {
  const alone = await AdminWorld.start({ IIMP_BROKER_URL: 'amqp://127.0.0.1:9' });
  try {
    await expect(alone.as('viewer').quarantine.counts()).rejects.toMatchObject({ code: 'unavailable' });
  } finally {
    await alone.stop();
  }
});
