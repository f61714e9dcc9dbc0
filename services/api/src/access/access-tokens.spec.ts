import { AccessTokens } from './access-tokens.js';

describe('access tokens', () => {
  const setup = (maxCached?: number) => {
    const clock = { now: 1_800_000_000_000 };
    const user = { address: 'alice@org1.test', domain: 'org1.test', createdAt: 0, disabled: false };
    const find = jest.fn(async () => ({ ...user }));
    const tokens = new AccessTokens({
      secret: 'x'.repeat(32),
      ttlMs: 60_000,
      users: { find },
      now: () => clock.now,
      ...(maxCached === undefined ? {} : { maxCached }),
    });
    return { clock, user, find, tokens };
  };

  it('are remembered for a while, and no longer than they live', async () => {
    const { clock, find, tokens } = setup();
    const { token, expiresIn } = await tokens.issue('alice@org1.test');
    expect([expiresIn, tokens.remembered(token)]).toEqual([60, undefined]);
    expect((await tokens.verify(token)).user).toBe('alice@org1.test');
    expect(tokens.remembered(token)?.user).toBe('alice@org1.test');
    clock.now += 30_000;
    expect(tokens.remembered(token)).toBeUndefined();
    clock.now += 29_000;
    await tokens.verify(token);
    expect(find).toHaveBeenCalledTimes(2);
    clock.now += 1_000;
    expect(tokens.remembered(token)).toBeUndefined();
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('of a user who was disabled are no good after a while', async () => {
    const { clock, user, tokens } = setup();
    const { token } = await tokens.issue('alice@org1.test');
    await tokens.verify(token);
    user.disabled = true;
    clock.now += 30_000;
    expect(tokens.remembered(token)).toBeUndefined();
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('are remembered in bounded number', async () => {
    const { tokens } = setup(2);
    const issued = await Promise.all([1, 2, 3].map(() => tokens.issue('alice@org1.test')));
    for (const { token } of issued) await tokens.verify(token);
    expect(issued.map(({ token }) => tokens.remembered(token) !== undefined)).toEqual([false, true, true]);
  });
});
