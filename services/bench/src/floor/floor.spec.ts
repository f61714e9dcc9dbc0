import { generateKeyPairSync } from 'node:crypto';
import { createDatabase, query, sharedPostgres, type TestDatabase } from '@iimp/testbed/postgres';
import { until } from '@iimp/testbed/until';
import { isSigned, Poster, signatureOf } from './post.js';
import { Store, TABLES } from './store.js';

const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

describe('the floor', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(await sharedPostgres());
    await query(database.url, TABLES);
  });
  afterAll(() => database.drop());

  it('signs what it posts', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const body = Buffer.from('[]');
    const signature = signatureOf(body, privateKey);
    expect([isSigned(body, signature, publicKey), isSigned(Buffer.from('[1]'), signature, publicKey)]).toEqual([
      true,
      false,
    ]);
  });

  it('stores what comes at once in few commits, reads it in order, and posts all that leaves', async () => {
    const commits: number[] = [];
    const store = new Store(database.url, (messages) => commits.push(messages.length));
    const messages = Array.from({ length: 250 }, (_, n) => ({
      ...{ messageId: uuid(n), body: `{"n":${n}}`, recipients: ['a@x.test'], leaves: true },
    }));
    await Promise.all(messages.map((message) => store.store(message)));
    expect(commits.reduce((sum, size) => sum + size)).toBe(250);
    expect(commits.length).toBeLessThan(10);
    const page = await store.read('a@x.test', 0, 100);
    expect(page.messages.map((text) => (JSON.parse(text) as { n: number }).n)).toEqual(
      Array.from({ length: 100 }, (_, n) => n),
    );
    const posted: unknown[] = [];
    const peer = {
      request: async ({ body }: { body: Buffer }) => {
        posted.push(...(JSON.parse(body.toString()) as unknown[]));
        return { statusCode: 200, body: { dump: async () => undefined } };
      },
    };
    new Poster(store, peer as never, generateKeyPairSync('ed25519').privateKey).wake();
    await until('all is posted', async () => (await store.waiting(1)).length === 0);
    expect(posted).toHaveLength(250);
    await store.close();
  });
});
