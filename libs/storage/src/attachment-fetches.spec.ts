import type { AttachmentRef } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { AttachmentFetches, type FetchJob } from './attachment-fetches.js';
import { ALICE, createUsers, fromRemote, makeMessage } from './fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { MessageWriter } from './write/message-writer.js';

const PLACES = 4;
const PER_ORIGIN = 2;

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
  });

  /** A message of this domain that names so many attachments, each a millisecond after those before. */
  async function name(domain: string, count: number): Promise<void> {
    const writer = new MessageWriter(test.db, { now: () => now++ });
    const attachments = Array.from({ length: count }, (): AttachmentRef => {
      return { attachment_id: newId(), size: 7, sha256: 'ab'.repeat(32) };
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
      const jobs = limit > 0 ? await fetches.claimFetches(worker, limit, now, { perOrigin: PER_ORIGIN }) : [];
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
    // Another replica has places too, and the origin that has all it may is passed over at once.
    expect(originsOf(await fetches.claimFetches('w2', PLACES, now, { perOrigin: PER_ORIGIN }))).toEqual(['some.test']);
    expect(await claim('w2')).toEqual([]);
    await fetches.completeFetch(
      first.find(({ origin }) => origin === 'many.test')!,
      now,
    );
    expect(originsOf(await claim('w2'))).toEqual(['many.test']);
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

  it.each<[string, string, (job: FetchJob) => Promise<boolean>]>([
    ['done', 'ready', (job) => fetches.completeFetch(job, now)],
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
          await waitingForLock();
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

  /** Until a transaction waits for another one. */
  async function waitingForLock(): Promise<void> {
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while ((await test.db.query('test-waits', waits)).length === 0) await new Promise(setImmediate);
  }
});
