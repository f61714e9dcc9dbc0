/**
 * The drill of deploy/lifecycle.md: the machine of an organization's database is lost, the database is restored to a named point, and the
 * organization goes on. Nothing that was accepted before the point is lost, nothing is shown twice, and clients whose cursor is from
 * after the point miss nothing that is new. Then it is lost once more: what the first restore left behind does not end the second.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { IimpClient } from '@iimp/client/client';
import type { MessageAttachment } from '@iimp/crypto/attachment';
import { newId } from '@iimp/protocol/ids';
import { query } from '@iimp/testbed/postgres';
import { builtMain } from '@iimp/testbed/repository';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import { until } from '@iimp/testbed/until';
import type { Organization, World } from '@iimp/testbed/world';
import { ArchivedPostgres, checksums } from './archived-postgres.testkit.js';
import { person } from './people.testkit.js';

jest.setTimeout(300_000);

let postgres: ArchivedPostgres;
let world: World;
let org1: Organization;
let org2: Organization;
beforeAll(async () => {
  postgres = await ArchivedPostgres.create();
  world = await startStandaloneWorld({
    env: (domain) => ({
      IIMP_RETRY_CAP: '1s',
      ...(domain === 'org1.test' ? { IIMP_DATABASE_URL: postgres.url } : {}),
    }),
  });
  [org1, org2] = [world.org('org1.test'), world.org('org2.test')];
});
afterAll(async () => {
  await world?.close();
  await postgres?.remove();
});

const conversation = newId();
const say = async (
  from: IimpClient,
  texts: readonly string[],
  to: readonly IimpClient[],
  conversationId = conversation,
): Promise<void> => {
  for (const text of texts) await from.send({ to: to.map(({ address }) => address), text, conversationId });
};
const numbered = (what: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${what} ${n}`);

/** Reads on from a cursor to the end. */
async function readOn(client: IimpClient, from: number): Promise<{ texts: string[]; cursor: number }> {
  const texts: string[] = [];
  let cursor = from;
  for (let more = true; more;) {
    const page = await client.sync({ cursor, limit: 500 });
    expect(page.notices).toEqual([]);
    texts.push(...page.messages.map(({ content }) => content?.text ?? 'unreadable'));
    ({ nextCursor: cursor, hasMore: more } = page);
  }
  return { texts, cursor };
}

const settled = (): Promise<unknown> =>
  until(
    'nothing waits for org2.test',
    async () => (await query<{ n: number }>(postgres.url, 'select count(*)::int as n from outbox'))[0]?.n === 0,
    { deadlineMs: 60_000 },
  );

async function restored(): Promise<void> {
  await promisify(execFile)(process.execPath, [builtMain('cli'), 'restored', '--yes'], {
    env: { PATH: process.env['PATH'], IIMP_DATABASE_URL: postgres.url },
  });
}

async function sizeOf(client: IimpClient, file: MessageAttachment): Promise<number> {
  let bytes = 0;
  for await (const chunk of client.downloadAttachment(file)) bytes += chunk.length;
  return bytes;
}

