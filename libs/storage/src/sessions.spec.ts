import { Domains } from './domains.js';
import { newRefreshToken, type Rotation, Sessions } from './sessions.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { Users } from './users.js';
import { lockWait } from './wait.testkit.js';

const ALICE = 'alice@org1.test';
const HOUR = 3_600_000;
const MINUTE = 60_000;

describe('a refresh token that comes again', () => {
  let test: TestDatabase;
  let sessions: Sessions;
  beforeAll(async () => {
    test = await createTestDatabase();
    sessions = new Sessions(test.db);
    await new Domains(test.db).add('org1.test', 1);
    await new Users(test.db).create({ address: ALICE, passwordHash: null, now: 1 });
  });
  afterAll(() => test.drop());

  const start = (token: string, now = 10): Promise<string | undefined> =>
    sessions.create({ address: ALICE, token, expiresAt: HOUR, now });
  const rotate = async (token: string, next: string, now = 20): Promise<Rotation['status']> =>
    (await sessions.rotate({ token, next, expiresAt: HOUR, now })).status;

  it('is answered anew within a minute of its use, and what was answered before is worth nothing', async () => {
    const family = await start('a0');
    await rotate('a0', 'lost');
    expect(await rotate('a0', 'lost too', 30)).toBe('rotated');
    expect(await rotate('a0', 'a1', 20 + MINUTE)).toBe('rotated');
    const alive = await sessions.list(ALICE, 30);
    expect(alive).toEqual([{ family, createdAt: 10, lastUsedAt: 20, expiresAt: HOUR }]);
    expect(await rotate('a1', 'a2', 2 * MINUTE)).toBe('rotated');
  });

  it.each([
    'too late',
    'after its successor was used',
    'as one that was replaced',
    'at the same moment, two uses later',
  ])('ends its family %s', async (when) => {
    const own = (name: string): string => `${when} ${name}`;
    await start(own('0'));
    await rotate(own('0'), own('1'));
    const acts: Record<string, () => Promise<Rotation['status']>> = {
      'too late': () => rotate(own('0'), own('x'), 21 + MINUTE),
      'after its successor was used': async () => {
        await rotate(own('1'), own('2'), 30);
        return rotate(own('0'), own('x'), 31);
      },
      'as one that was replaced': async () => {
        await rotate(own('0'), own('2'), 30);
        return rotate(own('1'), own('x'), 31);
      },
      'at the same moment, two uses later': async () => {
        await rotate(own('1'), own('2'));
        return rotate(own('0'), own('x'));
      },
    };
    expect(await acts[when]!()).toBe('reused');
    for (const name of ['0', '1', '2', 'x']) expect(await rotate(own(name), own(`${name}+`), 40)).toBe('invalid');
  });

  it('is known by a process whose clock is behind', async () => {
    await start('c0', 5_000);
    await rotate('c0', 'c1', 4_000);
    await rotate('c1', 'c2', 3_000);
    expect(await rotate('c1', 'c3', 3_000)).toBe('rotated');
    expect(await rotate('c0', 'x', 3_000)).toBe('reused');
  });

  it('many times at once leaves one successor, and ends nothing', async () => {
    for (let round = 0; round < 5; round++) {
      const family = await start(`d${round}`);
      const tokens = Array.from({ length: 6 }, (_, i) => `d${round}-${i}`);
      const uses = await Promise.all(tokens.map((next) => rotate(`d${round}`, next)));
      expect(new Set(uses)).toEqual(new Set(['rotated']));
      const { rows } = await test.db.pool.query(
        `select 1 from sessions
          where family = $1 and rotated_at is null and revoked_at is null`,
        [family],
      );
      expect(rows).toHaveLength(1);
    }
  });
});

