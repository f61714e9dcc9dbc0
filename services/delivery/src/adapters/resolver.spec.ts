import type { MessagingClient } from '@iimp/messaging/client';
import { DiscoveryResolver, type PeerTarget } from './resolver.js';

const DOMAIN = 'org2.test';
const DAY = 24 * 3_600_000;
const SILENT = new Error('no answer within 20000 ms');

describe('the resolver', () => {
  let now: number;
  let resolver: DiscoveryResolver;
  /** Of the documents that discovery tells of: fresh so long from then on. */
  let freshMs: number;
  /** Questions that wait for their answers, in order. */
  let questions: {
    refresh: boolean;
    answer(host: string): void;
    fail(): void;
    garble(): void;
    refuse(code: string, retryAfterSeconds?: number): void;
  }[];

  beforeEach(() => {
    now = 1_000_000;
    freshMs = 3_600_000;
    questions = [];
    const request = ((_pattern: string, { refresh = false }: { refresh?: boolean }) =>
      new Promise((resolve, reject) => {
        const resolved = (baseUrl: string, documentJson: string): void =>
          resolve({
            result: {
              case: 'resolved',
              value: { baseUrl, connect: [], documentJson, expiresAtMs: String(now + freshMs) },
            },
          });
        questions.push({
          refresh,
          answer: (host) =>
            resolved(`https://${host}`, JSON.stringify({ domain: DOMAIN, capabilities: [], limits: {} })),
          fail: () => reject(SILENT),
          garble: () => resolved('', '{'),
          refuse: (code, retryAfterSeconds) =>
            resolve({ result: { case: 'problem', value: { code, detail: 'no', retryAfterSeconds } } }),
        });
      })) as unknown as MessagingClient['request'];
    resolver = new DiscoveryResolver({ client: { request }, now: () => now });
  });

  /** The host that is told at once; undefined when it waits, or what else is told. */
  const atOnce = async (refresh = false): Promise<string | undefined> => {
    let host: string | undefined;
    void resolver.resolve(DOMAIN, refresh).then(
      (resolution) => {
        if (resolution.kind !== 'target') host = resolution.kind;
        else host = new URL((resolution.target.handle as PeerTarget).endpoint.baseUrl).host;
      },
      () => (host = 'rejected'),
    );
    await settled();
    return host;
  };
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const known = async (): Promise<void> => {
    void atOnce();
    questions.shift()?.answer('old.test');
    await settled();
  };

  it('waits for the first answer, and keeps it for 30 s', async () => {
    expect(await atOnce()).toBeUndefined();
    questions.shift()?.answer('old.test');
    await settled();
    now += 29_999;
    expect(await atOnce()).toBe('old.test');
    expect(questions).toEqual([]);
  });

  it('serves an answer that is older at once while it asks for a new one, once', async () => {
    await known();
    now += 30_000;
    expect([await atOnce(), await atOnce()]).toEqual(['old.test', 'old.test']);
    expect(questions).toHaveLength(1);
    questions.shift()?.answer('new.test');
    await settled();
    expect(await atOnce()).toBe('new.test');
    expect(questions).toEqual([]);
  });

  it('makes nobody wait while discovery is away, until what is known is too old', async () => {
    await known();
    for (let hour = 1; hour < 24; hour++) {
      now += 3_600_000;
      expect(await atOnce()).toBe('old.test');
      questions.shift()?.fail();
      await settled();
      expect(await atOnce(true)).toBe('old.test');
      questions.shift()?.fail();
      await settled();
    }
    now += 3_600_000;
    expect(await atOnce()).toBeUndefined();
    const told = resolver.resolve(DOMAIN, false);
    questions.shift()?.fail();
    expect(await told).toMatchObject({ kind: 'trouble', detail: expect.stringContaining(SILENT.message) as string });
  });

  it('waits for a new answer where what is known seems wrong, except while discovery is away', async () => {
    await known();
    expect(await atOnce(true)).toBeUndefined();
    questions.shift()?.fail();
    await settled();
    expect(await atOnce(true)).toBe('old.test');
    expect(questions.map(({ refresh }) => refresh)).toEqual([true]);
    questions.shift()?.answer('new.test');
    await settled();
    expect(await atOnce(true)).toBeUndefined();
  });

  it('goes by what it knows while discovery cannot find out, too', async () => {
    await known();
    now += DAY - 1;
    for (const refresh of [false, true]) {
      const told = resolver.resolve(DOMAIN, refresh);
      questions.shift()?.refuse('unavailable');
      expect(await told).toMatchObject({ kind: 'target' });
    }
    now += 1;
    const told = resolver.resolve(DOMAIN, false);
    questions.shift()?.refuse('unavailable');
    expect(await told).toMatchObject({ kind: 'unavailable' });
  });

  it('blames nobody when there is no room to look up', async () => {
    const told = resolver.resolve(DOMAIN, false);
    questions.shift()?.refuse('rate_limited', 1);
    expect(await told).toEqual({ kind: 'crowded', code: 'rate_limited', detail: 'no' });
    await known();
    const again = resolver.resolve(DOMAIN, true);
    questions.shift()?.refuse('rate_limited', 1);
    expect(await again).toMatchObject({ kind: 'target' });
  });

  it('says for how long discovery will not look again', async () => {
    const told = resolver.resolve(DOMAIN, false);
    questions.shift()?.refuse('unavailable', 30);
    expect(await told).toEqual({ kind: 'unavailable', code: 'unavailable', detail: 'no', unfoundMs: 30_000 });
  });

  it('goes by nothing longer than a document may serve whose origin is down', async () => {
    freshMs = -6 * DAY + 60_000;
    await known();
    now += 59_999;
    expect(await atOnce()).toBe('old.test');
    questions.shift()?.fail();
    await settled();
    now += 1;
    expect(await atOnce()).toBeUndefined();
  });

  it('forgets what it knows when a domain no longer federates', async () => {
    await known();
    now += 30_000;
    expect(await atOnce()).toBe('old.test');
    questions.shift()?.refuse('not_found');
    await settled();
    expect(await atOnce()).toBeUndefined();
    questions.shift()?.fail();
    await settled();
    expect(await atOnce()).toBeUndefined();
  });

  it('goes by what it knows when a new answer cannot be read', async () => {
    await known();
    now += 30_000;
    expect(await atOnce()).toBe('old.test');
    questions.shift()?.garble();
    await settled();
    expect(await atOnce()).toBe('old.test');
  });
});
