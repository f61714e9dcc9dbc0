import { watchDomainKeys } from './domain-keys-health.js';
import { Health } from './health.js';

/** A keyring of domains, some without their key, that the test changes; and the health of its process. */
function started(domains: string[], without: string[]) {
  const health = new Health();
  const unsigned = () => without.map((domain) => ({ domain, reason: 'has no active key' }));
  const stop = watchDomainKeys({ domains: () => domains, unsigned }, health);
  return { health, without, stop };
}

describe('watchDomainKeys', () => {
  it('tells of a domain without its key, and leaves the process ready for the others', async () => {
    const { health, without } = started(['a.test', 'b.test', 'c.test'], []);
    expect(await health.report()).toEqual({ ready: true, checks: { 'domain keys': 'ok', signing: 'ok' } });
    without.push('b.test', 'c.test');
    expect(await health.report()).toEqual({
      ready: true,
      checks: { 'domain keys': 'b.test: has no active key; c.test: has no active key', signing: 'ok' },
    });
  });

  it('is not ready from a start without any key until there is one, and then stays so', async () => {
    const { health, without } = started(['a.test', 'b.test'], ['a.test', 'b.test']);
    expect(await health.report()).toMatchObject({
      ready: false,
      checks: { signing: 'since the start nothing could be signed for any domain' },
    });
    without.pop();
    expect((await health.report()).ready).toBe(true);
    without.push('b.test');
    expect((await health.report()).ready).toBe(true);
  });

  it('is ready where no domain is served yet, and takes its checks out again', async () => {
    const { health, stop } = started([], []);
    expect((await health.report()).ready).toBe(true);
    stop();
    expect((await health.report()).checks).toEqual({});
  });
});
