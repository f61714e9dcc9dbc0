import { AuditLog } from './audit.js';
import { policyAllows, PolicyStore } from './policy.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';

describe('the federation policy', () => {
  let test: TestDatabase;
  let policy: PolicyStore;
  beforeAll(async () => {
    test = await createTestDatabase();
    policy = new PolicyStore(test.db);
  });
  afterAll(() => test.drop());
  const by = { actor: 'root', now: 7 };

  it('is open until it is set, and configuration sets it once', async () => {
    expect(await policy.load()).toEqual({ mode: 'open', blocked: new Set(), allowed: new Set() });
    await policy.initialize('allow_list', 5);
    await policy.initialize('closed', 6);
    expect((await policy.load()).mode).toBe('allow_list');
  });

  it('changes by parts, each with an audit row', async () => {
    expect(await policy.change({ block: ['a.test', 'b.test'], allow: ['c.test'] }, by)).toEqual({
      mode: 'allow_list',
      blocked: new Set(['a.test', 'b.test']),
      allowed: new Set(['c.test']),
    });
    await policy.change({ mode: 'open', unblock: ['a.test'], disallow: ['c.test'] }, by);
    expect(await policy.load()).toEqual({ mode: 'open', blocked: new Set(['b.test']), allowed: new Set() });
    const entries = await new AuditLog(test.db).list({ limit: 9 });
    expect(entries.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
      'policy.change open',
      'policy.change allow_list',
      'policy.initialize allow_list',
    ]);
    expect(entries[0]).toMatchObject({
      at: 7,
      actor: 'root',
      action: 'policy.change',
      subject: 'open',
      detail: { mode: 'open', unblock: ['a.test'], disallow: ['c.test'] },
    });
  });

  it('loses no change of several at once', async () => {
    const blocks = Array.from({ length: 10 }, (_, i) => `d${i}.test`);
    await Promise.all(blocks.map((domain) => policy.change({ block: [domain] }, by)));
    expect([...(await policy.load()).blocked].sort()).toEqual([...blocks, 'b.test'].sort());
  });

  it('adds before it removes, and says nothing of what is so already', async () => {
    const change = { block: ['e.test', 'e.test', 'f.test'], unblock: ['f.test', 'none.test'] };
    for (let times = 0; times < 2; times++) {
      const { blocked } = await policy.change(change, by);
      expect([blocked.has('e.test'), blocked.has('f.test'), blocked.has('b.test')]).toEqual([true, false, true]);
    }
  });

  it('is read whole only when it changed, by whatever version of this program', async () => {
    const read: string[] = [];
    const db = new Proxy(test.db, {
      get: (of, name) => {
        if (name !== 'query') return Reflect.get(of, name) as unknown;
        return (...args: Parameters<typeof of.query>) => {
          read.push(args[0]);
          return of.query(...args);
        };
      },
    });
    const replica = new PolicyStore(db);
    const first = await replica.load();
    for (let times = 0; times < 10; times++) expect(await replica.load()).toBe(first);
    expect(read.filter((name) => name === 'policy-read')).toHaveLength(1);
    await policy.change({ allow: ['g.test'] }, by);
    expect((await replica.load()).allowed).toContain('g.test');
    await test.db.transaction('t-older', async (tx) => {
      await tx.query('t-mode', 'update policy set mode = mode');
      await tx.query('t-list', `delete from policy_domains where domain = 'g.test'`);
    });
    expect((await replica.load()).allowed).not.toContain('g.test');
    expect(read.filter((name) => name === 'policy-read')).toHaveLength(3);
  });

  it.each([
    ['open', 'other.test', true],
    ['open', 'blocked.test', false],
    ['allow_list', 'other.test', false],
    ['allow_list', 'allowed.test', true],
    ['allow_list', 'both.test', false],
    ['closed', 'allowed.test', false],
  ] as const)('when %s lets %s through: %s', (mode, domain, allowed) => {
    const sets = { blocked: new Set(['blocked.test', 'both.test']), allowed: new Set(['allowed.test', 'both.test']) };
    expect(policyAllows({ mode, ...sets }, domain)).toBe(allowed);
  });

  it('with an empty allow list lets nobody through', () => {
    expect(policyAllows({ mode: 'allow_list', blocked: new Set(), allowed: new Set() }, 'a.test')).toBe(false);
  });
});
