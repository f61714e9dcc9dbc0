import { migrate } from '@iimp/storage/data-source';
import { Database } from '@iimp/storage/database';
import { Domains } from '@iimp/storage/domains';
import { MailboxView } from '@iimp/storage/read/mailbox-view';
import { Users } from '@iimp/storage/users';
import { createDatabase, query, sharedPostgres, type TestDatabase } from '@iimp/testbed/postgres';
import { Filler } from './filler.js';

jest.setTimeout(60_000);

describe('a filled database', () => {
  const domain = 'org1.test';
  let database: TestDatabase;
  let db: Database;
  let filler: Filler;

  beforeAll(async () => {
    database = await createDatabase(await sharedPostgres());
    await migrate(database.url);
    db = new Database({ url: database.url, max: 1 });
    await new Domains(db).add(domain, 1);
    for (const user of ['f0', 'f1', 'd0'])
      await new Users(db).create({ address: `${user}@${domain}`, passwordHash: 'x', now: 1 });
    filler = new Filler({ databaseUrl: database.url, domain, total: 3_001, deep: 100 });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const books = async (): Promise<unknown> => {
    const [row] = await query(
      database.url,
      `select (select count(*)::int from messages) as messages, (select count(*)::int from deliveries) as deliveries,
              (select count(*)::int from mailbox_entries e join messages using (message_id)) as entries,
              (select count(*)::int from mailboxes b where last_seq <> coalesce(
                 (select max(seq) from mailbox_entries e where e.user_id = b.user_id), 0)) as wrong_ends,
              (select count(*)::int from mailboxes b where last_seq <>
                 (select count(*) from mailbox_entries e where e.user_id = b.user_id)) as gaps`,
    );
    return row;
  };

  it('holds as many messages as were asked for, in mailboxes without gaps', async () => {
    await filler.fillTo(1_000);
    expect(await books()).toEqual({ messages: 1_000, deliveries: 450, entries: 1_450, wrong_ends: 0, gaps: 0 });
  });

  it('grows without a seam', async () => {
    await filler.fillTo(3_001);
    expect(await books()).toEqual({ messages: 3_001, deliveries: 1_450, entries: 4_452, wrong_ends: 0, gaps: 0 });
  });

  it('is read like any other', async () => {
    const view = new MailboxView(db);
    const deep = await view.readMailbox(`d0@${domain}`, 90, 100, 1_000_000);
    const texts = deep.messages.map((text) => JSON.parse(text) as { seq: number; encrypted_payload: string });
    expect([texts.length, texts[0]?.seq, texts[0]?.encrypted_payload.length]).toEqual([10, 91, 1_450]);
    const sender = await view.readMailbox(`f1@${domain}`, 0, 100, 1_000_000);
    const times = sender.messages.map((text) => (JSON.parse(text) as { timestamp: number }).timestamp);
    expect([times.length, times]).toEqual([6, [...times].sort((a, b) => a - b)]);
  });
});
