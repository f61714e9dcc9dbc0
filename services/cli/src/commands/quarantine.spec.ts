/** Jobs that failed too often, over a real broker. */
import { createMessaging, type Messaging } from '@iimp/messaging/messaging';
import { createTestBroker, type TestBroker } from '@iimp/messaging/broker.testkit';
import { eventually } from '@iimp/messaging/wait.testkit';
import { openShell, type Shell } from '../iimpctl.testkit.js';
import { withQuarantine } from '../quarantine.js';

interface Handlers {
  addHandler(pattern: string, handler: (event: { domain: string }) => Promise<void>, isEvent: boolean): void;
}

let broker: TestBroker;
let shell: Shell;
let messaging: Messaging;
let fails = true;
const done: string[] = [];

beforeAll(async () => {
  broker = await createTestBroker();
  shell = await openShell({ IIMP_BROKER_URL: broker.url });
  messaging = createMessaging({ url: broker.url, service: 'test', maxAttempts: 2, retryBaseMs: 1, retryCapMs: 5 });
  const { strategy } = messaging;
  // What Nest does with a method that has @EventPattern.
  (strategy as unknown as Handlers).addHandler(
    'delivery.heard',
    async ({ domain }) => {
      if (fails) throw new Error('not today');
      done.push(domain);
    },
    true,
  );
  await new Promise<void>((resolve) => strategy.listen(() => resolve()));
  await eventually('the consumer is there', () => messaging.stats().connected);
});
afterAll(async () => {
  await messaging?.close();
  await shell?.remove();
  await broker?.remove();
});

const counts = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await shell.rows<{ pattern: string; messages: number }>('quarantine', 'list')).map((row) => [
      row.pattern,
      row.messages,
    ]),
  );

it('lists, replays chosen ones, purges the rest, and notes both', async () => {
  for (const domain of ['a.test', 'b.test']) await messaging.client.emit('delivery.heard', { domain });
  await eventually('both are quarantined', async () => (await counts())['delivery.heard'] === 2);
  const rows = await shell.rows<{ message_id: string }>('quarantine', 'list', 'delivery.heard');
  expect(rows).toEqual([
    expect.objectContaining({ reason: 'failed', attempts: 2, error: expect.stringContaining('not today') as string }),
    expect.anything(),
  ]);
  fails = false;
  const chosen = rows[0]?.message_id ?? '';
  expect(await shell.rows('quarantine', 'replay', 'delivery.heard', '--id', chosen)).toEqual([
    { pattern: 'delivery.heard', replayed: 1 },
  ]);
  await eventually('it is done', () => done.length === 1);
  await eventually('the other is given back', async () => (await counts())['delivery.heard'] === 1);
  await expect(shell.text('quarantine', 'purge', 'delivery.heard')).rejects.toThrow('--yes');
  expect(await shell.rows('quarantine', 'purge', 'delivery.heard', '--yes')).toEqual([
    { pattern: 'delivery.heard', purged: 1 },
  ]);
  expect(await counts()).toEqual({ 'delivery.heard': 0, 'attachments.fetch': 0 });
  expect(await shell.rows('audit')).toEqual([
    expect.objectContaining({ action: 'quarantine.purge', subject: 'delivery.heard', detail: { count: 1 } }),
    expect.objectContaining({ action: 'quarantine.replay', detail: { count: 1, ids: [chosen] } }),
  ]);
});

it('says why the broker cannot be used', async () => {
  const { IIMP_BROKER_URL: url } = process.env;
  process.env['IIMP_BROKER_URL'] = 'amqp://127.0.0.1:1';
  try {
    const asked = withQuarantine(() => Promise.resolve(), 2_000);
    await expect(asked).rejects.toThrow(/^the broker of IIMP_BROKER_URL cannot be used: .*ECONNREFUSED/);
  } finally {
    process.env['IIMP_BROKER_URL'] = url;
  }
});

it('names the patterns that there are, and the variable that is missing', async () => {
  await expect(shell.text('quarantine', 'list', 'mailbox.grown')).rejects.toThrow(
    'a pattern is one of delivery.heard, attachments.fetch',
  );
  delete process.env['IIMP_BROKER_URL'];
  await expect(shell.text('quarantine', 'list')).rejects.toThrow('IIMP_BROKER_URL');
});