it('restores a lost database to a point, and everybody goes on', async () => {
  const [alice, carol, bob] = (await Promise.all(
    ['alice@org1.test', 'carol@org1.test', 'bob@org2.test'].map((address) => person(world, address)),
  )) as [IimpClient, IimpClient, IimpClient];
  const everybody = [alice, carol, bob];

  const first = numbered('before the backup', 40);
  await say(alice, first, everybody);
  await postgres.backup('base', postgres.url, postgres.archive);
  const second = numbered('after the backup', 40);
  await say(bob, second, everybody);
  const file = await alice.uploadAttachment({
    bytes: [new Uint8Array(200_000).fill(7)],
    name: 'a',
    mediaType: 'text/plain',
  });
  const to = everybody.map(({ address }) => address);
  await alice.send({ to, text: 'a file', attachments: [file], conversationId: conversation });
  await settled();
  const accepted = [...first, ...second, 'a file'];
  await until('carol has all of it', async () => (await readOn(carol, 0)).texts.length === accepted.length);

  // The other side is away: what is accepted now waits, at the point.
  await org2.kill('api');
  const waiting = numbered('accepted while the other side was away', 20);
  await say(alice, waiting, everybody);
  accepted.push(...waiting);
  const atPoint = { alice: await readOn(alice, 0), carol: await readOn(carol, 0) };
  expect([...atPoint.carol.texts].sort()).toEqual([...accepted].sort());
  await org1.stop();
  const books = await checksums(postgres.url);
  await postgres.backup('point', postgres.url, postgres.archive, 'drill');
  await expect(postgres.backup('point', postgres.url, postgres.archive, 'drill')).rejects.toThrow(/take another/);

  // Life goes on, and all of this is going to be lost: to org1 only.
  await org1.start();
  await org2.start();
  await settled();
  const lost = numbered('lost', 30);
  await say(alice, lost, everybody);
  await settled();
  // Newer than the point: it cannot be restored from this one.
  await postgres.backup('base', postgres.url, postgres.archive);
  const ahead = await readOn(carol, atPoint.carol.cursor);
  expect(ahead.texts).toEqual(lost);
  const bobs = await readOn(bob, 0);
  expect(bobs.texts).toHaveLength(accepted.length + lost.length);
  await org1.stop();
  await postgres.lose();

  await expect(postgres.restore('--point', 'unknown')).rejects.toThrow(/no note of unknown/);
  await postgres.restore('--point', 'drill');
  expect(await checksums(postgres.url)).toEqual(books);
  // Without the next step a client that is ahead is told so, instead of missing what comes.
  await restored();
  await org1.start();
  await settled();

  // What waited at the point was delivered a second time, and is there once; what was lost here is still there.
  expect((await readOn(bob, bobs.cursor)).texts).toEqual([]);
  expect((await readOn(bob, 0)).texts).toEqual(bobs.texts);
  expect((await readOn(carol, 0)).texts).toEqual(atPoint.carol.texts);
  expect((await readOn(carol, atPoint.carol.cursor)).texts).toEqual([]);
  expect(await sizeOf(carol, file)).toBe(200_000);

  // The conversation goes on in all directions, for who was ahead and for who was not.
  await say(alice, ['alice again'], everybody);
  await say(bob, ['bob again'], everybody);
  await settled();
  const news = ['alice again', 'bob again'];
  const fresh = async (cursor: number): Promise<string[]> => (await readOn(carol, cursor)).texts.sort();
  await until('the news are there', async () => (await fresh(ahead.cursor)).length >= news.length);
  expect(await fresh(ahead.cursor)).toEqual(news);
  expect(await fresh(atPoint.carol.cursor)).toEqual(news);
  expect((await readOn(alice, atPoint.alice.cursor)).texts.sort()).toEqual(news);
  await until('bob has the news', async () => (await readOn(bob, bobs.cursor)).texts.length >= news.length);
  expect((await readOn(bob, bobs.cursor)).texts.sort()).toEqual(news);
});

// Goes on from the first one.
it('restores a second time, to a time and to the end, from the archive that was begun after the first', async () => {
  await org1.stop();
  await postgres.beginArchive();
  await org1.start();
  const [dora, erik] = (await Promise.all(
    ['dora@org1.test', 'erik@org2.test'].map((address) => person(world, address)),
  )) as [IimpClient, IimpClient];
  const another = newId();
  const written = numbered('after the first restore', 20);
  await say(erik, written, [dora, erik], another);
  await until('dora has all of it', async () => (await readOn(dora, 0)).texts.length === written.length);
  await settled();
  await org1.stop();
  const books = await checksums(postgres.url);
  const [time] = await query<{ now: string }>(postgres.url, 'select clock_timestamp()::text as now');
  await query(postgres.url, 'create table after_that_time ()');
  await postgres.backup('point', postgres.url, postgres.archive, 'end');

  // The name of the first restore's point would be a second target beside the time, and a point that never comes without one.
  await postgres.lose();
  await postgres.restore('--time', time?.now ?? '');
  expect(await checksums(postgres.url)).toEqual(books);
  await postgres.lose();
  await postgres.restore();
  expect(await checksums(postgres.url)).toEqual({ ...books, after_that_time: '0 ' });

  await query(postgres.url, 'drop table after_that_time');
  await restored();
  await org1.start();
  expect((await readOn(dora, 0)).texts.sort()).toEqual([...written].sort());
  await say(erik, ['and on'], [dora, erik], another);
  await until('the news are there', async () => (await readOn(dora, 0)).texts.includes('and on'));
});
