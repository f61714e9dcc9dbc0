import { Controller, Injectable, Module } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import type { MessageContext } from './context.js';
import { Messagings, serve, type Harness } from './contract.testkit.js';
import { startHandlers } from './handlers.js';
import { BEST_EFFORT_BOUND } from './internal/best-effort.js';
import type { Incoming, Outgoing, ReplyInit } from './topology.js';
import { eventually } from './wait.testkit.js';

@Injectable()
class Seen {
  readonly domains: string[] = [];
  contexts: string[] = [];
}

@Controller()
class Handlers {
  constructor(private readonly seen: Seen) {}

  @EventPattern<string>('delivery.heard')
  async heard(@Payload() { domain }: Incoming<'delivery.heard'>, @Ctx() context: MessageContext): Promise<void> {
    await Promise.resolve();
    if (domain === 'bad.test') throw new Error('the cause that operators want');
    this.seen.domains.push(domain);
    this.seen.contexts.push(`${context.pattern} ${context.attempt}`);
  }

  @EventPattern<string>('policy.changed')
  policy(): void {
    this.seen.domains.push('policy');
  }

  @MessagePattern<string>('discovery.user-keys')
  async keys(@Payload() { address }: Incoming<'discovery.user-keys'>): Promise<ReplyInit<'discovery.user-keys'>> {
    return { result: { case: 'documentJson', value: JSON.stringify({ address }) } };
  }
}

@Module({ controllers: [Handlers], providers: [Seen] })
class HandlersModule {}

