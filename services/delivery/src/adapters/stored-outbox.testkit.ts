import { domainOf } from '@iimp/protocol/address';
import { newId } from '@iimp/protocol/ids';
import { ALICE, createUsers, fromLocal, makeMessage } from '@iimp/storage/fixtures.testkit';
import { DeliveriesView } from '@iimp/storage/outbox/deliveries-view';
import { DestinationAdmin } from '@iimp/storage/outbox/destination-admin';
import { PostgresOutboxStore } from '@iimp/storage/outbox/postgres-outbox-store';
import { MailboxView } from '@iimp/storage/read/mailbox-view';
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { FreshOutbox } from '@iimp/storage/write/fresh-outbox';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import type { OutboxHarness } from './outbox-case.testkit.js';

export interface StoredOutbox extends OutboxHarness {
  database: TestDatabase;
  /** What was accepted, where it is followed. */
  fresh: FreshOutbox;
}

/**
 * The outbox in a database of its own, filled as `api` does it: by messages of alice@org1.test.
 * @param known what is accepted is followed from the start
 */
export async function openStoredOutbox(known = false): Promise<StoredOutbox> {
  const giveUpMs = 72 * 3_600_000;
  const database = await createTestDatabase();
  const { db } = database;
  await createUsers(db, [ALICE]);
  let time = 0;
  const fresh = new FreshOutbox();
  const writer = new MessageWriter(db, { freshOutbox: fresh, now: () => time });
  const deliveries = new DeliveriesView(db);
  const admin = new DestinationAdmin(db);
  const mailboxes = new MailboxView(db);
  const by = (now: number) => ({ actor: 'test', now });
  return {
    database,
    fresh,
    store: new PostgresOutboxStore(db, { giveUpMs, fresh }),
    giveUpMs,
    accept: async ({ recipients, conversationId = newId(), now }) => {
      time = now;
      if (known) for (const recipient of recipients) fresh.follow(domainOf(recipient));
      const message = makeMessage({
        sender: ALICE,
        participants: [ALICE, ...recipients],
        conversation_id: conversationId,
      });
      const result = await writer.submit(fromLocal(message));
      if (result.status !== 'stored') throw new Error(`not stored: ${JSON.stringify(result)}`);
      return message.message_id;
    },
    newConversation: () => newId(),
    pause: async (domain, paused) => {
      if (paused) await admin.pause(domain, by(time));
      else await admin.resume(domain, by(time));
    },
    delivery: async (messageId, domain) => {
      const found = (await deliveries.deliveries(messageId, ALICE))?.find((delivery) => delivery.domain === domain);
      if (found === undefined) throw new Error(`no delivery of ${messageId} to ${domain}`);
      return { state: found.state, attempts: found.attempts };
    },
    notices: async (messageId) => {
      const { notices } = await mailboxes.readMailbox(ALICE, 0, 100_000, 1e9);
      return notices
        .map((text) => JSON.parse(text) as { message_id: string; domain: string; recipients: string[]; code: string })
        .filter((notice) => notice.message_id === messageId)
        .map(({ domain, recipients, code }) => ({ domain, recipients, code }));
    },
    close: async () => {
      await writer.close();
      await database.drop();
    },
  };
}
