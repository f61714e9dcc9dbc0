import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { answerRoom, pageBytes } from '@iimp/platform/http/answers';
import { FreshEntries } from '@iimp/storage/read/fresh-entries';
import type { MailboxPage, MailboxReading } from '@iimp/storage/read/mailbox-view';
import { Turns } from '../access/turns.js';
import { GatheredReads } from './gathered-reads.js';
import { MailboxReader } from './mailbox-reader.js';
import { Waiters } from './waiters.js';

const USER = 'alice@org1.test';
const MIB = 1_048_576;
const POLL = { limit: 100, waitMs: 60_000 };

/** A mailbox as Postgres keeps it, and whoever reads it in this process. */
class World {
  last = 0;
  reads = 0;
  now = 1_000_000;
  readonly waiters = new Waiters({ max: 100, now: () => this.now });
  readonly fresh = new FreshEntries({ now: () => this.now });
  askedBytes = 0;
  readonly news = new GatheredReads({
    mailboxes: { readMailboxes: (readers) => this.readAll(readers) },
    fresh: this.fresh,
  });
  readonly reader = new MailboxReader({
    mailboxes: {
      readMailbox: async (userId, cursor, limit, maxBytes) => {
        this.askedBytes = maxBytes;
        return (await this.readAll([{ userId, cursor, limit }]))[0]!;
      },
    },
    news: this.news,
    waiters: this.waiters,
    turns: new Turns(4),
    now: () => this.now,
  });

  constructor() {
    this.fresh.follow((user) => this.waiters.follows(user));
  }

  /** A commit of this process. */
  commitHere(): void {
    this.last += 1;
    this.fresh.add([{ userId: USER, seq: this.last }], () => [{ envelope: '{"n":1}', encryptedKeys: '[]' }]);
  }

  /** What a statement sees is fixed when it begins; its answer comes some turns later. */
  private async readAll(readers: readonly MailboxReading[]): Promise<MailboxPage[]> {
    this.reads += 1;
    const pages = readers.map(({ cursor, limit }) => pageAfter(cursor, Math.min(this.last, cursor + limit), this.last));
    await turn();
    return pages;
  }
}

const textOf = (seq: number): string => `{"n":1,"encrypted_keys":[],"seq":${seq}}`;

function pageAfter(cursor: number, until: number, last: number): MailboxPage {
  const messages = Array.from({ length: Math.max(0, until - cursor) }, (_, index) => textOf(cursor + index + 1));
  const nextCursor = Math.max(cursor, until);
  return { nextCursor, hasMore: nextCursor < last && messages.length > 0, messages, notices: [] };
}

/** A poll that has come back after the first entry, and waits. */
async function waitingAfterOne(): Promise<{ world: World; polled: Promise<MailboxPage> }> {
  const world = new World();
  world.last = 1;
  await world.reader.read(USER, { ...POLL, cursor: 0 });
  const polled = world.reader.read(USER, { ...POLL, cursor: 1 });
  await turn();
  return { world, polled };
}

describe('a page', () => {
  it('is as large as there is room for', async () => {
    const world = new World();
    const ask = async (): Promise<number> => {
      await world.reader.read(USER, { limit: 100, waitMs: 0, cursor: 0 });
      return world.askedBytes;
    };
    expect(await ask()).toBe(4 * MIB);
    const others = Array.from({ length: 20 }, (_, index) => ({ address: `other${index}`, held: 0 }));
    for (const share of others) answerRoom.grow(share, 4 * MIB);
    expect(await ask()).toBe(pageBytes());
    for (const share of others) answerRoom.giveBack(share);
    expect(world.askedBytes).toBeLessThan(4 * MIB);
  });

  it('is not read for who went while waiting for a turn', async () => {
    const world = new World();
    world.last = 1;
    const ask = (whenGone?: (leave: () => void) => void) =>
      world.reader.read(USER, { limit: 100, waitMs: 0, cursor: 0, ...(whenGone && { whenGone }) });
    const first = Array.from({ length: 4 }, () => ask());
    let go = (): void => undefined;
    const gone = ask((leave) => (go = leave));
    const stays = ask(() => undefined);
    go();
    expect(await gone).toEqual({ nextCursor: 0, hasMore: false, messages: [], notices: [] });
    expect(await stays).toMatchObject({ messages: [textOf(1)] });
    await Promise.all(first);
    expect(world.reads).toBe(5);
  });
});