describe('a log-in that lives long', () => {
  const BEGAN = 10;
  let test: TestDatabase;
  let sessions: Sessions;
  beforeAll(async () => {
    test = await createTestDatabase();
    sessions = new Sessions(test.db);
    await new Domains(test.db).add('org1.test', 1);
    await new Users(test.db).create({ address: ALICE, passwordHash: null, now: 1 });
  });
  afterAll(() => test.drop());
  afterEach(() => test.db.query('t-clear', 'delete from sessions'));

  const rotate = async (token: string, next: string, now: number): Promise<Rotation['status']> =>
    (await sessions.rotate({ token, next, expiresAt: now + 720 * HOUR, now })).status;
  /** Uses a token an hour, so often. @returns all, the one that is good last */
  const use = async (times: number, first = newRefreshToken()): Promise<string[]> => {
    const tokens = [first];
    await sessions.create({ address: ALICE, token: first, expiresAt: 720 * HOUR, now: BEGAN });
    for (let n = 1; n <= times; n++) {
      tokens.push(newRefreshToken(tokens[n - 1]));
      expect(await rotate(tokens[n - 1]!, tokens[n]!, n * HOUR)).toBe('rotated');
    }
    return tokens;
  };
  const rows = () => test.db.query('t-rows', 'select 1 from sessions');

  it('has a row for the token that is good and for the one before it, and says when it began', async () => {
    await use(200);
    expect(await rows()).toHaveLength(2);
    expect(await sessions.list(ALICE, 200 * HOUR)).toMatchObject([{ createdAt: BEGAN, lastUsedAt: 200 * HOUR }]);
  });

  it.each([0, 1, 98, 99])('ends when somebody shows token %i of a hundred that were used up', async (which) => {
    const tokens = await use(100);
    const next = newRefreshToken(tokens[which]);
    const at = 101 * HOUR;
    expect(await rotate(tokens[which]!, next, at)).toBe('reused');
    for (const token of [tokens[which]!, tokens[100]!, next])
      expect(await rotate(token, `${token}+`, at)).toBe('invalid');
  });

  it('forgets none that was replaced before its successor is used', async () => {
    const [, token] = await use(1);
    const [lost, next, last] = [newRefreshToken(token), newRefreshToken(token), newRefreshToken(token)];
    expect(await rotate(token!, lost, 2 * HOUR)).toBe('rotated');
    expect(await rotate(token!, next, 2 * HOUR + 1)).toBe('rotated');
    expect(await rows()).toHaveLength(3);
    expect(await rotate(next, last, 3 * HOUR)).toBe('rotated');
    expect(await rows()).toHaveLength(2);
    expect(await rotate(lost, 'x', 3 * HOUR)).toBe('reused');
  });

  it('ends with any of its tokens at log-out, and with no token of another one', async () => {
    const tokens = await use(3);
    const strange = newRefreshToken();
    expect(await rotate(strange, newRefreshToken(strange), 4 * HOUR)).toBe('invalid');
    expect(await sessions.revoke(strange, 4 * HOUR)).toBe(false);
    expect(await sessions.list(ALICE, 4 * HOUR)).toHaveLength(1);
    expect(await sessions.revoke(tokens[0]!, 4 * HOUR)).toBe(true);
    expect(await sessions.list(ALICE, 4 * HOUR)).toEqual([]);
  });

  it('of a version whose tokens share nothing keeps them all, and knows them by that', async () => {
    const tokens = await use(5, 'without');
    expect(await rows()).toHaveLength(6);
    expect(tokens[5]).not.toContain('.');
    expect(await rotate(tokens[1]!, 'x', 6 * HOUR)).toBe('reused');
  });
});

describe('a log-in under way', () => {
  const ROUNDS = 20;
  let test: TestDatabase;
  let users: Users;
  let sessions: Sessions;
  beforeAll(async () => {
    test = await createTestDatabase();
    users = new Users(test.db);
    sessions = new Sessions(test.db);
    await new Domains(test.db).add('org1.test', 1);
    await users.create({ address: ALICE, passwordHash: 'old', now: 1 });
  });
  afterAll(() => test.drop());

  let tokens = 0;
  const logIn = (passwordHash: string): Promise<string | undefined> =>
    sessions.create({ address: ALICE, passwordHash, token: `t${tokens++}`, expiresAt: HOUR, now: 10 });
  const alive = async (): Promise<number> => (await sessions.list(ALICE, 10)).length;

  it('comes to nothing when the password is another one by then', async () => {
    expect(await logIn('old')).toBeDefined();
    await users.setPasswordHash(ALICE, 'new', 20);
    expect(await logIn('old')).toBeUndefined();
    expect(await alive()).toBe(0);
    expect(await logIn('new')).toBeDefined();
  });

  it('leaves no session behind that a change at the same time does not end', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await users.setPasswordHash(ALICE, 'before', 20);
      await Promise.all([logIn('before'), users.setPasswordHash(ALICE, 'after', 20), logIn('before')]);
      expect(await alive()).toBe(0);
      await Promise.all([logIn('after'), users.setDisabled(ALICE, true, 20), logIn('after')]);
      await users.setDisabled(ALICE, false, 20);
      expect(await alive()).toBe(0);
    }
  });

  it('comes to nothing when it had to wait for an erasure', async () => {
    const client = await test.db.pool.connect();
    await client.query('begin');
    await client.query('delete from sessions');
    await client.query('delete from mailboxes');
    await client.query('delete from users');
    const late = logIn('after');
    await lockWait(test.db);
    await client.query('commit');
    client.release();
    expect(await late).toBeUndefined();
  });
});
