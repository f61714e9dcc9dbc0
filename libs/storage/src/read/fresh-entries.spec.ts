import fc from 'fast-check';
import { ALICE, BOB, createUsers, fromLocal, fromRemote, makeMessage } from '../fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { MessageWriter } from '../write/message-writer.js';
import type { MessageText } from '../internal/wire-json.js';
import type { IncomingMessage, MailboxGrowth, Wake } from '../write/types.js';
import { FreshEntries } from './fresh-entries.js';
import { type MailboxPage, MailboxView } from './mailbox-view.js';

const CAROL = 'carol@org1.test';
const DAN = 'dan@second.test';

/** With the texts, where all of them are known. */
interface Growth extends MailboxGrowth {
  added?: readonly MessageText[];
}

/** What a commit says of a mailbox whose entries `first` to `last` it added. */
function growth(userId: string, first: number, last: number): Growth {
  const added = Array.from({ length: last - first + 1 }, (_, index) => ({
    envelope: `{"n":${first + index}}`,
    encryptedKeys: '[]',
  }));
  return { userId, seq: last, added };
}

const text = (seq: number): string => `{"n":${seq},"encrypted_keys":[],"seq":${seq}}`;

function followed(options?: ConstructorParameters<typeof FreshEntries>[0]): FreshEntries {
  const fresh = new FreshEntries(options);
  fresh.follow(() => true);
  return fresh;
}

function add(fresh: FreshEntries, growths: readonly Growth[]): void {
  fresh.add(growths, (userId) => growths.find((each) => each.userId === userId)?.added);
}

/** A page for somebody who has heard of no more than is asked for. */
function after(fresh: FreshEntries, userId: string, cursor: number, limit: number, maxBytes: number) {
  return fresh.after({ userId, cursor, limit }, cursor + 1, maxBytes);
}

