import { newId } from '@iimp/protocol/ids';
import type { Message } from '@iimp/proto/types';
import { ALICE, createUsers, fromLocal, makeMessage } from '../fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { FreshOutbox } from '../write/fresh-outbox.js';
import { MessageWriter } from '../write/message-writer.js';
import { PostgresOutboxStore } from './postgres-outbox-store.js';
import type { Lease } from './store.js';

export const TTL = 10_000;

/** A database with mail to send, a store and a clock that is turned by hand. */
export interface OutboxWorld {
  test: TestDatabase;
  store: PostgresOutboxStore;
  /** What the writer committed: known to the store for the destinations that are followed. */
  fresh: FreshOutbox;
  /** Milliseconds; the writer's too. */
  now: number;
  /** Sends messages of alice, each to one user of the domain; in one conversation, or in one each. */
  send(domain: string, count: number, options?: { conversation?: string; participants?: string[] }): Promise<Message[]>;
  /** Acquires, or fails the test. */
  lease(domain: string, worker?: string): Promise<Lease>;
  close(): Promise<void>;
}

export async function createOutboxWorld(options: { giveUpMs?: number } = {}): Promise<OutboxWorld> {
  const test = await createTestDatabase();
  await createUsers(test.db, [ALICE, 'carol@org1.test']);
  const fresh = new FreshOutbox();
  const store = new PostgresOutboxStore(test.db, { ...options, fresh });
  const writer = new MessageWriter(test.open(), { freshOutbox: fresh, now: () => world.now });
  const world: OutboxWorld = {
    test,
    store,
    fresh,
    now: 1_000_000,
    async send(domain, count, { conversation, participants = [ALICE, `bob@${domain}`] } = {}) {
      const messages = Array.from({ length: count }, () =>
        makeMessage({ sender: ALICE, participants, conversation_id: conversation ?? newId() }),
      );
      for (const result of await writer.submitMany(messages.map(fromLocal))) expect(result.status).toBe('stored');
      return messages;
    },
    async lease(domain, worker = 'w1') {
      const acquired = await store.acquire(domain, worker, TTL, world.now);
      if (typeof acquired === 'string') throw new Error(`${domain}: ${acquired}`);
      return acquired.lease;
    },
    async close() {
      await writer.close();
      await test.drop();
    },
  };
  return world;
}
