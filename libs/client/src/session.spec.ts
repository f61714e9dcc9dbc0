import { setImmediate } from 'node:timers/promises';
import { generateUserKeys } from '@iimp/crypto/keys';
import { type ClientOptions, IimpClient } from './client.js';
import { FakeHome } from './fake-home.testkit.js';

describe('a log-in', () => {
  const home = new FakeHome();
  const login = (more: Partial<ClientOptions> = {}): Promise<IimpClient> => home.open('alice@org1.test', more);

  it('takes the address of the API as people write it', async () => {
    const client = await login({ apiUrl: `${home.apiUrl}/` });
    await client.account();
    expect(home.server.requests).toEqual(['POST /api/v1/auth/token', 'GET /api/v1/account']);
  });

  it('takes no secret of somebody else, before anything is sent', async () => {
    const { secret } = await generateUserKeys('bob@org1.test');
    await expect(login({ secret })).rejects.toThrow('the secret is of bob@org1.test, not of alice@org1.test');
    const resumed = IimpClient.resume({ apiUrl: home.apiUrl, user: 'alice@org1.test', refreshToken: 'x', secret });
    await expect(resumed).rejects.toThrow('the secret is of');
    expect(home.server.requests).toEqual([]);
  });

  it('asks for what it is given the id of, whatever that id is', async () => {
    const client = await login();
    home.server.intercept = (_, response) => {
      home.server.json(response, 404, { code: 'not_found', detail: 'no' });
      return true;
    };
    await expect(client.conversation('../account')).rejects.toMatchObject({ code: 'not_found' });
    await expect(client.deliveries('../../account?x=')).rejects.toMatchObject({ code: 'not_found' });
    await expect(client.history('../x')).rejects.toMatchObject({ code: 'not_found' });
    expect(home.server.requests.slice(1)).toEqual([
      'GET /api/v1/conversations/..%2Faccount',
      'GET /api/v1/messages/..%2F..%2Faccount%3Fx%3D/deliveries',
      'GET /api/v1/conversations/..%2Fx/messages?limit=50',
    ]);
  });

  it('goes on when each refresh token is kept, and fails as the keeping of it does', async () => {
    const kept: string[] = [];
    const failures: Error[] = [];
    const onRefreshToken = async (token: string): Promise<void> => {
      await setImmediate();
      const failure = failures.shift();
      if (failure) throw failure;
      kept.push(token);
    };
    const client = await login({ onRefreshToken });
    expect(kept).toHaveLength(1);
    home.server.accessToken = 'access-2';
    failures.push(new Error('the disk is full'), new Error('the disk is still full'));
    await expect(client.account()).rejects.toThrow('the disk is full');
    await expect(client.account()).rejects.toThrow('the disk is still full');
    // The log-in goes on all the same, and what was not kept is told again.
    await expect(client.account()).resolves.toMatchObject({ user: client.address });
    expect(home.server.requests.filter((line) => line.endsWith('/auth/refresh'))).toHaveLength(1);
    expect(kept).toHaveLength(2);
    const { address: user, secret } = client;
    const resumed = await IimpClient.resume({ apiUrl: home.apiUrl, user, secret, refreshToken: kept[1]! });
    await expect(resumed.account()).resolves.toMatchObject({ user });
  });

  it('is over although the answer to that was lost', async () => {
    const client = await login();
    let cut = 0;
    home.server.intercept = (request) => {
      if (cut++ > 0) return false;
      request.socket.destroy();
      return true;
    };
    await client.logout();
    expect(home.server.requests.slice(1)).toEqual(['POST /api/v1/auth/logout', 'POST /api/v1/auth/logout']);
  });
});
