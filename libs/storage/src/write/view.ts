import type { Message } from '@iimp/proto/types';
import { domainOf } from '@iimp/protocol/address';
import { MemoryAcceptanceView } from '@iimp/protocol/decide';
import type { Queryable } from '../database.js';
import { bigintHexArray, textArray, uuidArray } from '../internal/pg-array.js';
import { conversationLockKey, LOCK_FOR_WRITING } from '../internal/locks.js';
import { AttachmentsView, readAttachments } from './attachments-view.js';
import { existingMessage } from './content.js';
import type { Prepared } from './incoming.js';

/** What a transaction knows of the database, kept up to date while its messages are decided one after the other. */
export interface BatchView {
  acceptance: MemoryAcceptanceView;
  /** Local domains that a stored message was delivered in. */
  localDomainsOf: Map<string, string[]>;
  /** user_id of the local users among the participants, by address. */
  users: ReadonlyMap<string, number>;
  localDomains: ReadonlySet<string>;
  /** Destinations that need not be activated. */
  activeDestinations: ReadonlySet<string>;
  attachments: AttachmentsView;
}

/**
 * $1 message ids and references, $2 conversations, $3 references, $4 participants, $5 their domains, $6 possible destinations. Kinds that
 * every batch has many of are one row each (`itemsOf`): taking a row in costs more than taking a line apart.
 */
export const READ = `
  select 'message' as kind, m.message_id::text as id, m.conversation_id::text as other, m.sender as name,
         (m.type = 'edit')::int as n, m.envelope as text, m.local_domains as list
    from unnest($1::uuid[]) i join messages m on m.message_id = i
  union all
  select 'conversations', null, null, null, null, null,
         string_agg(c.conversation_id || ' ' || c.set_by || ' ' || array_to_string(c.participants, ','), ';')
    from unnest($2::uuid[]) i join conversations c on c.conversation_id = i having count(*) > 0
  union all
  select 'edits', e.original_id::text, null, null, e.edits, null, null
    from unnest($3::uuid[]) i join edit_counts e on e.original_id = i
  union all
  select 'users', null, null, null, null, null, string_agg(u.address || ' ' || u.user_id, ';')
    from unnest($4::text[]) i join users u on u.address = i having count(*) > 0
  union all
  select 'domains', null, null, null, null, null, string_agg(d.domain, ';')
    from unnest($5::text[]) i join domains d on d.domain = i having count(*) > 0
  union all
  select 'active', null, null, null, null, null, string_agg(d.domain, ';')
    from unnest($6::text[]) i join destinations d on d.domain = i where d.active having count(*) > 0`;

interface ReadRow {
  kind: 'message' | 'conversations' | 'edits' | 'users' | 'domains' | 'active';
  id: string;
  other: string;
  name: string;
  n: number;
  text: string;
  list: string;
}

/** Takes the batch's locks, then reads what its messages are decided by. The read begins after the locks are held. */
export async function lockAndRead(tx: Queryable, batch: readonly Prepared[]): Promise<BatchView> {
  const ids = new Set<string>();
  const conversations = new Map<string, string>();
  const references = new Set<string>();
  const participants = new Set<string>();
  const domains = new Set<string>();
  const destinations = new Set<string>();
  for (const { message, entry, domains: own } of batch) {
    ids.add(message.message_id);
    conversations.set(conversationLockKey(message.conversation_id), message.conversation_id);
    if (message.reference !== null) references.add(message.reference);
    participants.add(message.sender);
    for (const participant of message.participants) participants.add(participant);
    const home = domainOf(message.sender);
    for (const domain of own.keys()) {
      domains.add(domain);
      // Whether another domain is local too is not known yet; the lock of one that is does no harm.
      if (entry.origin.kind === 'local' && domain !== home) destinations.add(domain);
    }
  }
  const locked = tx.query('write-lock', LOCK_FOR_WRITING, [
    bigintHexArray([...conversations.keys()].sort()),
    textArray([...destinations].sort()),
  ]);
  const read = tx.query<ReadRow>('write-read', READ, [
    uuidArray([...ids, ...references]),
    uuidArray([...new Set(batch.map(({ message }) => message.conversation_id))]),
    uuidArray([...references]),
    textArray([...participants]),
    textArray([...domains]),
    textArray([...destinations]),
  ]);
  const [, rows, attachments] = await Promise.all([locked, read, readAttachments(tx, batch)]);
  return { ...viewOf(rows), attachments };
}

/** A stored envelope holds all that a digest is made of. */
function stored(envelope: string): Message {
  return { ...(JSON.parse(envelope) as Message), encrypted_keys: [] };
}

/** Items of a row that has all of its kind, each as its fields. No id, address or domain has one of the separators. */
function itemsOf(list: string): string[][] {
  return list.split(';').map((item) => item.split(' '));
}

function viewOf(rows: readonly ReadRow[]): Omit<BatchView, 'attachments'> {
  const acceptance = new MemoryAcceptanceView();
  const localDomainsOf = new Map<string, string[]>();
  const users = new Map<string, number>();
  const localDomains = new Set<string>();
  const activeDestinations = new Set<string>();
  for (const { kind, id, other, name, n, text, list } of rows) {
    switch (kind) {
      case 'message':
        acceptance.setExisting(
          id,
          existingMessage({ sender: name, type: n === 1 ? 'edit' : 'text', conversation_id: other }, () =>
            stored(text),
          ),
        );
        localDomainsOf.set(id, list.split(','));
        break;
      case 'conversations':
        for (const [conversation = '', set_by = '', participants = ''] of itemsOf(list))
          acceptance.setConversation(conversation, { participants: participants.split(','), set_by });
        break;
      case 'edits':
        acceptance.setEditCount(id, n);
        break;
      case 'users':
        for (const [address = '', userId] of itemsOf(list)) users.set(address, Number(userId));
        break;
      case 'domains':
        for (const [domain = ''] of itemsOf(list)) localDomains.add(domain);
        break;
      case 'active':
        for (const [domain = ''] of itemsOf(list)) activeDestinations.add(domain);
        break;
      default:
        kind satisfies never;
    }
  }
  return { acceptance, localDomainsOf, users, localDomains, activeDestinations };
}
