import { context } from '@opentelemetry/api';
import { carrierOf, Messagings, serve, type Harness } from './contract.testkit.js';
import { traceOrigin } from './trace-origin.js';
import { currentTraceId, enableTracing, inTrace } from './tracing.testkit.js';
import { eventually, gate } from './wait.testkit.js';

const resolved = (domain: string) => ({
  result: {
    case: 'resolved' as const,
    value: {
      domain,
      baseUrl: `https://${domain}`,
      connect: [{ host: '10.0.0.1', port: 8448 }],
      documentJson: '{}',
      keys: [{ keyId: '2026a', publicKey: new Uint8Array(32).fill(7) }],
      expiresAtMs: '1795000000000',
    },
  },
});

/** What every transport promises about fan-outs, requests and trace context. */
export function talkContract(harness: () => Harness): void {
  const messagings = new Messagings();
  let url: string;

  beforeEach(async () => (url = await harness().freshUrl()));
  afterEach(() => messagings.closeAll());

  it('brings a fan-out to every consumer', async () => {
    const seen: string[][] = [[], [], []];
    for (const list of seen) {
      await serve(messagings.make(url), {
        'mailbox.grown': ({ entries }) => list.push(...entries.map((entry) => entry.seq)),
        'policy.changed': () => list.push('policy'),
      });
    }
    const { client } = messagings.make(url);
    for (let seq = 1; seq <= 10; seq += 1)
      await client.emit('mailbox.grown', { entries: [{ userId: 'bob@org2.test', seq: String(seq) }] });
    await client.emit('policy.changed', {});
    await eventually('all fan-outs', () => seen.every((list) => list.length >= 11));
    for (const list of seen) expect(list).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'policy']);
  });

  it('lets a fan-out that nobody listens to be', async () => {
    await expect(messagings.make(url).client.emit('policy.changed', {})).resolves.toBeUndefined();
  });

  it('does not repeat a fan-out whose handler failed, and quarantines one that cannot be read', async () => {
    const messaging = messagings.make(url);
    let calls = 0;
    await serve(messaging, {
      'mailbox.grown': () => {
        calls += 1;
        throw new Error('no');
      },
    });
    await messaging.client.emit('mailbox.grown', { entries: [{ userId: 'bob@org2.test', seq: '1' }] });
    const body = new Uint8Array([0x0a, 0xff]);
    await carrierOf(messaging).publish({ pattern: 'mailbox.grown', messageId: 'poison', body, headers: {} });
    await eventually('quarantine', async () => (await messaging.quarantine.count('mailbox.grown')) === 1);
    expect(calls).toBe(1);
    expect(await messaging.quarantine.list('mailbox.grown')).toMatchObject([
      { messageId: 'poison', reason: 'invalid' },
    ]);
    expect(await messaging.quarantine.purge('mailbox.grown', { limit: 5 })).toBe(1);
  });

  it('tells when fan-outs begin to arrive', async () => {
    const messaging = messagings.make(url);
    let gaps = 0;
    messaging.onGap(() => (gaps += 1));
    const stop = messaging.onGap(() => (gaps += 100));
    stop();
    await serve(messaging, { 'policy.changed': () => undefined });
    await eventually('the call', () => gaps > 0);
    expect(gaps).toBe(1);
  });

  it('answers requests, each with its own answer, by several servers', async () => {
    for (let replica = 0; replica < 2; replica += 1) {
      await serve(messagings.make(url), { 'discovery.resolve': async ({ domain }) => resolved(domain) });
    }
    const { client } = messagings.make(url);
    const domains = Array.from({ length: 100 }, (_, index) => `d${index}.test`);
    const replies = await Promise.all(
      domains.map((domain) => client.request('discovery.resolve', { domain }, { timeoutMs: 10_000 })),
    );
    expect(replies.map((reply) => reply.result.case === 'resolved' && reply.result.value.domain)).toEqual(domains);
    expect(replies[0]?.result).toMatchObject(resolved('d0.test').result);
  });

  it('answers a request while many others hang', async () => {
    const { opened, open } = gate();
    const messaging = messagings.make(url, { prefetch: 2 });
    await serve(messaging, {
      'discovery.resolve': async ({ domain }) => {
        if (domain !== 'quick.test') await opened;
        return resolved(domain);
      },
    });
    const ask = (domain: string) => messaging.client.request('discovery.resolve', { domain }, { timeoutMs: 10_000 });
    const hanging = Array.from({ length: 200 }, (_, index) => ask(`d${index}.test`));
    expect((await ask('quick.test')).result.case).toBe('resolved');
    open();
    await Promise.all(hanging);
  });

  it('brings a problem as the answer that it is', async () => {
    const messaging = messagings.make(url);
    await serve(messaging, {
      'discovery.user-keys': () => ({
        result: { case: 'problem', value: { code: 'unknown_user', detail: 'no such user', retryAfterSeconds: 30 } },
      }),
    });
    const reply = await messaging.client.request(
      'discovery.user-keys',
      { address: 'x@org1.test' },
      { timeoutMs: 10_000 },
    );
    expect(reply.result).toMatchObject({ case: 'problem', value: { code: 'unknown_user', retryAfterSeconds: 30 } });
  });

  it('rejects a request whose handler fails, answers nonsense, or cannot read it', async () => {
    const messaging = messagings.make(url);
    await serve(messaging, {
      'discovery.resolve': () => Promise.reject(new Error('resolver is gone')),
      'discovery.user-keys': () => ({}),
    });
    const { client } = messaging;
    const options = { timeoutMs: 10_000 };
    const failed = client.request('discovery.resolve', { domain: 'org1.test' }, options);
    await expect(failed).rejects.toMatchObject({ reason: 'failed', code: 'unavailable' });
    await expect(failed).rejects.toThrow('resolver is gone');
    await expect(client.request('discovery.user-keys', { address: 'x@org1.test' }, options)).rejects.toMatchObject({
      reason: 'failed',
    });
    const poison = {
      pattern: 'discovery.resolve',
      messageId: 'poison',
      body: new Uint8Array([0xff]),
      headers: {},
    } as const;
    await expect(carrierOf(messaging).request(poison, 10_000)).rejects.toMatchObject({ reason: 'failed' });
  });

  it('rejects a request that takes too long, and one that nobody serves', async () => {
    const { opened, open } = gate();
    const messaging = messagings.make(url);
    const ask = () => messaging.client.request('discovery.resolve', { domain: 'org1.test' }, { timeoutMs: 100 });
    await expect(
      messaging.client.request('discovery.user-keys', { address: 'a@b.test' }, { timeoutMs: 10_000 }),
    ).rejects.toMatchObject({ reason: 'unroutable' });
    await serve(messaging, { 'discovery.resolve': ({ domain }) => opened.then(() => resolved(domain)) });
    await expect(ask()).rejects.toMatchObject({ reason: 'timeout' });
    open();
    const late = await messaging.client.request('discovery.resolve', { domain: 'org2.test' }, { timeoutMs: 10_000 });
    expect(late.result.case).toBe('resolved');
  });

  it('carries the trace of the sender to the handler', async () => {
    const disable = enableTracing();
    try {
      const messaging = messagings.make(url);
      const traces: Record<string, string | undefined> = {};
      await serve(messaging, {
        'delivery.heard': ({ domain }) => (traces[domain] = currentTraceId()),
        'policy.changed': () => (traces.policy = currentTraceId()),
        'discovery.resolve': ({ domain }) => {
          traces.resolve = currentTraceId();
          return resolved(domain);
        },
      });
      const trace = (digit: number): string => String(digit).repeat(32);
      await inTrace(trace(1), () => messaging.client.emit('delivery.heard', { domain: 'd1.test' }));
      inTrace(trace(2), () => messaging.client.emitBestEffort('delivery.heard', { domain: 'd2.test' }));
      await inTrace(trace(3), () => messaging.client.emit('policy.changed', {}));
      await inTrace(trace(4), () =>
        messaging.client.request('discovery.resolve', { domain: 'd.test' }, { timeoutMs: 10_000 }),
      );
      await eventually('all handlers', () => Object.keys(traces).length === 4);
      expect(traces).toEqual({ 'd1.test': trace(1), 'd2.test': trace(2), policy: trace(3), resolve: trace(4) });
      expect(context.active()).toBeDefined();
    } finally {
      disable();
    }
  });

  it('handles in no trace what was sent in none, whatever was sent before it', async () => {
    const disable = enableTracing();
    try {
      const messaging = messagings.make(url);
      const traces: [string, string | undefined][] = [];
      await serve(messaging, { 'delivery.heard': ({ domain }) => traces.push([domain, currentTraceId()]) });
      const trace = '1'.repeat(32);
      await inTrace(trace, () => messaging.client.emit('delivery.heard', { domain: 'd1.test' }));
      await messaging.client.emit('delivery.heard', { domain: 'd2.test' });
      await eventually('both', () => traces.length === 2);
      expect(new Map(traces)).toEqual(
        new Map([
          ['d1.test', trace],
          ['d2.test', undefined],
        ]),
      );
    } finally {
      disable();
    }
  });

  it('goes on with the trace of one of the wake-ups that it merged, and names the others', async () => {
    const disable = enableTracing();
    try {
      const messaging = messagings.make(url);
      const handled: { domains: string[]; traces: string[] }[] = [];
      await serve(messaging, {
        'delivery.wake': ({ domains }) => {
          const traces = (traceOrigin()?.links ?? []).map(({ context: { traceId } }) => traceId);
          handled.push({ domains, traces });
        },
      });
      const domains = ['d1.test', 'd2.test', 'd3.test'];
      const traces = ['1', '2', '3'].map((digit) => digit.repeat(32));
      domains.forEach((domain, n) =>
        inTrace(traces[n] as string, () => messaging.client.emitBestEffort('delivery.wake', { domains: [domain] })),
      );
      await eventually('the wake-up', () => handled.length > 0);
      expect(handled).toEqual([{ domains, traces }]);
    } finally {
      disable();
    }
  });
}
