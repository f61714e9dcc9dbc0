import type { FastifyRequest } from 'fastify';
import { RateLimiter } from '@iimp/platform/rate-limit';
import { AccessGate } from './access-gate.js';
import { AccessTokens } from './access-tokens.js';

describe('the gate', () => {
  const setup = () => {
    const clock = { now: 1_800_000_000_000 };
    const now = () => clock.now;
    const users = {
      find: jest.fn(async (address: string) => ({ address, domain: 'org1.test', createdAt: 0, disabled: false })),
    };
    const tokens = new AccessTokens({ secret: 'x'.repeat(32), ttlMs: 60_000, users, now });
    const limiter = (what: string) => new RateLimiter({ rate: undefined, what, now });
    const gate = new AccessGate({ tokens, addressRate: limiter('address'), userRate: limiter('user') });
    const lookUps = jest.spyOn(tokens, 'remembered');
    /** @returns who came in */
    const ask = async (socket: object, authorization?: string): Promise<string | undefined> => {
      const request = {
        ...{ ip: '192.0.2.1', routeOptions: { url: '/api/v1/sync' }, headers: { authorization } },
        ...{ raw: { socket }, account: undefined },
      } as unknown as FastifyRequest;
      await gate.admit(request);
      return request.account?.user;
    };
    const bearer = async (user: string) => `Bearer ${(await tokens.issue(user)).token}`;
    return { clock, users, lookUps, ask, bearer };
  };
  const ALICE = 'alice@org1.test';
  const BOB = 'bob@org1.test';

  it('looks a token up once for a connection that asks with nothing else', async () => {
    const { lookUps, ask, bearer } = setup();
    const header = await bearer(ALICE);
    const connection = {};
    for (let i = 0; i < 5; i++) expect(await ask(connection, header)).toBe(ALICE);
    // The first was verified, the second remembered.
    expect(lookUps).toHaveBeenCalledTimes(2);
    expect(await ask({}, header)).toBe(ALICE);
    expect(lookUps).toHaveBeenCalledTimes(3);
  });

  it('lets in by what a request says, whoever asked before on its connection', async () => {
    const { ask, bearer } = setup();
    const [alice, bob] = [await bearer(ALICE), await bearer(BOB)];
    const connection = {};
    for (let i = 0; i < 3; i++) expect(await ask(connection, alice)).toBe(ALICE);
    for (let i = 0; i < 3; i++) expect(await ask(connection, bob)).toBe(BOB);
    expect(await ask(connection, alice)).toBe(ALICE);
    for (const header of [undefined, '', 'Bearer', `${alice}x`])
      await expect(async () => ask(connection, header)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('trusts a connection no longer than its token', async () => {
    const { clock, users, ask, bearer } = setup();
    const header = await bearer(ALICE);
    const connection = {};
    for (let i = 0; i < 3; i++) await ask(connection, header);
    clock.now += 30_000;
    for (let i = 0; i < 3; i++) await ask(connection, header);
    expect(users.find).toHaveBeenCalledTimes(2);
    users.find.mockImplementation(async (address) => ({ address, domain: 'org1.test', createdAt: 0, disabled: true }));
    clock.now += 29_999;
    expect(await ask(connection, header)).toBe(ALICE);
    clock.now += 1;
    await expect(async () => ask(connection, header)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('remembers no connection by a header that is blown up', async () => {
    const { lookUps, ask, bearer } = setup();
    const header = `${await bearer(ALICE)}${' '.repeat(1_000)}`;
    const connection = {};
    for (let i = 0; i < 4; i++) expect(await ask(connection, header)).toBe(ALICE);
    expect(lookUps).toHaveBeenCalledTimes(4);
  });
});
