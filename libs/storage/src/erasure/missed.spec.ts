import type { Message } from '@iimp/proto/types';
import type { Database } from '../database.js';
import { ALICE, BOB, fromLocal, fromRemote, makeMessage } from '../fixtures.testkit.js';
import { createOutboxWorld, type OutboxWorld } from '../outbox/outbox.testkit.js';
import { eventually } from '../wait.testkit.js';
import { MessageWriter } from '../write/message-writer.js';
import { type EraseOptions, eraseUser, type ErasureReport } from './erase.js';

const CAROL = 'carol@org1.test';

describe('erasure of a user whom others still take for one that exists', () => {
  let world: OutboxWorld;
  let db: Database;
  let writer: MessageWriter;
  beforeEach(async () => {
    world = await createOutboxWorld();
    db = world.test.db;
    writer = new MessageWriter(world.test.open(), { now: () => world.now });
  });
  afterEach(async () => {
    await writer.close();
    await world.close();
  });

  const erase = async (options: Partial<EraseOptions> = {}): Promise<ErasureReport> => {
    const report = await eraseUser(db, { address: ALICE, actor: 'test', now: world.now, ...options });
    if (!report) throw new Error('no such user');
    return report;
  };
  const left = async (...tables: string[]): Promise<number[]> => {
    const counts = tables.map((table) => db.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`));
    return (await Promise.all(counts)).map(({ rows }) => rows[0]!.n);
  };
  /** Lets somebody read what they need, and write only when the user has ceased to exist: until then the table takes nothing. */
  const between = async (table: string, work: () => Promise<unknown>): Promise<ErasureReport> => {
    const gate = await world.test.open().pool.connect();
    const until = (text: string, values: unknown[]): Promise<unknown> =>
      eventually(text, async () => (await gate.query(text, values)).rows.length);
    await gate.query(`begin; lock table ${table} in share mode`);
    const writing = work();
    await until('select 1 from pg_locks where not granted and relation = $1::regclass', [table]);
    const erasing = erase();
    await until('select 1 from erased_users where address = $1', [ALICE]);
    await gate.query('commit');
    gate.release();
    await writing;
    return erasing;
  };
  const takeIn = (message: Message): Promise<ErasureReport> =>
    between('outbox', async () => {
      const entry = message.sender === BOB ? fromRemote(message, 'org1.test') : fromLocal(message);
      expect(await writer.submit(entry)).toMatchObject({ status: 'stored' });
    });
  const deliver = async (): Promise<void> => {
    const lease = await world.lease('org2.test');
    const [row] = (await world.store.claimBatch(lease, 9, 1 << 20, world.now)).rows;
    await world.store.complete(lease, [{ kind: 'delivered', row: row!, unknownRecipients: [] }], world.now);
  };

  it('removes a message that comes meanwhile', async () => {
    const report = await takeIn(makeMessage({ sender: BOB, participants: [BOB, ALICE] }));
    expect(report).toMatchObject({ finishedAt: world.now, removed: { messages: 1, conversations: 1 } });
    expect(await left('messages', 'conversations', 'conversation_members', 'mailbox_entries')).toEqual([0, 0, 0, 0]);
  });

  it('leaves one that is to be delivered until it is, and counts it', async () => {
    const report = await takeIn(makeMessage({ sender: ALICE, participants: [ALICE, BOB] }));
    expect(report).toMatchObject({ finishedAt: null, waiting: 1, next: null });
    expect(await erase()).toMatchObject({ finishedAt: null, waiting: 1, removed: {} });
    await deliver();
    expect(await erase()).toMatchObject({ finishedAt: world.now, waiting: 0, removed: { messages: 1, deliveries: 1 } });
    expect(await left('messages', 'deliveries', 'conversations', 'conversation_members')).toEqual([0, 0, 0, 0]);
  });

  it('counts once what has an entry, and passes what waits in the smallest portions', async () => {
    await world.send('org2.test', 1);
    const report = await takeIn(makeMessage({ sender: ALICE, participants: [ALICE, BOB] }));
    expect(report).toMatchObject({ waiting: 2 });
    // They come after the one that stays.
    await db.query(
      'more',
      `insert into conversation_members select user_id, ('ffffffff-0000-7000-8000-00000000000' || n)::uuid
         from erased_users, generate_series(1, 3) n`,
    );
    const portions: (number | null)[] = [];
    for (let next: number | null = 0; next !== null;) {
      expect(portions.length).toBeLessThan(9);
      const part = await erase({ batch: 1, isStopping: () => true, after: next });
      ({ next } = part);
      portions.push(next);
      if (next === null) expect(part).toMatchObject({ waiting: 2 });
    }
    expect(await left('conversation_members')).toEqual([1]);
  });

  it('leaves one that somebody else here has, without the notice about it', async () => {
    const conversation = { participants: [ALICE, CAROL, 'nobody@org1.test'] };
    const message = makeMessage({ sender: ALICE, ...conversation });
    expect(await takeIn(message)).toMatchObject({ finishedAt: world.now });
    expect(await left('messages', 'mailbox_entries', 'conversations', 'notices')).toEqual([1, 1, 1, 0]);
  });

  it('removes one from a conversation that is longer than what is looked at once, and keeps the others', async () => {
    const first = makeMessage({ sender: CAROL, participants: [ALICE, CAROL, BOB] });
    const more = Array.from({ length: 1_100 }, () =>
      makeMessage({ sender: CAROL, participants: [ALICE, CAROL, BOB], conversation_id: first.conversation_id }),
    );
    await writer.submitMany([first, ...more].map(fromLocal));
    await takeIn(makeMessage({ sender: ALICE, participants: [ALICE, BOB], conversation_id: first.conversation_id }));
    expect(await left('messages')).toEqual([1_102]);
    await db.pool.query(`update deliveries set state = 'delivered'`);
    expect(await erase()).toMatchObject({ finishedAt: world.now, removed: { messages: 1 } });
  });

  it('removes a notice that comes meanwhile', async () => {
    await world.send('org2.test', 1);
    const lease = await world.lease('org2.test');
    const [row] = (await world.store.claimBatch(lease, 9, 1 << 20, world.now)).rows;
    const refused = { kind: 'refused', row: row!, code: 'internal', detail: 'no' } as const;
    const report = await between('notices', () => world.store.complete(lease, [refused], world.now));
    expect(report).toMatchObject({ finishedAt: world.now, removed: { messages: 1, notices: 1 } });
    expect(await left('messages', 'notices')).toEqual([0, 0]);
  });
});
