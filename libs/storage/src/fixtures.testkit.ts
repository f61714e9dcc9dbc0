import { randomBytes } from 'node:crypto';
import type { DeliveryNotice, Message, SyncMessage } from '@iimp/proto/types';
import { domainOf } from '@iimp/protocol/address';
import { newId } from '@iimp/protocol/ids';
import { Domains } from './domains.js';
import type { Database } from './database.js';
import { MailboxView } from './read/mailbox-view.js';
import { Users } from './users.js';
import type { IncomingMessage } from './write/types.js';

export const ALICE = 'alice@org1.test';
export const BOB = 'bob@org2.test';

/** Local users, with their domains. */
export async function createUsers(db: Database, addresses: readonly string[]): Promise<void> {
  const domains = new Domains(db);
  const users = new Users(db);
  for (const domain of new Set(addresses.map(domainOf))) await domains.add(domain, 1);
  for (const address of addresses) await users.create({ address, passwordHash: null, now: 1 });
}

/** A message as `checkMessage` lets it pass; its payload is noise. */
export function makeMessage(fields: Partial<Message> & { sender: string; participants: string[] }): Message {
  return {
    message_id: newId(),
    conversation_id: newId(),
    timestamp: Date.now(),
    type: 'text',
    reference: null,
    encrypted_payload: Buffer.concat([Buffer.of(1), randomBytes(60)]).toString('base64url'),
    encrypted_keys: fields.participants.map((recipient) => ({
      recipient,
      encrypted_key: randomBytes(80).toString('base64url'),
    })),
    signature: randomBytes(64).toString('base64url'),
    ...fields,
  };
}

export function fromLocal(message: Message): IncomingMessage {
  return { message, origin: { kind: 'local', user: message.sender } };
}

export function fromRemote(message: Message, destination: string): IncomingMessage {
  return { message, origin: { kind: 'remote', domain: domainOf(message.sender) }, destination };
}

/** A whole mailbox: messages and notices, in order. */
export async function mailboxOf(db: Database, address: string): Promise<(SyncMessage | DeliveryNotice)[]> {
  const view = new MailboxView(db);
  const entries: (SyncMessage | DeliveryNotice)[] = [];
  let cursor = 0;
  for (;;) {
    const page = await view.readMailbox(address, cursor, 1_000, 1 << 26);
    for (const json of [...page.messages, ...page.notices])
      entries.push(JSON.parse(json) as SyncMessage | DeliveryNotice);
    cursor = page.nextCursor;
    if (!page.hasMore) return entries.sort((a, b) => a.seq - b.seq);
  }
}
