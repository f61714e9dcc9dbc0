import { SignJWT } from 'jose';
import type { Account, Problem, TokenResponse } from '@iimp/proto/types';
import { validateAccount, validateTokenResponse } from '@iimp/proto/validators';
import { Users } from '@iimp/storage/users';
import { eraseUser } from '@iimp/storage/erasure/erase';
import { Sessions } from '@iimp/storage/sessions';
import { ALICE, ApiWorld, BOB, PASSWORD } from './api.testkit.js';
import { Passwords } from './session/passwords.js';

describe('sessions', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await ApiWorld.start();
  });
  afterAll(() => world.stop());

  const refresh = (refresh_token: string) =>
    world.ask<TokenResponse & Problem>('POST', '/auth/refresh', { body: { refresh_token } });

  it('logs in, in any case of the address, and says who is signed in', async () => {
    const { status, headers, body } = await world.logIn('Alice@ORG1.test');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(validateTokenResponse(body)).toBe(true);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
    const account = await world.ask<Account>('GET', '/account', { token: body.access_token });
    expect(account.status).toBe(200);
    expect(validateAccount(account.body)).toBe(true);
    expect(account.body).toMatchObject({
      user: ALICE,
      domain: 'org1.test',
      keys: null,
      max_attachment_bytes: 4_194_304,
    });
  });

  it('answers an unknown user, a wrong password and what is no address alike', async () => {
    const answers = await Promise.all([
      world.logIn('nobody@org1.test'),
      world.logIn(ALICE, 'wrong'),
      world.logIn('no address at all'),
      world.logIn('alice@org9.test'),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect(body).toEqual(answers[0]!.body);
      expect(body.code).toBe('invalid_credentials');
    }
  });

  it('rotates refresh tokens, and ends the session of one that comes again after its successor', async () => {
    const first = (await world.logIn(ALICE)).body.refresh_token;
    const second = await refresh(first);
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(first);
    const third = await refresh(second.body.refresh_token);
    expect((await refresh(first)).body.code).toBe('invalid_credentials');
    expect((await refresh(third.body.refresh_token)).body.code).toBe('invalid_credentials');
  });

  it('answers a refresh again whose answer was lost', async () => {
    const first = (await world.logIn(ALICE)).body.refresh_token;
    const lost = await refresh(first);
    const again = await refresh(first);
    expect(again.status).toBe(200);
    expect(validateTokenResponse(again.body)).toBe(true);
    expect(again.body.refresh_token).not.toBe(lost.body.refresh_token);
    expect((await refresh(again.body.refresh_token)).status).toBe(200);
  });

  it('logs out, and says the same to a token that is not alive', async () => {
    const { refresh_token } = (await world.logIn(ALICE)).body;
    for (let time = 0; time < 2; time++)
      expect((await world.ask('POST', '/auth/logout', { body: { refresh_token } })).status).toBe(204);
    expect((await refresh(refresh_token)).status).toBe(401);
  });

  it('takes no token of another secret, purpose or time', async () => {
    const forge = (secret: string, change: (jwt: SignJWT) => SignJWT = (jwt) => jwt, typ = 'at+jwt') =>
      change(
        new SignJWT()
          .setProtectedHeader({ alg: 'HS256', typ })
          .setIssuer('iimp')
          .setAudience('iimp-client')
          .setSubject(ALICE),
      )
        .setIssuedAt()
        .sign(new TextEncoder().encode(secret));
    const secret = world.context.config.tokenSecret;
    const good = await forge(secret, (jwt) => jwt.setExpirationTime('1m'));
    expect((await world.ask('GET', '/account', { token: good })).status).toBe(200);
    const bad = await Promise.all([
      forge('another secret of thirty-two bytes', (jwt) => jwt.setExpirationTime('1m')),
      forge(secret, (jwt) => jwt.setExpirationTime('1m'), 'JWT'),
      forge(secret, (jwt) => jwt.setExpirationTime('1m').setAudience('other')),
      forge(secret, (jwt) => jwt.setExpirationTime('-1s')),
      forge(secret, (jwt) => jwt.setSubject('nobody@org1.test').setExpirationTime('1m')),
      forge(secret),
      Promise.resolve(`${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`),
    ]);
    for (const token of bad) {
      const { status, body, headers } = await world.ask<Problem>('GET', '/account', { token });
      expect([status, body.code, headers.get('www-authenticate')]).toEqual([401, 'unauthorized', 'Bearer']);
    }
  });

  it.each<[string, (users: Users, user: string) => Promise<unknown>]>([
    ['has another password', (users, user) => users.setPasswordHash(user, 'another', Date.now())],
    ['is disabled', (users, user) => users.setDisabled(user, true, Date.now())],
    ['is erased', (_, address) => eraseUser(world.database.db, { address, actor: 'test', now: Date.now() })],
  ])('lets nobody in who %s by the time that the password is checked', async (what, change) => {
    const { db } = world.database;
    const users = new Users(db);
    const user = `${what.replaceAll(' ', '.')}@org1.test`;
    const { passwordHash } = (await users.credentials(ALICE))!;
    await users.create({ address: user, passwordHash, now: Date.now() });
    const { matches } = Passwords.prototype;
    const check = jest.spyOn(Passwords.prototype, 'matches').mockImplementation(async function (
      this: Passwords,
      ...of
    ) {
      const fits = await matches.apply(this, of);
      await change(users, user);
      return fits;
    });
    const { status, body } = await world.logIn(user).finally(() => check.mockRestore());
    expect([status, body]).toEqual([401, (await world.logIn(ALICE, 'wrong')).body]);
    expect(await new Sessions(db).list(user, Date.now())).toEqual([]);
  });

  it('lets a disabled user neither in nor refresh', async () => {
    const { refresh_token } = (await world.logIn(BOB)).body;
    await new Users(world.database.db).setDisabled(BOB, true, Date.now());
    expect((await world.logIn(BOB)).body.code).toBe('invalid_credentials');
    expect((await refresh(refresh_token)).body.code).toBe('invalid_credentials');
    await new Users(world.database.db).setDisabled(BOB, false, Date.now());
    expect((await world.logIn(BOB)).status).toBe(200);
  });
});

describe('limits', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await ApiWorld.start({
      IIMP_RATE_LOGIN_USER: '1/m/3',
      IIMP_RATE_LOGIN_IP: '1/m/6',
      IIMP_RATE_USER: '1/m/4',
    });
  });
  afterAll(() => world.stop());

  it('count requests of a user, then log-ins per user, then per address, and say when to come back', async () => {
    const token = await world.token(ALICE);
    const asked = [];
    for (let i = 0; i < 5; i++) asked.push(await world.ask<Problem>('GET', '/account', { token }));
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    expect(asked[4]!.body.code).toBe('rate_limited');
    expect(Number(asked[4]!.headers.get('retry-after'))).toBeGreaterThan(0);

    const own = [];
    for (let i = 0; i < 4; i++) own.push((await world.logIn('nobody@org1.test', 'guess')).status);
    expect(own).toEqual([401, 401, 401, 429]);
    const others = [];
    for (let i = 0; i < 2; i++) others.push((await world.logIn(`user${i}@org1.test`, PASSWORD)).status);
    expect(others).toEqual([401, 429]);
  });
});
