import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { Database } from './database.js';
import { leadsNowhere } from './internal/pg-errors.js';

describe('the database', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await test.db.query('make', 'create table t (n integer primary key)');
  });
  afterAll(() => test.drop());

  const rows = async (): Promise<number[]> =>
    (await test.db.query<{ n: number }>('rows', 'select n from t order by n')).map(({ n }) => n);

  it('gives bigints as numbers', async () => {
    expect(await test.db.query('bigint', 'select 9007199254740991::bigint as n')).toEqual([{ n: 9007199254740991 }]);
  });

  it('commits what succeeds and rolls back what fails', async () => {
    await test.db.transaction('good', (tx) => tx.query('add', 'insert into t values ($1)', [1]));
    await expect(
      test.db.transaction('bad', async (tx) => {
        await tx.query('add', 'insert into t values ($1)', [2]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await rows()).toEqual([1]);
  });

  it('fails a transaction when a statement failed that nobody waited for', async () => {
    await expect(
      test.db.transaction('unawaited', async (tx) => {
        void tx.query('add', 'insert into t values ($1)', [3]);
        void tx.query('add', 'insert into t values ($1)', [1]).catch(() => undefined);
        void tx.query('add', 'insert into t values ($1)', [4]).catch(() => undefined);
        return Promise.resolve();
      }),
    ).rejects.toMatchObject({ code: '23505' });
    expect(await rows()).toEqual([1]);
  });

  it('tells why a transaction failed, not that a later statement was in vain', async () => {
    await expect(
      test.db.transaction('in-vain', async (tx) => {
        void tx.query('add', 'insert into t values ($1)', [1]).catch(() => undefined);
        await tx.query('after', 'select 1');
      }),
    ).rejects.toMatchObject({ code: '23505' });
    expect(await rows()).toEqual([1]);
  });

  it('lets nobody use a transaction that is over', async () => {
    let kept: Parameters<Parameters<typeof test.db.transaction>[1]>[0] | undefined;
    await test.db.transaction('kept', (tx) => Promise.resolve(void (kept = tx)));
    await expect(kept!.query('late', 'insert into t values (9)')).rejects.toThrow('over');
    expect(await rows()).toEqual([1]);
  });

  it('tries a deadlocked transaction again', async () => {
    await test.db.query('more', 'insert into t values (10), (11)');
    let attempts = 0;
    let bothHold: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (bothHold = resolve));
    let holding = 0;
    const cross = (first: number, second: number): Promise<void> =>
      test.db.transaction('cross', async (tx) => {
        attempts++;
        await tx.query('lock', 'select 1 from t where n = $1 for update', [first]);
        if (++holding === 2) bothHold();
        await both;
        await tx.query('lock', 'select 1 from t where n = $1 for update', [second]);
      });
    await Promise.all([cross(10, 11), cross(11, 10)]);
    expect(attempts).toBeGreaterThanOrEqual(3);
  });

  it('says that it is unavailable when it cannot be reached, is too slow, or breaks a connection', async () => {
    const nobody = new Database({ url: 'postgres://postgres@127.0.0.1:1/none' });
    await expect(nobody.query('x', 'select 1')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(nobody.transaction('x', (tx) => tx.query('x', 'select 1'))).rejects.toMatchObject({
      code: 'unavailable',
    });
    await nobody.close();
    const hasty = new Database({ url: test.url, statementTimeoutMs: 20 });
    await expect(hasty.query('slow', 'select pg_sleep(5)')).rejects.toMatchObject({ code: 'unavailable' });
    await hasty.close();
    const killed = test.db.transaction('killed', async (tx) => {
      const [self] = await tx.query<{ pid: number }>('pid', 'select pg_backend_pid() as pid');
      await test.db.query('kill', 'select pg_terminate_backend($1)', [self!.pid]);
      await tx.query('after', 'select 1');
    });
    await expect(killed).rejects.toMatchObject({ code: 'unavailable' });
    expect(await rows()).toEqual([1, 10, 11]);
  });

  it('is unavailable while nobody is let in, whatever the reason', async () => {
    const user = new URL(test.url);
    user.username = 'nobody-knows-me';
    const database = new URL(test.url);
    database.pathname = '/nothing-of-this-name';
    for (const { href } of [user, database]) {
      const db = new Database({ url: href, max: 1 });
      await expect(db.query('x', 'select 1')).rejects.toMatchObject({ code: 'unavailable' });
      await expect(db.transaction('x', (tx) => tx.query('x', 'select 1'))).rejects.toMatchObject({
        code: 'unavailable',
      });
      await db.close();
    }
  });

  it('leaves a connection whose server has become a standby', async () => {
    const one = new Database({ url: test.url, max: 1 });
    await one.query('demote', 'set session characteristics as transaction read only');
    const write = () => one.transaction('write', (tx) => tx.query('write', 'insert into t values (12) returning n'));
    await expect(write()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await write()).toEqual([{ n: 12 }]);
    await one.close();
    await test.db.query('undo', 'delete from t where n = 12');
  });

  it('gives out no other connection that leads nowhere when one did', async () => {
    const line = await openLine(test);
    const db = new Database({ url: test.url, max: 5 });
    Object.assign(db.pool.options, { connectionString: undefined, ...line.options, query_timeout: 5_000 });
    await Promise.all(Array.from({ length: 5 }, () => db.query('each', 'select pg_sleep(0.1)')));
    expect(db.pool.idleCount).toBe(5);
    line.goSilent();
    const ask = () => db.query('one', 'select 1 as one');
    await expect(ask()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(Array.from({ length: 3 }, () => [{ one: 1 }]));
    await db.close();
    await line.close();
  });

  it('outlives a server that ends a connection with the answer to a statement', async () => {
    const line = await openLine(test);
    const db = new Database({ url: test.url, max: 1 });
    Object.assign(db.pool.options, { connectionString: undefined, ...line.options });
    await db.query('one', 'select 1 as one');
    line.endWithAnswer();
    // The second gets the connection of the first, in the same turn in which that one is ended.
    const first = db.query('one', 'select 1 as one');
    const second = db.transaction('second', (tx) => tx.query('one', 'select 1 as one'));
    second.catch(() => undefined);
    expect(await first).toEqual([{ one: 1 }]);
    await expect(second).rejects.toMatchObject({ code: 'unavailable' });
    expect(await db.query('one', 'select 1 as one')).toEqual([{ one: 1 }]);
    await db.close();
    await line.close();
  });

  it('keeps its connections when all of them are in use for too long', async () => {
    const db = new Database({ url: test.url, max: 2, connectTimeoutMs: 50 });
    let removed = 0;
    db.pool.on('remove', () => removed++);
    const held = await Promise.all([db.pool.connect(), db.pool.connect()]);
    const asked = db.query('one', 'select 1 as one').catch((error: unknown) => {
      // As they come back at this moment.
      for (const client of held) client.release();
      return Promise.reject(error);
    });
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
    expect(leadsNowhere(await asked.catch((error: unknown) => error))).toBe(false);
    expect(removed).toBe(0);
    await db.close();
  });

  it('is looked for at a unix socket when the URL says so', async () => {
    const socket = new Database({ url: 'postgres://someone@/name?host=/nowhere&port=5433' });
    await expect(socket.query('x', 'select 1')).rejects.toMatchObject({
      code: 'unavailable',
      cause: { message: 'connect ENOENT /nowhere/.s.PGSQL.5433' },
    });
    await socket.close();
  });
});

/** A line to the server that can go silent for those who are on it, as when a machine loses its power: nobody is told. */
async function openLine(test: TestDatabase) {
  const client = await test.db.pool.connect();
  const { host, port, user, database, password } = client;
  client.release();
  const pairs = new Set<[Socket, Socket]>();
  const server = createServer((near) => {
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
    }
    pairs.add([near, far]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    options: { host: '127.0.0.1', port: (server.address() as AddressInfo).port, user, database, password },
    goSilent: () => {
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
      }
    },
    /** The next answer is followed by the word that the server shuts down, both in one piece. */
    endWithAnswer: () => {
      for (const [near, far] of pairs) {
        far.unpipe(near);
        far.once('data', (answer: Buffer) => near.end(Buffer.concat([answer, farewell()]))).resume();
      }
    },
    close: async () => {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What Postgres says when it ends a connection (ErrorResponse). */
function farewell(): Buffer {
  const fields = ['SFATAL', 'VFATAL', 'C57P01', 'Mterminating connection due to administrator command', ''];
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const head = Buffer.alloc(5, 'E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
