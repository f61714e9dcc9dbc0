import { Health, listenHealth, type HealthListener } from './health.js';

describe('Health', () => {
  it('is ready when every check that decides is well', async () => {
    const health = new Health();
    expect(await health.report()).toEqual({ ready: true, checks: {} });
    health.register('a', () => Promise.resolve());
    health.register('broker', () => Promise.reject(new Error('not connected')), { advisory: true });
    expect(await health.report()).toEqual({ ready: true, checks: { a: 'ok', broker: 'not connected' } });
    const remove = health.register('b', () => {
      throw new Error('down');
    });
    expect(await health.report()).toMatchObject({ ready: false, checks: { b: 'down' } });
    remove();
    expect((await health.report()).ready).toBe(true);
  });

  it('tells the cause of what is wrong', async () => {
    const health = new Health();
    const cause = new Error('password authentication failed');
    health.register('store', () => Promise.reject(new Error('not now', { cause })));
    expect((await health.report()).checks).toEqual({ store: 'not now: password authentication failed' });
  });

  it('counts a check that does not answer as failed', async () => {
    const health = new Health(5);
    health.register('slow', () => new Promise(() => undefined));
    expect(await health.report()).toEqual({ ready: false, checks: { slow: 'no answer in time' } });
  });
});

describe('listenHealth', () => {
  const health = new Health();
  let listener: HealthListener;
  beforeAll(async () => {
    listener = await listenHealth(health, { host: '127.0.0.1', port: 0 });
  });
  afterAll(() => listener.close());
  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${listener.url}${path}`, init);

  it('tells life and readiness, and nothing else', async () => {
    expect((await get('/health/live')).status).toBe(200);
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, checks: {} }]);
    expect((await get('/metrics')).status).toBe(404);
    expect((await get('/health/live', { method: 'POST' })).status).toBe(404);
  });

  it('is alive and not ready while it stops', async () => {
    health.beginStop();
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, checks: { process: 'stopping' } }]);
    expect((await get('/health/live')).status).toBe(200);
  });
});
