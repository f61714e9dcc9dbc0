import { ProblemError } from '@iimp/protocol/problem';
import { RateLimiter } from '@iimp/platform/rate-limit';
import type { User } from '@iimp/storage/users';
import { AccessTokens } from '../access/access-tokens.js';
import { LogIn } from './log-in.js';
import { Passwords } from './passwords.js';

const ALICE = 'alice@org1.test';
const [HOME, OFFICE, ELSEWHERE, ATTACKER] = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '2001:db8::1'] as const;

describe('log-ins', () => {
  let logIn: LogIn;
  /** Of each password that was checked, whether it was before others. */
  let checked: boolean[];
  beforeEach(() => {
    checked = [];
    const passwords = {
      matches: async (stored: string | null | undefined, password: string, { first = false } = {}) => {
        checked.push(first);
        return stored === password;
      },
    };
    logIn = new LogIn({
      users: { credentials: async () => ({ user: {} as User, passwordHash: 'right' }) },
      sessions: {
        create: async () => 'family',
        rotate: async () => ({ status: 'rotated', address: ALICE, family: 'family' }),
        revoke: jest.fn(),
      },
      tokens: { issue: async () => ({ token: 't', expiresIn: 1 }) } as unknown as AccessTokens,
      passwords: passwords as unknown as Passwords,
      refreshTtlMs: 1,
      userRate: new RateLimiter({ rate: { perSecond: 0.1, burst: 10 }, what: 'this user', now: () => 0 }),
      addressRate: new RateLimiter({ rate: undefined, what: 'this address' }),
      now: () => 0,
    });
  });
  const enter = (from: string, password = 'right', user = ALICE): Promise<string> =>
    logIn.logIn(user, password, from).then(
      () => 'in',
      (error: ProblemError) => error.code,
    );
  const guess = async (times: number, from: string = ATTACKER, user = ALICE): Promise<void> => {
    for (let i = 0; i < times; i++) await enter(from, 'wrong', user);
  };

  it('of a user are not barred from outside where the user came in before, by password or by a session', async () => {
    expect(await enter(HOME)).toBe('in');
    await logIn.refresh('token', OFFICE);
    await guess(20);
    expect(await enter(ATTACKER)).toBe('rate_limited');
    expect(await enter(ELSEWHERE)).toBe('rate_limited');
    expect([await enter(HOME), await enter(OFFICE)]).toEqual(['in', 'in']);
    expect(checked.slice(-2)).toEqual([true, true]);
  });

  it('are counted where the user is known too, each address by itself', async () => {
    expect([await enter(HOME), await enter(OFFICE)]).toEqual(['in', 'in']);
    await guess(20, HOME);
    expect([await enter(HOME), await enter(OFFICE)]).toEqual(['rate_limited', 'in']);
  });

  it('of what is no address cost no work, and nobody’s ration', async () => {
    expect(await enter(HOME)).toBe('in');
    for (const name of ['no address', `${ALICE} ${HOME}`])
      for (let i = 0; i < 20; i++) expect(await enter(ATTACKER, 'x', name)).toBe('invalid_credentials');
    expect(checked).toHaveLength(1);
    expect(await enter(HOME)).toBe('in');
  });

  it('from many addresses push out nothing that is known of others', async () => {
    const bob = 'bob@org1.test';
    expect(await enter(HOME, 'right', bob)).toBe('in');
    for (let i = 0; i < 60_000; i++) await logIn.refresh('token', `host-${i}`);
    await guess(20, ATTACKER, bob);
    expect(await enter(HOME, 'right', bob)).toBe('in');
  });
});
