import { sweepExpired } from './maintenance.js';
import { Nonces } from './nonces.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';

describe('nonces', () => {
  let test: TestDatabase;
  let replicas: [Nonces, Nonces];
  beforeAll(async () => {
    test = await createTestDatabase();
    replicas = [new Nonces(test.open()), new Nonces(test.open())];
  });
  afterAll(() => test.drop());
  const use = (
    nonce: string,
    keyid = 'org2.test#k',
    expires = 1_000,
  ): { keyid: string; nonce: string; expires: number } => ({
    keyid,
    nonce,
    expires,
  });

  it('are new once for each key, whoever asks', async () => {
    const [one, other] = replicas;
    expect(await one.useNonces([use('a'), use('b'), use('a')])).toEqual([true, true, false]);
    expect(await other.useNonces([use('a'), use('c'), use('a', 'org3.test#k')])).toEqual([false, true, true]);
    expect(await one.useNonces([])).toEqual([]);
  });

  it('are new for one of all who ask at once, on two replicas', async () => {
    for (let round = 0; round < 10; round++) {
      const names = Array.from({ length: 20 }, (_, i) => `r${round}-${i}`);
      const answers = await Promise.all(
        replicas.flatMap((nonces) =>
          names.map((name) => nonces.useNonces([use(name)]).then(([first]) => [name, first])),
        ),
      );
      const firsts = answers.filter(([, first]) => first === true).map(([name]) => name);
      expect(firsts.sort()).toEqual(names.sort());
    }
  });

  it('are forgotten when their window is over, and not before', async () => {
    const [one] = replicas;
    await one.useNonces([use('old', 'k', 10), use('young', 'k', 20)]);
    expect(await sweepExpired(test.db, 11)).toBe(false);
    expect(await one.useNonces([use('young', 'k', 20), use('old', 'k', 10)])).toEqual([false, true]);
    expect(await sweepExpired(test.db, 2_000)).toBe(false);
    expect(await one.useNonces([use('young', 'k', 20)])).toEqual([true]);
  });

  it('say so when the database is away', async () => {
    const db = test.open();
    await db.close();
    await expect(new Nonces(db).useNonces([use('x')])).rejects.toMatchObject({ code: 'unavailable' });
  });
});