describe('entries that were just committed', () => {
  it('are given after a cursor, as many as are asked for', () => {
    const fresh = followed();
    add(fresh, [growth(ALICE, 4, 5)]);
    add(fresh, [growth(ALICE, 6, 6)]);
    expect(after(fresh, ALICE, 3, 2, 1_000)).toEqual({
      nextCursor: 5,
      hasMore: true,
      messages: [text(4), text(5)],
      notices: [],
    });
    expect(after(fresh, ALICE, 5, 2, 1_000)).toMatchObject({ nextCursor: 6, hasMore: false });
    // At least one, however large.
    expect(after(fresh, ALICE, 3, 10, 1)).toMatchObject({ nextCursor: 4, hasMore: true });
  });

  it('are not given where something is missing, or nothing is known', () => {
    const fresh = followed();
    add(fresh, [growth(ALICE, 4, 5)]);
    expect(after(fresh, ALICE, 2, 10, 1_000)).toBeUndefined();
    expect(after(fresh, ALICE, 5, 10, 1_000)).toBeUndefined();
    expect(after(fresh, ALICE, 9, 10, 1_000)).toBeUndefined();
    expect(after(fresh, CAROL, 0, 10, 1_000)).toBeUndefined();
    // Somebody else wrote 6; of this commit not all is known.
    add(fresh, [growth(ALICE, 7, 7), { userId: CAROL, seq: 1 }]);
    expect(after(fresh, ALICE, 3, 10, 1_000)).toBeUndefined();
    expect(after(fresh, ALICE, 6, 10, 1_000)).toMatchObject({ messages: [text(7)] });
    expect(after(fresh, CAROL, 0, 10, 1_000)).toBeUndefined();
    // It is known that there is an 8.
    expect(fresh.after({ userId: ALICE, cursor: 6, limit: 10 }, 8, 1_000)).toBeUndefined();
    expect(fresh.after({ userId: ALICE, cursor: 6, limit: 10 }, 7, 1_000)).toMatchObject({ messages: [text(7)] });
  });

  it('are kept for those who are followed, for a while, and within bounds', () => {
    let now = 0;
    const fresh = new FreshEntries({ keepMs: 100, maxBytes: 45, now: () => now });
    add(fresh, [growth(ALICE, 1, 1)]);
    expect(fresh.bytes).toBe(0);
    fresh.follow((user) => user !== BOB);
    add(fresh, [growth(ALICE, 1, 1), growth(BOB, 1, 1)]);
    expect(after(fresh, BOB, 0, 10, 1_000)).toBeUndefined();
    now = 99;
    add(fresh, [growth(ALICE, 2, 2)]);
    expect(after(fresh, ALICE, 0, 10, 1_000)).toMatchObject({ nextCursor: 2 });
    now = 100;
    expect(after(fresh, ALICE, 0, 10, 1_000)).toBeUndefined();
    add(fresh, [growth(CAROL, 1, 2)]);
    expect(fresh.bytes).toBe(2 * '{"n":1}[]'.length);
    // Three more are too many: those of the user who was written to first go.
    add(fresh, [growth(DAN, 1, 3)]);
    add(fresh, [growth(DAN, 4, 4)]);
    expect(after(fresh, CAROL, 0, 10, 1_000)).toBeUndefined();
    expect(after(fresh, DAN, 0, 10, 1_000)).toMatchObject({ nextCursor: 4 });
    expect(fresh.bytes).toBe(4 * '{"n":1}[]'.length);
  });

  it('are never wrong, whatever order commits are told in and whichever are not', () => {
    const commits = fc.array(fc.record({ size: fc.integer({ min: 1, max: 3 }), known: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(commits, fc.infiniteStream(fc.nat()), fc.nat(40), (all, order, cursor) => {
        let last = 0;
        const growths = all.map(({ size, known }) => {
          const first = last + 1;
          last += size;
          return known ? growth(ALICE, first, last) : { userId: ALICE, seq: last };
        });
        const fresh = followed();
        const told = growths
          .map((each) => ({ each, place: order.next().value as number }))
          .sort((a, b) => a.place - b.place);
        for (const { each } of told) add(fresh, [each]);
        const page = after(fresh, ALICE, cursor, 5, 1_000);
        if (!page) return;
        const expected = Array.from({ length: page.messages.length }, (_, index) => text(cursor + index + 1));
        expect(page.messages).toEqual(expected);
        expect(page.nextCursor).toBe(cursor + expected.length);
        expect(page.nextCursor).toBeLessThanOrEqual(last);
      }),
    );
  });
});

describe('entries that the message writer committed', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, CAROL, DAN]);
  });
  afterAll(() => test.drop());

  /** Writes, and says of each mailbox that grew whether all of it is known when that is told; what is known is held against Postgres. */
  async function write(...entries: IncomingMessage[]): Promise<Record<string, boolean>> {
    const fresh = followed();
    const view = new MailboxView(test.db);
    const before = await view.lastSeqs([ALICE, CAROL, DAN]);
    const pages = new Map<string, MailboxPage | undefined>();
    const onCommit = ({ mailboxes }: Wake): void => {
      for (const { userId, seq } of mailboxes)
        pages.set(userId, fresh.after({ userId, cursor: before.get(userId)!, limit: 100 }, seq, 1_000_000));
    };
    const writer = new MessageWriter(test.db, { fresh, onCommit });
    await writer.submitMany(entries);
    await writer.close();
    const known: Record<string, boolean> = {};
    for (const [userId, page] of pages) {
      known[userId] = page !== undefined;
      if (page) expect(page).toEqual(await view.readMailbox(userId, before.get(userId)!, 100, 1_000_000));
    }
    return known;
  }

  it('are what Postgres would give, byte for byte', async () => {
    const to = (...participants: string[]) => fromLocal(makeMessage({ sender: ALICE, participants }));
    expect(await write(to(ALICE, CAROL, BOB), to(ALICE, DAN), to(ALICE, CAROL))).toEqual({
      [ALICE]: true,
      [CAROL]: true,
      [DAN]: true,
    });
    const fromElsewhere = makeMessage({ sender: BOB, participants: [BOB, ALICE, DAN] });
    expect(await write(fromRemote(fromElsewhere, 'org1.test'))).toEqual({ [ALICE]: true });
  });

  it('are left to Postgres where they are more than the messages of the commit', async () => {
    const unknown = fromLocal(makeMessage({ sender: ALICE, participants: [ALICE, CAROL, 'nobody@org1.test'] }));
    // A notice for Alice.
    expect(await write(unknown)).toEqual({ [ALICE]: false, [CAROL]: true });
    const posted = makeMessage({ sender: BOB, participants: [BOB, ALICE, DAN] });
    // The second post adds its keys to what the first one stored.
    expect(await write(fromRemote(posted, 'org1.test'), fromRemote(posted, 'second.test'))).toEqual({
      [ALICE]: false,
      [DAN]: false,
    });
    const again = makeMessage({ sender: BOB, participants: [BOB, ALICE, DAN] });
    expect(await write(fromRemote(again, 'org1.test'))).toEqual({ [ALICE]: true });
    expect(await write(fromRemote(again, 'second.test'))).toEqual({ [DAN]: false });
  });
});