/** What every transport promises to senders and to Nest. */
export function sendingContract(harness: () => Harness): void {
  const messagings = new Messagings();
  let url: string;

  beforeEach(async () => (url = await harness().freshUrl()));
  afterEach(() => messagings.closeAll());

  it('serves the handlers that Nest discovers', async () => {
    const messaging = messagings.make(url);
    const app = await startHandlers(HandlersModule, messaging);
    const { client } = messaging;
    await eventually('listening', () => messaging.stats().connected);
    await client.emit('delivery.heard', { domain: 'org2.test' });
    await client.emit('policy.changed', {});
    const reply = await client.request('discovery.user-keys', { address: 'a@b.test' }, { timeoutMs: 10_000 });
    expect(reply.result).toEqual({ case: 'documentJson', value: '{"address":"a@b.test"}' });
    const seen = app.get(Seen);
    await eventually('both events', () => seen.domains.length === 2);
    expect(seen.domains.sort()).toEqual(['org2.test', 'policy']);
    expect(seen.contexts).toEqual(['delivery.heard 1']);
    await client.emit('delivery.heard', { domain: 'bad.test' });
    const [entry] = await eventually('quarantine', async () => {
      const listed = await messaging.quarantine.list('delivery.heard');
      return listed.length > 0 && listed;
    });
    expect(entry!.error).toContain('the cause that operators want');
    await app.close();
    await client.emit('delivery.heard', { domain: 'kept.test' });
    expect(seen.domains).toHaveLength(2);
  });

  it('refuses handlers that cannot be meant', async () => {
    const messaging = messagings.make(url);
    const listen = (pattern: string, isEvent: boolean): Promise<unknown> =>
      new Promise((resolve) => {
        const strategy = messaging.newStrategy() as unknown as {
          addHandler(...args: unknown[]): void;
          listen(cb: unknown): void;
        };
        strategy.addHandler(pattern, async () => undefined, isEvent);
        strategy.listen(resolve);
      });
    expect(await listen('delivery.woke', true)).toMatchObject({ reason: 'invalid' });
    expect(await listen('discovery.resolve', true)).toMatchObject({ reason: 'invalid' });
    expect(await listen('delivery.wake', false)).toMatchObject({ reason: 'invalid' });
  });

  it('refuses to send what breaks the rules of its schema', async () => {
    const messaging = messagings.make(url);
    await serve(messaging, { 'delivery.wake': () => undefined });
    const { client } = messaging;
    const emit = (message: Outgoing<'delivery.wake'>) => client.emit('delivery.wake', message);
    await expect(emit({})).rejects.toMatchObject({ reason: 'invalid' });
    await expect(emit({ domains: ['x'.repeat(254)] })).rejects.toMatchObject({ reason: 'invalid' });
    await expect(emit({ domains: Array<string>(1001).fill('x.test') })).rejects.toMatchObject({ reason: 'invalid' });
    await expect(emit({ domains: 7 as unknown as string[] })).rejects.toMatchObject({ reason: 'invalid' });
    await expect(client.emit('discovery.resolve' as 'delivery.wake', {})).rejects.toMatchObject({ reason: 'invalid' });
    await expect(client.request('discovery.resolve', {}, { timeoutMs: 10_000 })).rejects.toMatchObject({
      reason: 'invalid',
    });
    await expect(client.request('discovery.resolve', { domain: 'a.test' }, { timeoutMs: 0 })).rejects.toMatchObject({
      reason: 'invalid',
    });
    expect(messaging.stats()).toMatchObject({ published: 0, handled: 0 });
  });

  it('merges best-effort messages, within bounds', async () => {
    const messaging = messagings.make(url);
    const wakes: string[][] = [];
    const grown: { userId: string; seq: string }[] = [];
    await serve(messaging, {
      'delivery.wake': ({ domains }) => wakes.push(domains),
      'mailbox.grown': ({ entries }) => grown.push(...entries.map(({ userId, seq }) => ({ userId, seq }))),
    });
    const { client } = messaging;
    const total = BEST_EFFORT_BOUND + 5_000;
    for (let index = 0; index < total; index += 1) {
      client.emitBestEffort('delivery.wake', { domains: [`d${index}.test`, 'd0.test'] });
      client.emitBestEffort('mailbox.grown', { entries: [{ userId: `u${index % 3}`, seq: String(index + 1) }] });
    }
    await eventually('what fits', () => new Set(wakes.flat()).size >= BEST_EFFORT_BOUND && grown.length >= 3);
    expect(wakes.flat()).toHaveLength(BEST_EFFORT_BOUND);
    expect(wakes).toHaveLength(BEST_EFFORT_BOUND / 1000);
    expect(messaging.stats().dropped).toBe(5_000);
    expect(grown.sort((a, b) => a.userId.localeCompare(b.userId))).toEqual(
      [0, 1, 2].map((user) => ({ userId: `u${user}`, seq: String(total - 2 + user) })),
    );
  });

  it('keeps what is said of one destination when it merges', async () => {
    const messaging = messagings.make(url);
    const wakes: { domains: string[]; afresh: string[] }[] = [];
    await serve(messaging, { 'delivery.wake': ({ domains, afresh }) => wakes.push({ domains, afresh }) });
    messaging.client.emitBestEffort('delivery.wake', { domains: ['a.test', 'b.test'], afresh: ['b.test'] });
    messaging.client.emitBestEffort('delivery.wake', { domains: ['b.test', 'c.test'] });
    await eventually('the wake-ups', () => new Set(wakes.flatMap(({ domains }) => domains)).size === 3);
    expect(wakes.flatMap(({ afresh }) => afresh)).toEqual(['b.test']);
  });

  it('never throws from a best-effort message', async () => {
    const messaging = messagings.make(url);
    const { client } = messaging;
    client.emitBestEffort('delivery.wake', {});
    client.emitBestEffort('delivery.wake', undefined as unknown as Outgoing<'delivery.wake'>);
    client.emitBestEffort('nothing' as 'delivery.wake', { domains: ['a.test'] });
    client.emitBestEffort('mailbox.grown', { entries: [{ userId: 'u', seq: 'seven' }] });
    client.emitBestEffort('delivery.heard', { domain: 'nobody-consumes.test' });
    await eventually('the drops', () => messaging.stats().dropped === 5);
    await messaging.close();
    client.emitBestEffort('delivery.wake', { domains: ['a.test'] });
    expect(messaging.stats()).toMatchObject({ dropped: 6, published: 0 });
  });

  it('sends what waits when it closes, and nothing afterwards', async () => {
    const receiver = messagings.make(url);
    let woken = 0;
    await serve(receiver, { 'delivery.wake': () => (woken += 1) });
    const messaging = messagings.make(url);
    const { client } = messaging;
    await eventually('connection', () => messaging.stats().connected);
    client.emitBestEffort('delivery.wake', { domains: ['a.test'] });
    const emitted = client.emit('delivery.wake', { domains: ['b.test'] });
    await Promise.all([messaging.close(), messaging.close(), emitted]);
    await eventually('both', () => woken === 2);
    await expect(client.emit('delivery.wake', { domains: ['a.test'] })).rejects.toMatchObject({ reason: 'closed' });
    await expect(
      client.request('discovery.resolve', { domain: 'a.test' }, { timeoutMs: 10_000 }),
    ).rejects.toMatchObject({ reason: 'closed' });
    expect(messaging.stats().connected).toBe(false);
  });
}