describe('long polls', () => {
  it('read nothing when they come back at once and nothing has come', async () => {
    const world = new World();
    world.last = 1;
    expect(await world.reader.read(USER, { ...POLL, cursor: 0 })).toMatchObject({ nextCursor: 1 });
    expect(world.reads).toBe(1);
    const polled = world.reader.read(USER, { ...POLL, cursor: 1 });
    await turn();
    expect(world.reads).toBe(1);
    world.last = 2;
    world.waiters.grown(USER, 2);
    expect(await polled).toMatchObject({ nextCursor: 2, messages: [textOf(2)] });
    expect(world.reads).toBe(2);
  });

  it('are answered without a read by what was committed here', async () => {
    const { world, polled } = await waitingAfterOne();
    world.commitHere();
    world.waiters.grown(USER, 2);
    expect(await polled).toMatchObject({ nextCursor: 2, hasMore: false, messages: [textOf(2)] });
    expect(world.reads).toBe(1);
  });

  it('are read where more was heard of than was committed here', async () => {
    const { world, polled } = await waitingAfterOne();
    world.commitHere();
    world.last += 1;
    world.waiters.grown(USER, 3);
    expect(await polled).toMatchObject({ messages: [textOf(2), textOf(3)] });
  });

  it('see what came between two of them', async () => {
    const world = new World();
    world.last = 1;
    await world.reader.read(USER, { ...POLL, cursor: 0 });
    world.last = 2;
    world.waiters.grown(USER, 2);
    expect(await world.reader.read(USER, { ...POLL, cursor: 1 })).toMatchObject({ messages: [textOf(2)] });
  });

  it('read first when they come back late, when wake-ups may be lost, and when they know more', async () => {
    const world = new World();
    const first = async (): Promise<number> => {
      world.waiters.grown(USER, ++world.last);
      await world.reader.read(USER, { ...POLL, cursor: world.last - 1 });
      return world.last;
    };
    let cursor = await first();
    world.last += 1;
    world.now += 2_000;
    expect(await world.reader.read(USER, { ...POLL, cursor })).toMatchObject({ messages: [textOf(2)] });
    cursor = await first();
    world.last += 1;
    world.waiters.forgetEnds();
    expect(await world.reader.read(USER, { ...POLL, cursor })).toMatchObject({ messages: [textOf(4)] });
    cursor = await first();
    world.last += 2;
    expect(await world.reader.read(USER, { ...POLL, cursor: cursor + 1 })).toMatchObject({ messages: [textOf(7)] });
  });

  it('say that nothing came only after a look', async () => {
    const world = new World();
    world.last = 1;
    await world.reader.read(USER, { ...POLL, cursor: 0 });
    world.last = 2;
    expect(await world.reader.read(USER, { ...POLL, waitMs: 1, cursor: 1 })).toMatchObject({ messages: [textOf(2)] });
  });

  it('give their limit at most', async () => {
    const world = new World();
    const polled = world.reader.read(USER, { ...POLL, limit: 2, cursor: 0 });
    await turn();
    await turn();
    world.last = 5;
    world.waiters.grown(USER, 5);
    expect(await polled).toMatchObject({ messages: [textOf(1), textOf(2)], hasMore: true });
  });

  it('get every entry once and in order, however commits, wake-ups and polls interleave', async () => {
    const step = fc.constantFrom('commit', 'commit here', 'wake', 'turn', 'pass');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), async (steps, clients) => {
        const world = new World();
        const ended = new AbortController();
        const got = Array.from({ length: clients }, () => [] as string[]);
        const loops = got.map(async (entries) => {
          for (let cursor = 0; !ended.signal.aborted;) {
            const page = await world.reader.read(USER, { limit: 3, waitMs: 60_000, cursor });
            entries.push(...page.messages);
            cursor = page.nextCursor;
          }
        });
        for (const what of steps) {
          if (what === 'commit') world.last += 1;
          else if (what === 'commit here') world.commitHere();
          else if (what === 'wake') world.waiters.grown(USER, world.last);
          else if (what === 'pass') world.now += 1_500;
          else await turn();
        }
        // The recheck, which makes up for commits that nobody was told of: who has heard of the end gets there without being told again.
        await turn();
        world.waiters.grown(USER, world.last);
        for (let turns = 0; got.some(({ length }) => length < world.last); turns++) {
          expect(turns).toBeLessThan(1_000);
          await turn();
        }
        ended.abort();
        world.waiters.close();
        await Promise.all(loops);
        const all = Array.from({ length: world.last }, (_, index) => textOf(index + 1));
        expect(got).toEqual(got.map(() => all));
      }),
    );
  });
});

describe('reads of many who wait', () => {
  const nothing = { after: () => undefined };
  const at = (cursor: number) => ({ user: USER, cursor, heard: cursor + 1 });
  const page = (cursor: number): MailboxPage => pageAfter(cursor, cursor + 1, cursor + 1);

  it('are one statement for what asks in one turn, and a bounded number of bounded ones for a crowd', async () => {
    const sizes: number[] = [];
    let running = 0;
    let most = 0;
    const news = new GatheredReads({
      most: 10,
      abreast: 2,
      fresh: nothing,
      mailboxes: {
        readMailboxes: async (readers) => {
          sizes.push(readers.length);
          most = Math.max(most, ++running);
          await turn();
          running -= 1;
          return readers.map(({ cursor }) => page(cursor));
        },
      },
    });
    const asked = await Promise.all(Array.from({ length: 34 }, (_, index) => news.read(at(index))));
    expect(asked.map(({ nextCursor }) => nextCursor)).toEqual(asked.map((_, index) => index + 1));
    expect([sizes, most]).toEqual([[10, 10, 10, 4], 2]);
  });

  it('fail for those of the statement that failed, and go on', async () => {
    let fails = true;
    const news = new GatheredReads({
      fresh: nothing,
      mailboxes: {
        readMailboxes: (readers) =>
          fails ? Promise.reject(new Error('away')) : Promise.resolve(readers.map(({ cursor }) => page(cursor))),
      },
    });
    const failed = await Promise.allSettled([news.read(at(1)), news.read(at(2))]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await news.read(at(1))).toMatchObject({ nextCursor: 2 });
  });
});

it('reads a few pages of a user at once, so that nobody takes all connections to Postgres', async () => {
  let [under, most] = [0, 0];
  const page = { messages: [], notices: [], nextCursor: 0, hasMore: false } satisfies MailboxPage;
  const readMailbox = async (): Promise<MailboxPage> => {
    most = Math.max(most, ++under);
    await turn();
    under -= 1;
    return page;
  };
  const { news, waiters } = new World();
  const reader = new MailboxReader({ mailboxes: { readMailbox }, news, waiters, turns: new Turns(4), now: Date.now });
  const ask = () => reader.read(USER, { cursor: 0, limit: 1_000, waitMs: 0 });
  expect(await Promise.all(Array.from({ length: 20 }, ask))).toEqual(Array(20).fill(page));
  expect(most).toBe(4);
});
