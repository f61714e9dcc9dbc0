import { carrierOf, Messagings, serve, type Harness } from './contract.testkit.js';
import { MAX_BODY_BYTES } from './internal/codec.js';
import { eventually, gate } from './wait.testkit.js';

const domainsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `d${index}.test`);

/** What every transport promises about jobs. */
export function jobContract(harness: () => Harness): void {
  const messagings = new Messagings();
  let url: string;

  beforeEach(async () => (url = await harness().freshUrl()));
  afterEach(() => messagings.closeAll());

  it('gives each job to exactly one of competing consumers', async () => {
    const seen: string[] = [];
    const handledBy = [0, 0];
    for (const index of [0, 1]) {
      await serve(messagings.make(url), {
        'delivery.heard': ({ domain }) => {
          handledBy[index]! += 1;
          seen.push(domain);
        },
      });
    }
    const sender = messagings.make(url);
    await Promise.all(domainsOf(200).map((domain) => sender.client.emit('delivery.heard', { domain })));
    await eventually('all jobs', () => seen.length >= 200);
    expect(seen.sort()).toEqual(domainsOf(200).sort());
    expect(Math.min(...handledBy)).toBeGreaterThan(0);
  });

  it('delivers a job again when its handler throws, as the next attempt of the same message', async () => {
    const attempts: { attempt: number; messageId: string }[] = [];
    const messaging = messagings.make(url);
    await serve(messaging, {
      'delivery.heard': (_message, { attempt, messageId }) => {
        attempts.push({ attempt, messageId });
        if (attempt < 3) throw new Error('not yet');
      },
    });
    await messaging.client.emit('delivery.heard', { domain: 'org2.test' });
    await eventually('success', () => messaging.stats().handled === 1);
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(attempts.map(({ messageId }) => messageId)).size).toBe(1);
    expect(messaging.stats()).toMatchObject({ retried: 2, quarantined: 0 });
  });

  it('quarantines a job that fails every time, and replays it', async () => {
    const messaging = messagings.make(url);
    let broken = true;
    const attempts: number[] = [];
    await serve(messaging, {
      'attachments.fetch': async (_message, { attempt }) => {
        attempts.push(attempt);
        if (broken) throw new Error('disk is full');
      },
    });
    await messaging.client.emit('attachments.fetch', { attachmentId: 'a1', origin: 'org1.test' });
    await messaging.client.emit('attachments.fetch', { attachmentId: 'a2', origin: 'org1.test' });
    const { quarantine } = messaging;
    await eventually('both in quarantine', async () => (await quarantine.count('attachments.fetch')) === 2);
    expect(attempts.sort()).toEqual([1, 1, 2, 2, 3, 3]);
    const listed = await quarantine.list('attachments.fetch');
    expect(listed).toHaveLength(2);
    for (const entry of listed) {
      expect(entry).toMatchObject({ pattern: 'attachments.fetch', reason: 'failed', attempts: 3 });
      expect(entry.error).toContain('disk is full');
      expect(entry.quarantinedAt).toBeGreaterThan(1_700_000_000_000);
    }
    await eventually('listing gives them back', async () => (await quarantine.count('attachments.fetch')) === 2);

    broken = false;
    expect(await quarantine.replay('attachments.fetch', { messageIds: [listed[0]!.messageId] })).toBe(1);
    await eventually('the replayed one', () => messaging.stats().handled === 1);
    expect(attempts.at(-1)).toBe(1);
    await eventually('one left', async () => (await quarantine.count('attachments.fetch')) === 1);
    expect(await quarantine.purge('attachments.fetch', { messageIds: ['another'] })).toBe(0);
    await eventually('it is given back', async () => (await quarantine.count('attachments.fetch')) === 1);
    expect(await quarantine.purge('attachments.fetch')).toBe(1);
    expect(await quarantine.list('attachments.fetch')).toEqual([]);
  });

  it.each([
    ['bytes that are no Protobuf', new Uint8Array([0xff, 0xff, 0xff])],
    ['a message without its required fields', new Uint8Array()],
    ['a body that is too long', new Uint8Array(MAX_BODY_BYTES + 1).fill(0x0a)],
  ])('quarantines %s at once and unharmed', async (_what, body) => {
    const messaging = messagings.make(url);
    let called = 0;
    await serve(messaging, { 'delivery.heard': () => (called += 1) });
    await carrierOf(messaging).publish({ pattern: 'delivery.heard', messageId: 'poison', body, headers: {} });
    const [entry] = await eventually('quarantine', async () => {
      const listed = await messaging.quarantine.list('delivery.heard');
      return listed.length > 0 && listed;
    });
    expect(entry).toMatchObject({ messageId: 'poison', reason: 'invalid', attempts: 1 });
    expect(Buffer.compare(entry!.body, body)).toBe(0);
    await messaging.client.emit('delivery.heard', { domain: 'org2.test' });
    await eventually('the next job', () => called === 1);
    expect(messaging.stats()).toMatchObject({ retried: 0, quarantined: 1, handled: 1 });
  });

  it('says so when no queue takes a job', async () => {
    const messaging = messagings.make(url);
    await expect(messaging.client.emit('delivery.heard', { domain: 'org2.test' })).rejects.toMatchObject({
      reason: 'unroutable',
    });
    expect(await messaging.quarantine.count('delivery.heard')).toBe(0);
    expect(await messaging.quarantine.list('delivery.heard')).toEqual([]);
  });

  it('keeps jobs while their consumers are away', async () => {
    const sender = messagings.make(url);
    const first = await serve(sender, { 'delivery.heard': () => undefined });
    await first.close();
    for (const domain of domainsOf(5)) await sender.client.emit('delivery.heard', { domain });
    const seen: string[] = [];
    await serve(sender, { 'delivery.heard': ({ domain }) => seen.push(domain) });
    await eventually('kept jobs', () => seen.length === 5);
    expect(seen).toEqual(domainsOf(5));
  });

  it('drains running handlers when it closes, and leaves the rest to others', async () => {
    const { opened, open } = gate();
    const messaging = messagings.make(url, { prefetch: 1 });
    const seen: string[] = [];
    let closed = false;
    const strategy = await serve(messaging, {
      'delivery.heard': async ({ domain }) => {
        seen.push(domain);
        await opened;
      },
    });
    for (const domain of domainsOf(3)) await messaging.client.emit('delivery.heard', { domain });
    await eventually('the first handler', () => seen.length === 1);
    const closing = strategy.close().then(() => (closed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    open();
    await closing;
    expect(seen).toEqual(['d0.test']);
    await serve(messaging, { 'delivery.heard': ({ domain }) => seen.push(domain) });
    await eventually('the rest', () => seen.length === 3);
    expect(seen).toEqual(domainsOf(3));
    expect(messaging.stats()).toMatchObject({ handled: 3, retried: 0 });
  });

  it('runs no more handlers of a pattern at once than prefetch', async () => {
    const { opened, open } = gate();
    const messaging = messagings.make(url, { prefetch: 3 });
    let running = 0;
    let most = 0;
    await serve(messaging, {
      'delivery.heard': async () => {
        running += 1;
        most = Math.max(most, running);
        await opened;
        running -= 1;
      },
    });
    await Promise.all(domainsOf(20).map((domain) => messaging.client.emit('delivery.heard', { domain })));
    await eventually('a full house', () => running === 3);
    open();
    await eventually('all', () => messaging.stats().handled === 20);
    expect(most).toBe(3);
  });

  it('counts a handler that overruns its time as failed, and tells it by its signal', async () => {
    const messaging = messagings.make(url, { handlerTimeoutMs: 20 });
    let aborted = 0;
    await serve(messaging, {
      'delivery.heard': (_message, { signal }) =>
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            aborted += 1;
            resolve();
          });
        }),
    });
    await messaging.client.emit('delivery.heard', { domain: 'org2.test' });
    await eventually('quarantine', async () => (await messaging.quarantine.count('delivery.heard')) === 1);
    expect(aborted).toBe(3);
    expect((await messaging.quarantine.list('delivery.heard'))[0]?.error).toContain('longer than 20 ms');
  });
}
