import { ALICE, BOB, createUsers, fromLocal, makeMessage } from '../fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { Users } from '../users.js';
import { MessageWriter } from '../write/message-writer.js';
import { MailboxView, syncResponseJson } from './mailbox-view.js';

const CAROL = 'carol@org1.test';

describe('reading a mailbox', () => {
  let test: TestDatabase;
  let view: MailboxView;
  let ids: string[];
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, CAROL, 'new@org1.test']);
    view = new MailboxView(test.db);
    const writer = new MessageWriter(test.db);
    const messages = Array.from({ length: 7 }, (_, i) =>
      makeMessage({ sender: ALICE, participants: i === 3 ? [ALICE, CAROL, 'x@org1.test'] : [ALICE, CAROL, BOB] }),
    );
    for (const message of messages) await writer.submit(fromLocal(message));
    ids = messages.map((m) => m.message_id);
  });
  afterAll(() => test.drop());

  const seqs = (texts: string[]): number[] => texts.map((json) => (JSON.parse(json) as { seq: number }).seq);

  it('gives what is after the cursor, messages and notices under one count', async () => {
    const page = await view.readMailbox(ALICE, 3, 3, 1 << 20);
    expect(seqs(page.messages)).toEqual([4, 6]);
    expect(seqs(page.notices)).toEqual([5]);
    expect(page).toMatchObject({ nextCursor: 6, hasMore: true });
    const last = await view.readMailbox(ALICE, 6, 3, 1 << 20);
    expect(seqs(last.messages)).toEqual([7, 8]);
    expect(last).toMatchObject({ nextCursor: 8, hasMore: false });
    expect(await view.readMailbox(ALICE, 3, 3, 1 << 20)).toEqual(page);
  });

  it('gives a response that can be sent as it is', async () => {
    const body = JSON.parse(syncResponseJson(await view.readMailbox(ALICE, 0, 100, 1 << 20))) as {
      messages: { message_id: string; seq: number }[];
      notices: { type: string; message_id: string }[];
      next_cursor: number;
    };
    expect(body.messages.map((m) => m.message_id)).toEqual(ids);
    expect(body.notices).toMatchObject([{ type: 'delivery_failure', message_id: ids[3], recipients: ['x@org1.test'] }]);
    expect(body).toMatchObject({ next_cursor: 8, has_more: false });
    expect(JSON.parse(syncResponseJson(await view.readMailbox(ALICE, 8, 1, 1)))).toEqual({
      next_cursor: 8,
      has_more: false,
      messages: [],
      notices: [],
    });
  });

  it('gives about as many bytes as asked for, and always one entry', async () => {
    const [size] = (await view.readMailbox(CAROL, 0, 1, 1)).messages.map((json) => json.length);
    expect(await view.readMailbox(CAROL, 0, 100, 1)).toMatchObject({ nextCursor: 1, hasMore: true });
    const page = await view.readMailbox(CAROL, 0, 100, size! * 2);
    expect(page.messages.length).toBeGreaterThanOrEqual(2);
    expect(page.messages.length).toBeLessThanOrEqual(3);
    expect(page.hasMore).toBe(true);
  });

  it('counts the bytes of notices too, which may name hundreds of recipients', async () => {
    const dora = 'dora@org1.test';
    const fay = 'fay@org1.test';
    await createUsers(test.db, [dora, fay]);
    const nobody = Array.from({ length: 200 }, (_, i) => `${'x'.repeat(60)}${i}@org1.test`);
    const writer = new MessageWriter(test.db);
    for (let i = 0; i < 5; i++)
      await writer.submit(fromLocal(makeMessage({ sender: dora, participants: [dora, fay, ...nobody] })));
    const all = await view.readMailbox(dora, 0, 100, 1 << 24);
    expect([all.messages.length, all.notices.length]).toEqual([5, 5]);
    const sizeOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0);
    const [message, notice] = [sizeOf(all.messages) / 5, sizeOf(all.notices) / 5];
    const page = await view.readMailbox(dora, 0, 100, Math.floor(message + notice / 2));
    expect([page.messages.length, page.notices.length, page.hasMore]).toEqual([1, 1, true]);
  });

  it('has nothing for an empty mailbox, or nobody, and refuses a cursor from elsewhere', async () => {
    const empty = { messages: [], notices: [], hasMore: false };
    await expect(view.readMailbox(ALICE, 99, 10, 1 << 20)).rejects.toMatchObject({ code: 'cursor_ahead' });
    expect(await view.readMailbox('new@org1.test', 0, 10, 1 << 20)).toEqual({ ...empty, nextCursor: 0 });
    expect(await view.readMailbox('nobody@org1.test', 0, 10, 1 << 20)).toEqual({ ...empty, nextCursor: 0 });
  });

  it('goes by what an entry names that is gone, alone and among many readers', async () => {
    const eve = 'eve@org1.test';
    await new Users(test.db).create({ address: eve, passwordHash: null, now: 1 });
    const writer = new MessageWriter(test.db);
    const messages = Array.from({ length: 3 }, () => makeMessage({ sender: eve, participants: [eve, BOB] }));
    for (const message of messages) await writer.submit(fromLocal(message));
    await test.db.pool.query('delete from messages where message_id = $1', [messages[1]!.message_id]);
    const all = await view.readMailbox(eve, 0, 10, 1 << 20);
    expect([seqs(all.messages), all.nextCursor, all.hasMore]).toEqual([[1, 3], 3, false]);
    const readers = [
      { userId: eve, cursor: 1, limit: 1 },
      { userId: CAROL, cursor: 6, limit: 1 },
    ];
    const [gone, carols] = await view.readMailboxes(readers, 1 << 20);
    expect(gone).toEqual({ messages: [], notices: [], nextCursor: 2, hasMore: true });
    expect(seqs(carols!.messages)).toEqual([7]);
  });

  it('tells how far mailboxes reach, of all who wait at once', async () => {
    expect(await view.lastSeqs([ALICE, CAROL, 'new@org1.test', 'nobody@org1.test'])).toEqual(
      new Map([
        [ALICE, 8],
        [CAROL, 7],
        ['new@org1.test', 0],
      ]),
    );
  });

  it('tells nothing of a mailbox whose user is disabled', async () => {
    const users = new Users(test.db);
    await users.setDisabled('new@org1.test', true, 1);
    expect(await view.lastSeqs([CAROL, 'new@org1.test'])).toEqual(new Map([[CAROL, 7]]));
    await users.setDisabled('new@org1.test', false, 1);
  });
});
