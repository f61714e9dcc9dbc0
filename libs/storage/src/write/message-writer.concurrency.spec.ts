import type { Message } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import fc from 'fast-check';
import { createUsers, fromLocal, fromRemote, mailboxOf, makeMessage } from '../fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { MessageWriter } from './message-writer.js';
import type { IncomingMessage, WriteResult } from './types.js';

const USERS = ['a@org1.test', 'b@org1.test', 'c@org1.test', 'd@org1.test'];

/** Two processes, as far as the database can tell. */
describe('two message writers at once', () => {
  let test: TestDatabase;
  let writers: [MessageWriter, MessageWriter];
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, USERS);
    writers = [new MessageWriter(test.open(), { concurrency: 3 }), new MessageWriter(test.open(), { concurrency: 3 })];
  });
  afterAll(async () => {
    await Promise.all(writers.map((writer) => writer.close()));
    await test.drop();
  });

  const either = (index: number): MessageWriter => writers[index % 2 === 0 ? 0 : 1];
  const statuses = (results: WriteResult[]): string[] =>
    results.map((result) => (result.status === 'rejected' ? result.code : result.status)).sort();

  /** Every message once in each mailbox, numbers from 1 without gaps. */
  async function checkMailboxes(): Promise<void> {
    for (const user of USERS) {
      const entries = await mailboxOf(test.db, user);
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
      expect(new Set(entries.map(({ message_id }) => message_id)).size).toBe(entries.length);
    }
  }

  it('store a message that comes fifty times at once a single time', async () => {
    const message = makeMessage({ sender: USERS[0]!, participants: USERS });
    const results = await Promise.all(Array.from({ length: 50 }, (_, i) => either(i).submit(fromLocal(message))));
    expect(statuses(results)).toEqual([...Array.from({ length: 49 }, () => 'duplicate'), 'stored']);
    await checkMailboxes();
  });

  it('store one of two contents under one id, also in different conversations', async () => {
    for (let round = 0; round < 20; round++) {
      const message_id = newId();
      const results = await Promise.all(
        Array.from({ length: 6 }, (_, i) =>
          either(i).submit(fromLocal(makeMessage({ message_id, sender: USERS[i % 4]!, participants: USERS }))),
        ),
      );
      expect(statuses(results)).toEqual([...Array.from({ length: 5 }, () => 'message_id_conflict'), 'stored']);
    }
    await checkMailboxes();
  });

  it('never let more than three edits in', async () => {
    for (let round = 0; round < 5; round++) {
      const original = makeMessage({ sender: USERS[0]!, participants: USERS.slice(0, 2) });
      await writers[0].submit(fromLocal(original));
      const { sender, participants, conversation_id, message_id: reference } = original;
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          either(i).submit(fromLocal(makeMessage({ sender, participants, conversation_id, type: 'edit', reference }))),
        ),
      );
      expect(statuses(results)).toEqual([
        ...Array.from({ length: 7 }, () => 'edit_limit_exceeded'),
        'stored',
        'stored',
        'stored',
      ]);
    }
  });

  it('keep numbers without gaps, each message once, and order, however they interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plannedMessage, { minLength: 1, maxLength: 60 }), async (plan) => {
        const conversations = Array.from({ length: 6 }, () => newId());
        const sent = plan.map((item) => realize(item, conversations));
        const results = await Promise.all(
          sent.flatMap((message, index) =>
            Array.from({ length: plan[index]!.times }, (_, i) => either(plan[index]!.writer + i).submit(message)),
          ),
        );
        expect(results.filter(({ status }) => status === 'stored')).toHaveLength(sent.length);
        expect(results.every(({ status }) => status !== 'rejected')).toBe(true);
        await checkMailboxes();
        await checkOrder(plan, sent);
      }),
      { numRuns: 25 },
    );
  });

  interface Planned {
    sender: number;
    conversation: number;
    others: number[];
    remote: boolean;
    writer: number;
    times: number;
  }
  const plannedMessage: fc.Arbitrary<Planned> = fc.record({
    sender: fc.nat(3),
    conversation: fc.nat(5),
    others: fc.uniqueArray(fc.nat(3), { minLength: 1 }),
    remote: fc.boolean(),
    writer: fc.nat(1),
    times: fc.integer({ min: 1, max: 3 }),
  });

  /** All users and a remote one are in each conversation, so that everybody may write. */
  function realize({ sender, conversation, remote }: Planned, conversations: string[]): IncomingMessage {
    const from = remote ? 'r@org2.test' : USERS[sender]!;
    const message = makeMessage({
      sender: from,
      participants: [...USERS, 'r@org2.test'],
      conversation_id: conversations[conversation]!,
    });
    return remote ? fromRemote(message, 'org1.test') : fromLocal(message);
  }

  /** What one writer was given once, in one conversation, is in each mailbox and in the outbox in the order in which it was given. */
  async function checkOrder(plan: Planned[], sent: IncomingMessage[]): Promise<void> {
    const place = new Map((await mailboxOf(test.db, USERS[0]!)).map(({ message_id }, index) => [message_id, index]));
    const rows = await test.db.query<{ message_id: string; id: number }>(
      'ids',
      'select id, message_id::text from outbox',
    );
    const outbox = new Map(rows.map(({ message_id, id }) => [message_id, id]));
    const groups = new Map<string, Message[]>();
    sent.forEach(({ message, origin }, index) => {
      const { times, writer } = plan[index]!;
      if (times > 1) return;
      const key = `${writer} ${message.conversation_id} ${origin.kind}`;
      groups.set(key, [...(groups.get(key) ?? []), message]);
    });
    for (const messages of groups.values()) {
      for (const order of [place, outbox]) {
        const numbers = messages.map((m) => order.get(m.message_id)).filter((n) => n !== undefined);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }
    }
  }

  it('never show a number before a smaller one', async () => {
    let done = false;
    const watch = (async () => {
      let cursor = 0;
      const reader = test.open();
      while (!done) {
        const [row] = await reader.query<{ last: number; count: number }>(
          'watch',
          `select coalesce(max(seq), 0) as last, count(*) as count from mailbox_entries e join users u using (user_id)
            where u.address = $1`,
          [USERS[0]],
        );
        expect(row!.count).toBe(row!.last);
        expect(row!.last).toBeGreaterThanOrEqual(cursor);
        cursor = row!.last;
      }
    })();
    for (let round = 0; round < 20; round++) {
      const messages = Array.from({ length: 40 }, () => makeMessage({ sender: USERS[1]!, participants: USERS }));
      await Promise.all(messages.map((message, i) => either(i).submit(fromLocal(message))));
    }
    done = true;
    await watch;
  });

  it('lose nothing that was acknowledged, and store nothing twice, when their connections are killed', async () => {
    const acknowledged: Message[] = [];
    const killer = test.open({ max: 1 });
    let stop = false;
    let kills = 0;
    const killing = (async () => {
      let survived = 0;
      while (!stop && kills < 12) {
        // Some get through between two kills, or nothing would ever end.
        if (acknowledged.length < survived + 5) {
          await new Promise(setImmediate);
          continue;
        }
        const rows = await killer.query(
          'kill',
          `select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`,
        );
        if (rows.length > 0) survived = acknowledged.length;
        kills += rows.length;
      }
    })();
    const sending = Array.from({ length: 8 }, async (_, sender) => {
      for (let i = 0; i < 40; i++) {
        const message = makeMessage({ sender: USERS[sender % 4]!, participants: USERS });
        for (;;) {
          const result = await either(sender)
            .submit(fromLocal(message))
            .catch((error: { code: string }) => error.code);
          if (typeof result === 'string') {
            expect(result).toBe('unavailable');
            continue;
          }
          expect(result.status).not.toBe('rejected');
          acknowledged.push(message);
          break;
        }
      }
    });
    await Promise.all(sending);
    stop = true;
    await killing;
    expect(kills).toBeGreaterThan(0);
    await checkMailboxes();
    const stored = new Set((await mailboxOf(test.db, USERS[3]!)).map(({ message_id }) => message_id));
    expect(acknowledged.filter(({ message_id }) => !stored.has(message_id))).toEqual([]);
  });
});
