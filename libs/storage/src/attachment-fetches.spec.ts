import type { AttachmentRef } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { AttachmentFetches, type FetchJob } from './attachment-fetches.js';
import { ALICE, createUsers, fromRemote, makeMessage } from './fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { lockWait } from './wait.testkit.js';
import { MessageWriter } from './write/message-writer.js';

const PLACES = 4;
const BOUNDS = { leaseMs: 30_000, perOrigin: 2 };
/** Bytes of an attachment. */
const SIZE = 7;

describe('fetches of attachments', () => {
  let test: TestDatabase;
  let fetches: AttachmentFetches;
  let now: number;
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE]);
    fetches = new AttachmentFetches(test.db);
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    now = 100;
    await test.db.query('test-clear', 'delete from attachment_fetches');
    await test.db.query('test-clear-days', 'delete from fetched_bytes');
  });

  /** A message of this domain that names so many attachments, each a millisecond after those before. */
  async function name(domain: string, count: number): Promise<void> {
    const writer = new MessageWriter(test.db, { now: () => now++ });
    const attachments = Array.from({ length: count }, (): AttachmentRef => {
      return { attachment_id: newId(), size: SIZE, sha256: 'ab'.repeat(32) };
    });
    const sender = `eve@${domain}`;
    const message = makeMessage({ sender, participants: [sender, ALICE], attachments });
    expect(await writer.submit(fromRemote(message, 'org1.test'))).toMatchObject({ status: 'stored' });
    await writer.close();
  }

  /** All that a worker takes who asks until there is none, or no place is left. */
  async function claim(worker: string, places = PLACES): Promise<FetchJob[]> {
    const taken: FetchJob[] = [];
    for (;;) {
      const limit = places - taken.length;
      const jobs = limit > 0 ? await fetches.claimFetches(worker, limit, now, BOUNDS) : [];
      if (jobs.length === 0) return taken;
      taken.push(...jobs);
    }
  }
  const originsOf = (jobs: FetchJob[]): string[] => jobs.map(({ origin }) => origin).sort();

  it('of one origin with hundreds do not keep those of others waiting', async () => {
    await name('many.test', 400);
    await name('few.test', 1);
    await name('some.test', 3);
    const first = await claim('w1');
    expect(originsOf(first)).toEqual(['few.test', 'many.test', 'many.test', 'some.test']);
    // Another replica has places too: for each as many.
    expect(originsOf(await claim('w2'))).toEqual(['many.test', 'many.test', 'some.test', 'some.test']);
    expect(await claim('w1')).toEqual([]);
    await fetches.completeFetch(
      first.find(({ origin }) => origin === 'many.test')!,
      now,
    );
    expect(originsOf(await claim('w1'))).toEqual(['many.test']);
  });

  const OTHERS_SINCE = `select min(next_attempt_at) as at from attachment_fetches where origin <> 'much.test'`;

  it('are found behind thousands of an origin that may run no more', async () => {
    await name('much.test', 2);
    const [first] = await fetches.claimFetches('w1', 1, now, BOUNDS);
    await fetches.completeFetch(first!, now);
    await test.db.query(
      'test-many',
      `with made as (
         insert into attachments (attachment_id, origin, state, size, sha256, blob_key, created_at)
         select gen_random_uuid(), 'much.test', 'pending', 1, 'ab', 'k', 1 from generate_series(1, 3000) returning attachment_id)
       insert into attachment_fetches (attachment_id, origin, destination, next_attempt_at, created_at)
       select attachment_id, 'much.test', 'org1.test', 1, 1 from made`,
    );
    for (const domain of ['few.test', 'other.test', 'z.test']) await name(domain, 3);
    const bounds = { ...BOUNDS, dailyBytes: SIZE };
    const since = (await test.db.query<{ at: number }>('test-since', OTHERS_SINCE))[0]!.at;
    expect(await fetches.waitingMs(now, SIZE)).toBe(now - since);
    const jobs = await fetches.claimFetches('w1', 5, now, bounds);
    expect(originsOf(jobs)).toEqual(['few.test', 'few.test', 'other.test', 'other.test', 'z.test']);
    await test.db.query('test-clear-many', `delete from attachments where sha256 = 'ab'`);
  });

  it('of several such origins do not either', async () => {
    for (const domain of ['many1.test', 'many2.test', 'many3.test']) await name(domain, 400);
    await name('few.test', 1);
    const taken = await claim('w1', 7);
    expect(originsOf(taken)).toEqual([
      'few.test',
      ...['many1.test', 'many2.test', 'many3.test'].flatMap((domain) => [domain, domain]),
    ]);
  });

  it('of an origin that has had what it may on a day wait for the next, and others do not', async () => {
    const options = { leaseMs: 30_000, perOrigin: 1, dailyBytes: 2 * SIZE };
    const next = async (at: number): Promise<FetchJob[]> => fetches.claimFetches('w1', 2, at, options);
    await name('much.test', 3);
    await name('few.test', 1);
    const [first, other] = await next(now);
    expect([first, other].map((job) => job?.origin)).toEqual(['much.test', 'few.test']);
    expect(await fetches.completeFetch(first!, now)).toBe(SIZE);
    const [second] = await next(now);
    expect(second).toMatchObject({ origin: 'much.test' });
    // A try that fails is none of it.
    await fetches.failFetch(second!, { nextAttemptAt: now, error: 'reset' });
    const [again] = await next(now);
    expect(await fetches.completeFetch(again!, now)).toBe(2 * SIZE);
    expect(await next(now)).toEqual([]);
    // Nothing waits that may go; without the bound one does.
    now += 5;
    expect([await fetches.waitingMs(now, 2 * SIZE), (await fetches.waitingMs(now, 3 * SIZE)) > 0]).toEqual([0, true]);
    await fetches.failFetch(other!, { nextAttemptAt: now, error: 'reset' });
    expect(originsOf(await next(now))).toEqual(['few.test']);
    const tomorrow = now + 86_400_000;
    const [third] = await next(tomorrow);
    expect(third).toMatchObject({ origin: 'much.test' });
    expect(await fetches.completeFetch(third!, tomorrow)).toBe(SIZE);
    const days = (): Promise<object[]> => test.db.query('test-days', 'select day from fetched_bytes order by day');
    await fetches.forgetDays(tomorrow);
    expect(await days()).toEqual([{ day: 0 }, { day: 1 }]);
    await fetches.forgetDays(tomorrow + 86_400_000);
    expect(await days()).toEqual([{ day: 1 }]);
  });

  it.each<[string, string, (job: FetchJob) => Promise<boolean>]>([
    ['done', 'ready', async (job) => (await fetches.completeFetch(job, now)) !== undefined],
    ['given up', 'failed', (job) => fetches.failFetch(job, { nextAttemptAt: null, error: 'no' })],
  ])(
    'are %s after a writer that names the attachment meanwhile, and neither stands in the way',
    async (_, state, end) => {
      await name('many.test', 1);
      const [job] = await claim('w1');
      const key = [job!.attachmentId, job!.origin];
      let ended: Promise<boolean> = Promise.resolve(false);
      // As PUT_ATTACHMENTS does it, with a pause between its two tables. Of a deadlock either side may be the victim.
      await test.db.transaction(
        'test-write',
        async (tx) => {
          const rows = 'attachment_id = $1 and origin = $2';
          await tx.query('test-name', `update attachments set named_at = 1 where ${rows}`, key);
          ended = end(job!);
          await lockWait(test.db);
          await tx.query(
            'test-job',
            `insert into attachment_fetches (attachment_id, origin, destination, next_attempt_at, created_at)
           values ($1, $2, 'org1.test', 1, 1) on conflict do nothing`,
            key,
          );
        },
        { attempts: 1 },
      );
      expect(await ended).toBe(true);
      expect(await test.db.query('test-jobs', 'select 1 from attachment_fetches')).toEqual([]);
      const [attachment] = await test.db.query('test-state', 'select state from attachments where attachment_id = $1', [
        job!.attachmentId,
      ]);
      expect(attachment).toEqual({ state });
    },
  );
});
