import fc from 'fast-check';
import { newId } from '@iimp/protocol/ids';
import { ALICE, BOB, createUsers, fromLocal, makeMessage } from '../fixtures.testkit.js';
import { PostgresOutboxStore } from '../outbox/postgres-outbox-store.js';
import type { Lease, OutboxRow } from '../outbox/store.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { FreshOutbox, type FreshRow } from './fresh-outbox.js';
import { MessageWriter } from './message-writer.js';

const row = (domain: string, messageId: string, bytes = 10): FreshRow => ({
  domain,
  shard: 0,
  messageId,
  conversationId: 'c',
  sender: ALICE,
  recipients: 'bob@one.test',
  createdAt: 1,
  envelope: 'e'.repeat(bytes),
  encryptedKeys: '',
});

describe('texts of the outbox that were just committed', () => {
  it('are kept for destinations that are followed, until they are delivered', () => {
    const fresh = new FreshOutbox();
    fresh.follow('one.test');
    fresh.follow('one.test');
    fresh.add([row('one.test', 'a'), row('other.test', 'a'), row('one.test', 'b')]);
    expect(fresh.get('one.test', 'b')).toEqual(row('one.test', 'b'));
    expect([fresh.has('one.test'), fresh.has('other.test'), fresh.bytes]).toEqual([true, false, 20]);
    fresh.forget('one.test', ['a', 'unknown']);
    fresh.forget('other.test', ['a']);
    expect(fresh.get('one.test', 'a')).toBeUndefined();
    expect(fresh.bytes).toBe(10);
    fresh.drop('one.test');
    fresh.drop('other.test');
    fresh.add([row('one.test', 'c')]);
    expect([fresh.has('one.test'), fresh.bytes]).toEqual([false, 0]);
  });

  it('take no more room than they may', () => {
    const fresh = new FreshOutbox({ maxBytes: 100, maxDomains: 2 });
    for (const domain of ['one.test', 'two.test', 'three.test']) fresh.follow(domain);
    fresh.add([row('one.test', 'a'), row('two.test', 'a', 60), row('three.test', 'a', 40)]);
    expect([fresh.has('one.test'), fresh.bytes]).toEqual([false, 100]);
    fresh.add([row('three.test', 'b', 1)]);
    expect([fresh.has('two.test'), fresh.has('three.test'), fresh.bytes]).toEqual([false, true, 41]);
    fresh.add([row('three.test', 'c', 101)]);
    expect([fresh.has('three.test'), fresh.bytes]).toEqual([false, 0]);
  });
});

type Step =
  | { do: 'accept'; by: 'own' | 'other'; conversations: number[] }
  | { do: 'deliver'; count: number }
  | { do: 'put off'; holds: boolean }
  | { do: 'wait' };

const STEPS: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('accept' as const),
        by: fc.constantFrom('own' as const, 'own' as const, 'other' as const),
        conversations: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 8 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('put off' as const), holds: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
  ),
  { minLength: 4, maxLength: 16 },
);

describe('a store that knows what its process committed', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, BOB]);
  });
  afterAll(() => test.drop());

  it('claims what one that reads everything does, also beside other writers', async () => {
    const db = test.open();
    const queries = jest.spyOn(db, 'query');
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(STEPS, fc.integer({ min: 1, max: 9 }), async (steps, limit) => {
        const domain = `d${turn++}.test`;
        const fresh = new FreshOutbox();
        const store = new PostgresOutboxStore(db, { fresh });
        const reader = new PostgresOutboxStore(test.db);
        const writers = {
          own: new MessageWriter(test.db, { freshOutbox: fresh, now: () => now }),
          other: new MessageWriter(test.db, { now: () => now }),
        };
        const conversations = [newId(), newId(), newId(), newId()];
        let now = 1_000;
        let lease: Lease | undefined;
        for (const step of steps) {
          if (step.do === 'wait') now += 100;
          if (step.do === 'accept') {
            const messages = step.conversations.map((index) =>
              makeMessage({
                sender: ALICE,
                participants: [ALICE, `bob@${domain}`],
                conversation_id: conversations[index] as string,
              }),
            );
            await writers[step.by].submitMany(messages.map(fromLocal));
          }
          lease ??= await leaseOf(store, domain, now);
          if (!lease) continue;
          const rows = await sameClaim(store, reader, lease, limit, now);
          if (step.do === 'deliver') {
            const outcomes = rows
              .slice(0, step.count)
              .map((one) => ({ kind: 'delivered' as const, row: one, unknownRecipients: [] }));
            await store.complete(lease, outcomes, now);
          }
          const [first] = rows;
          if (step.do === 'put off' && first) {
            const later = { code: 'internal', detail: '', nextAttemptAt: now + 50, holdConversation: step.holds };
            await store.complete(lease, [{ kind: 'deferred', row: first, ...later }], now);
          }
          await sameClaim(store, reader, lease, limit, now);
        }
      }),
      { numRuns: 60 },
    );
    const names = queries.mock.calls.map(([name]) => name as string);
    const count = (name: string): number => names.filter((other) => other === name).length;
    // Both ways are walked.
    expect(count('outbox-look')).toBeGreaterThan(100);
    expect(count('outbox-claim')).toBeGreaterThan(100);
  });
});

async function leaseOf(store: PostgresOutboxStore, domain: string, now: number): Promise<Lease | undefined> {
  const acquired = await store.acquire(domain, 'w1', 1_000_000, now);
  return typeof acquired === 'string' ? undefined : acquired.lease;
}

/** What is known may end earlier; then it says that there is more. */
async function sameClaim(
  store: PostgresOutboxStore,
  reader: PostgresOutboxStore,
  lease: Lease,
  limit: number,
  now: number,
): Promise<OutboxRow[]> {
  const all = await reader.claimBatch(lease, limit, 10_000, now);
  const known = await store.claimBatch(lease, limit, 10_000, now);
  expect(known.rows).toEqual(all.rows.slice(0, known.rows.length));
  const isShorter = known.rows.length < all.rows.length;
  expect(known.more).toBe(all.more || isShorter);
  if (isShorter) expect(known.rows).not.toEqual([]);
  return known.rows;
}
