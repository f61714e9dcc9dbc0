import { Domains } from './domains.js';
import { type Rotation, Sessions } from './sessions.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { Users } from './users.js';

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

  const start = (token: string, now = 10): Promise<string> =>
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
