import { world } from './peer-keys.testkit.js';

describe('rations of look-ups', () => {
  it('rations look-ups of unknown domains by address and in total, and lets known ones through', async () => {
    const { state, keys } = world({ perAddress: 2, inTotal: 3 });
    await keys.find('a.test', 'k1', '192.0.2.1');
    await keys.find('b.test', 'k1', '192.0.2.1');
    await expect(keys.find('c.test', 'k1', '192.0.2.1')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: 1,
    });
    await keys.find('c.test', 'k1', '192.0.2.2');
    await expect(keys.find('d.test', 'k1', '192.0.2.3')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await keys.find('a.test', 'k1', '192.0.2.1')).toBeDefined();
    expect(state.asked).toEqual(['a.test', 'b.test', 'c.test']);
  });

  it('takes one ration for many that ask for the same', async () => {
    const { state, keys } = world({ perAddress: 1 });
    const found = await Promise.all(Array.from({ length: 20 }, () => keys.find('a.test', 'k1', '::1')));
    expect(found.every((key) => key !== undefined)).toBe(true);
    expect(state.asked).toEqual(['a.test']);
  });

  it('takes none for what came while it was asked whether it is known', async () => {
    const { state, keys } = world({ perAddress: 2 });
    const answers: ((known: boolean) => void)[] = [];
    state.isKnown = () => new Promise((resolve) => answers.push(resolve));
    const [first, second] = [1, 2].map(() => keys.find('a.test', 'k1', '::1'));
    answers[0]?.(false);
    expect(await first).toBeDefined();
    answers[1]?.(false);
    expect(await second).toBeDefined();
    expect(state.asked).toEqual(['a.test']);
    state.isKnown = async () => false;
    expect(await keys.find('b.test', 'k1', '::1')).toBeDefined();
  });

  it('does not ration look-ups of what the deployment knows, as after a restart', async () => {
    const { state, keys } = world({ perAddress: 1, inTotal: 1 });
    state.isKnown = async (domain) => domain.startsWith('known');
    for (let i = 0; i < 100; i++) expect(await keys.find(`known${i}.test`, 'k1', '192.0.2.1')).toBeDefined();
    expect(await keys.find('a.test', 'k1', '192.0.2.1')).toBeDefined();
    await expect(keys.find('b.test', 'k1', '192.0.2.2')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await keys.find('known100.test', 'k1', '192.0.2.1')).toBeDefined();
    state.isKnown = () => Promise.reject(new Error('Postgres is away'));
    await expect(keys.find('known101.test', 'k1', '192.0.2.1')).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('counts the addresses of an IPv6 /64 as one', async () => {
    const { keys } = world({ perAddress: 1 });
    await keys.find('a.test', 'k1', '2001:db8::1');
    await expect(keys.find('b.test', 'k1', '2001:db8::2')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await keys.find('b.test', 'k1', '2001:db8:0:1::1')).toBeDefined();
  });
});
