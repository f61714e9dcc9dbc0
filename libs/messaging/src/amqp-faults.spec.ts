import { createTestBroker, type TestBroker } from './broker.testkit.js';
import { carrierOf, Messagings, serve } from './contract.testkit.js';
import { EXCHANGE, jobQueue, jobQueueOptions, quarantineQueue, rpcQueue } from './internal/amqp/names.js';
import { DELIVERY_LIMIT } from './internal/settings.js';
import { openProxy, type TcpProxy } from './proxy.testkit.js';
import type { MessagingLogger } from './options.js';
import { eventually, gate } from './wait.testkit.js';

const domainOf = (index: number): string => `d${index}.test`;

describe('messaging over a RabbitMQ in trouble', () => {
  const messagings = new Messagings();
  let broker: TestBroker;
  let proxy: TcpProxy;

  beforeAll(async () => (broker = await createTestBroker()), 150_000);
  afterAll(() => broker?.remove(), 60_000);
  beforeEach(async () => {
    await broker.reset();
    proxy = await openProxy(broker.url);
  });
  afterEach(async () => {
    await messagings.closeAll();
    await proxy.close();
  });

  it('starts while the broker is away, and works when it comes', async () => {
    proxy.block();
    const messaging = messagings.make(proxy.url, { publishTimeoutMs: 50 });
    const seen: string[] = [];
    let gaps = 0;
    messaging.onGap(() => (gaps += 1));
    await serve(
      messaging,
      { 'delivery.heard': ({ domain }) => seen.push(domain), 'policy.changed': () => seen.push('policy') },
      { wait: false },
    );
    expect(messaging.stats().connected).toBe(false);
    await expect(messaging.client.emit('delivery.heard', { domain: 'a.test' })).rejects.toMatchObject({
      reason: 'disconnected',
    });
    await expect(messaging.quarantine.list('delivery.heard')).rejects.toMatchObject({ reason: 'disconnected' });
    proxy.unblock();
    await eventually('connection', () => messaging.stats().connected);
    await eventually('emit', () => messaging.client.emit('delivery.heard', { domain: 'b.test' }).then(() => true, () => false)); // prettier-ignore
    await eventually('the job', () => seen.includes('b.test'));
    expect(seen).not.toContain('a.test');
    expect(gaps).toBe(1);
  });

  it('keeps best-effort messages, merged, until the broker is back', async () => {
    const messaging = messagings.make(proxy.url);
    const heard: string[] = [];
    await serve(messaging, { 'delivery.heard': ({ domain }) => heard.push(domain) });
    proxy.block();
    await eventually('the loss', () => !messaging.stats().connected);
    for (let index = 0; index < 300; index += 1)
      messaging.client.emitBestEffort('delivery.heard', { domain: domainOf(index % 30) });
    proxy.unblock();
    await eventually('all domains', () => heard.length >= 30);
    expect(heard.sort()).toEqual(Array.from({ length: 30 }, (_, index) => domainOf(index)).sort());
    expect(messaging.stats().dropped).toBe(0);
  });

  it('loses no confirmed job when connections are cut again and again', async () => {
    const total = 2_000;
    const seen = new Set<string>();
    await serve(messagings.make(proxy.url), { 'delivery.heard': ({ domain }) => void seen.add(domain) });
    const { client } = messagings.make(proxy.url, { publishTimeoutMs: 10_000 });
    const confirmed: string[] = [];
    let cuts = 0;
    for (let index = 0; index < total; index += 100) {
      const group = Array.from({ length: 100 }, (_, offset) => domainOf(index + offset));
      const emitted = group.map((domain) =>
        client.emit('delivery.heard', { domain }).then(() => confirmed.push(domain)),
      );
      if (index % 500 === 200) {
        proxy.cut();
        cuts += 1;
      }
      await Promise.allSettled(emitted);
    }
    expect(cuts).toBe(4);
    await eventually('every confirmed job', () => confirmed.every((domain) => seen.has(domain)));
    expect(confirmed).toHaveLength(total);
  });

  it('answers a request whose connection was cut, and catches up on fan-outs', async () => {
    const { opened, open } = gate();
    const messaging = messagings.make(proxy.url);
    let asked = 0;
    let gaps = 0;
    messaging.onGap(() => (gaps += 1));
    await serve(messaging, {
      'policy.changed': () => undefined,
      'discovery.user-keys': async ({ address }) => {
        asked += 1;
        if (asked === 1) await opened;
        return { result: { case: 'documentJson', value: address } };
      },
    });
    const reply = messaging.client.request('discovery.user-keys', { address: 'a@b.test' }, { timeoutMs: 15_000 });
    await eventually('the first request', () => asked === 1);
    proxy.cut();
    open();
    expect((await reply).result.value).toBe('a@b.test');
    await eventually('notice of the gap', () => gaps === 2);
  });

  it('gives the jobs of a consumer that died to others', async () => {
    const { opened, open } = gate();
    const dying = messagings.make(proxy.url);
    let stuck = 0;
    await serve(dying, {
      'delivery.heard': async () => {
        stuck += 1;
        await opened;
      },
    });
    const sender = messagings.make(broker.url);
    await eventually('connection', () => sender.stats().connected);
    for (let index = 0; index < 5; index += 1) await sender.client.emit('delivery.heard', { domain: domainOf(index) });
    await eventually('all stuck', () => stuck === 5);
    proxy.block();
    const seen: string[] = [];
    await serve(messagings.make(broker.url), { 'delivery.heard': ({ domain }) => seen.push(domain) });
    await eventually('all handled elsewhere', () => seen.length === 5);
    open();
  });

  it('declares a deleted queue again', async () => {
    const messaging = messagings.make(broker.url);
    const seen: string[] = [];
    await serve(messaging, {
      'delivery.heard': ({ domain }) => seen.push(domain),
      'discovery.user-keys': ({ address }) => ({ result: { case: 'documentJson', value: address } }),
    });
    await broker.onChannel(async (channel) => {
      await channel.deleteQueue(jobQueue('delivery.heard'));
      await channel.deleteQueue(rpcQueue('discovery.user-keys'));
    });
    const { client } = messaging;
    await eventually('the queue', () => client.emit('delivery.heard', { domain: 'a.test' }).then(() => true, () => false)); // prettier-ignore
    await eventually('the job', () => seen.includes('a.test'));
    const reply = await eventually('the answer', () =>
      client.request('discovery.user-keys', { address: 'a@b.test' }, { timeoutMs: 5_000 }).catch(() => undefined),
    );
    expect(reply.result.value).toBe('a@b.test');
  });

  it('declares the exchange again when it was deleted', async () => {
    const messaging = messagings.make(broker.url);
    let woken = 0;
    await serve(messaging, { 'delivery.heard': () => (woken += 1) });
    await broker.onChannel((channel) => channel.deleteExchange('iimp'));
    const restarted = messagings.make(broker.url);
    await serve(restarted, { 'delivery.heard': () => (woken += 1) });
    await eventually('emit', () => messaging.client.emit('delivery.heard', { domain: 'a.test' }).then(() => true, () => false)); // prettier-ignore
    await eventually('the job', () => woken > 0);
  });

  it('declares quorum queues with an explicit limit, and uses one that an operator declared otherwise', async () => {
    const warnings: object[] = [];
    const logger: MessagingLogger = {
      info: () => undefined,
      error: () => undefined,
      warn: (fields) => warnings.push(fields),
    };
    await serve(messagings.make(broker.url), { 'delivery.heard': () => undefined });
    await broker.onChannel(async (channel) => {
      await channel.assertQueue(jobQueue('delivery.heard'), jobQueueOptions('delivery.heard'));
      expect(jobQueueOptions('delivery.heard').arguments).toMatchObject({
        'x-queue-type': 'quorum',
        'x-delivery-limit': DELIVERY_LIMIT,
      });
      await channel.assertQueue(jobQueue('attachments.fetch'), { durable: true });
    });
    const messaging = messagings.make(broker.url, { logger });
    await serve(messaging, { 'attachments.fetch': () => undefined });
    await messaging.client.emit('attachments.fetch', { attachmentId: 'a', origin: 'a.test' });
    await eventually('the job', () => messaging.stats().handled === 1);
    expect(warnings).toContainEqual(expect.objectContaining({ queue: jobQueue('attachments.fetch') }));
  });

  it('takes the queue away that a fan-out had when it was a job, once no older version consumes it', async () => {
    const queue = jobQueue('delivery.wake');
    const waiting = () =>
      broker.onChannel(async (channel) => (await channel.checkQueue(queue)).messageCount).catch(() => 'gone');
    const heard: string[] = [];
    const hear = async (): Promise<void> => {
      const messaging = messagings.make(broker.url);
      await serve(messaging, { 'delivery.wake': ({ domains }) => heard.push(...domains) });
      await messaging.client.emit('delivery.wake', { domains: ['a.test'] });
    };
    await broker.onChannel(async (channel) => {
      await channel.assertExchange(EXCHANGE, 'topic', { durable: true });
      await channel.assertQueue(queue, { durable: true });
      await channel.bindQueue(queue, EXCHANGE, 'delivery.wake');
      const { consumerTag } = await channel.consume(queue, () => undefined);
      await hear();
      await eventually('the wake-up', () => heard.length === 1);
      expect(await waiting()).toBe(0);
      await channel.cancel(consumerTag);
    });
    await hear();
    await eventually('both hear it', () => heard.length === 3);
    expect(await waiting()).toBe('gone');
  });

  it('finds jobs in the quarantine that the broker gave up on', async () => {
    const messaging = messagings.make(broker.url);
    const strategy = await serve(messaging, { 'delivery.heard': () => undefined });
    await strategy.close();
    await messaging.client.emit('delivery.heard', { domain: 'a.test' });
    await broker.onChannel(async (channel) => {
      for (let death = 0; death <= DELIVERY_LIMIT; death += 1) {
        const message = await eventually('a delivery', () => channel.get(jobQueue('delivery.heard')));
        channel.reject(message, true);
      }
    });
    const [entry] = await eventually('quarantine', async () => {
      const listed = await messaging.quarantine.list('delivery.heard');
      return listed.length > 0 && listed;
    });
    expect(entry).toMatchObject({ reason: 'undelivered', pattern: 'delivery.heard' });
    let handled = 0;
    await serve(messaging, { 'delivery.heard': () => (handled += 1) });
    expect(await messaging.quarantine.replay('delivery.heard')).toBe(1);
    await eventually('the replayed job', () => handled === 1);
  });

  it('declares a deleted quarantine again', async () => {
    const messaging = messagings.make(broker.url, { maxAttempts: 1 });
    await serve(messaging, { 'delivery.heard': () => Promise.reject(new Error('no')) });
    await broker.onChannel((channel) => channel.deleteQueue(quarantineQueue('delivery.heard')));
    await messaging.client.emit('delivery.heard', { domain: 'a.test' });
    await eventually('quarantine', async () => (await messaging.quarantine.count('delivery.heard')) === 1);
    expect(await messaging.quarantine.list('delivery.heard')).toMatchObject([{ reason: 'failed', error: 'Error: no' }]);
  });

  it('lets the broker move to the quarantine what it cannot copy there', async () => {
    const failing = messagings.make(proxy.url, { maxAttempts: 1, publishTimeoutMs: 100 });
    await eventually('the connection for publishing', () => failing.stats().connected);
    await serve(failing, { 'delivery.heard': () => Promise.reject(new Error('no')) });
    const messaging = messagings.make(broker.url);
    await eventually('connection', () => messaging.stats().connected);
    proxy.freezeOldest();
    await messaging.client.emit('delivery.heard', { domain: 'a.test' });
    const [entry] = await eventually('quarantine', async () => {
      const listed = await messaging.quarantine.list('delivery.heard');
      return listed.length > 0 && listed;
    });
    expect(entry).toMatchObject({ reason: 'failed', error: 'moved by the broker' });
  });

  it('leaves messages alone that it does not know', async () => {
    const messaging = messagings.make(broker.url);
    let woken = 0;
    await serve(messaging, { 'policy.changed': () => (woken += 1), 'delivery.heard': () => (woken += 1) });
    await broker.onChannel(async (channel) => {
      channel.publish('iimp', 'another.pattern', Buffer.from('?'));
      channel.sendToQueue(jobQueue('delivery.heard'), Buffer.from([0xff])); // no id, no headers
    });
    await eventually('quarantine', async () => (await messaging.quarantine.count('delivery.heard')) === 1);
    await messaging.client.emit('policy.changed', {});
    await eventually('the fan-out', () => woken === 1);
    expect(await messaging.quarantine.list('delivery.heard')).toMatchObject([{ messageId: '', reason: 'invalid' }]);
    expect(carrierOf(messaging).connected).toBe(true);
  });
});
