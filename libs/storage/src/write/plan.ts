import { domainOf } from '@iimp/protocol/address';
import type { Message } from '@iimp/proto/types';
import { MailboxRows } from '../internal/mailbox-rows.js';
import { shardOf } from '../internal/shards.js';
import type { NewNotice } from '../internal/notices.js';
import type { FreshRow } from './fresh-outbox.js';
import { remoteBlobKey } from './attachments-view.js';
import { envelopeJson, keysJson, type MessageText } from '../internal/wire-json.js';
import type { Prepared } from './incoming.js';
import type { Audience, Verdict } from './judge.js';
import type { KnownMembers } from './known-members.js';
import type { BatchView } from './view.js';

export interface MessageRow extends MessageText {
  message: Message;
  localDomains: string;
}

/** A member whom a conversation names no more, or names again. */
export interface Departure {
  conversationId: string;
  /** Address, maybe of another domain. */
  user: string;
  /** The last message that named it; null: the newest one does. */
  leftBy: string | null;
}

export interface AttachmentInsert {
  attachmentId: string;
  origin: string;
  destination: string;
  size: number;
  sha256: string;
  blobKey: string;
}

/** The rows that a transaction writes, gathered message by message. */
export class WritePlan {
  readonly messages: MessageRow[] = [];
  /** Messages that were posted for one more local domain: what is added. */
  readonly extensions: { messageId: string; localDomains: string; encryptedKeys: string }[] = [];
  /** Registers after the batch; `changed`: there was none before, or with other participants. */
  readonly conversations = new Map<string, { setBy: string; participants: readonly string[]; changed: boolean }>();
  readonly members: { userId: number; conversationId: string }[] = [];
  /** What has become of a member, by conversation and address: one may go, come and go again in one batch. */
  readonly departures = new Map<string, Departure>();
  /** Edits to add, by original. */
  readonly edits = new Map<string, number>();
  readonly outbox: FreshRow[] = [];
  readonly notices: NewNotice[] = [];
  /** Remote attachments that are named, by id and origin. */
  readonly attachments = new Map<string, AttachmentInsert>();
  /** Those of them that have to be fetched: whoever fetches is told. */
  readonly wanted: { attachmentId: string; origin: string }[] = [];
  /** Attachments that local senders name, by id and origin. */
  readonly named = new Map<string, { attachmentId: string; origin: string }>();
  /** Whom an attachment is given to, separated by commas; the texts of one message are one text. */
  readonly grants: { attachmentId: string; origin: string; grantees: string }[] = [];
  readonly mailboxes = new MailboxRows();

  constructor(
    private readonly view: BatchView,
    private readonly known: KnownMembers,
    private readonly shards: number,
    private readonly now: number,
  ) {}

  get isEmpty(): boolean {
    return this.messages.length === 0 && this.extensions.length === 0;
  }

  /** The texts of what a user's mailbox gets; undefined when not all of it are messages that are stored here, as they are stored. */
  addedTo(address: string): readonly MessageText[] | undefined {
    const rows = this.mailboxes.of(this.#userId(address));
    const texts = rows.flatMap(({ messageId, text }) => {
      // What is added to a message is not in its row.
      if (!text || this.extensions.some((extension) => extension.messageId === messageId)) return [];
      // Of the row only the texts: whoever keeps them keeps nothing else.
      return [{ envelope: text.envelope, encryptedKeys: text.encryptedKeys }];
    });
    return texts.length === rows.length ? texts : undefined;
  }

  add(prepared: Prepared, verdict: Verdict): void {
    switch (verdict.kind) {
      case 'rejected':
      case 'duplicate':
        return;
      case 'extended':
        this.#extend(prepared, verdict.audience);
        return;
      case 'stored':
        this.#store(prepared, verdict);
        return;
      default:
        verdict satisfies never;
    }
  }

  #store(prepared: Prepared, verdict: Extract<Verdict, { kind: 'stored' }>): void {
    const { message, entry } = prepared;
    const { audience, register } = verdict;
    const row: MessageRow = {
      message,
      localDomains: audience.localDomains.join(','),
      envelope: envelopeJson(message),
      encryptedKeys: keysJson(message.encrypted_keys, entry.origin.kind === 'remote' ? entry.destination : undefined),
    };
    this.messages.push(row);
    this.conversations.set(message.conversation_id, {
      setBy: register.set_by,
      participants: register.participants,
      changed: verdict.registerChanged || this.conversations.get(message.conversation_id)?.changed === true,
    });
    if (verdict.registerChanged && verdict.before) {
      const { participants, set_by } = verdict.before;
      this.#depart(message.conversation_id, participants, set_by);
      this.#comeBack(message.conversation_id, register.participants, new Set(participants));
    }
    if (message.reference !== null) this.edits.set(message.reference, (this.edits.get(message.reference) ?? 0) + 1);
    this.#deliver(message, audience, row);
    for (const [domain, recipients] of audience.remote) {
      this.outbox.push({
        domain,
        shard: shardOf(message.conversation_id, this.shards),
        messageId: message.message_id,
        conversationId: message.conversation_id,
        recipients: recipients.join(','),
        sender: message.sender,
        envelope: row.envelope,
        encryptedKeys: keysJson(message.encrypted_keys, domain),
        createdAt: this.now,
      });
    }
    if (entry.origin.kind === 'local') this.#tellOfUnknown(message, audience);
    this.#attach(prepared, audience, verdict.attachmentOrigins);
  }

  #extend(prepared: Prepared, audience: Audience): void {
    const { message } = prepared;
    this.extensions.push({
      messageId: message.message_id,
      localDomains: audience.localDomains.join(','),
      encryptedKeys: keysJson(message.encrypted_keys, prepared.entry.destination),
    });
    this.#deliver(message, audience);
    const origin = domainOf(message.sender);
    this.#attach(
      prepared,
      audience,
      (message.attachments ?? []).map(() => origin),
    );
  }

  #deliver(message: Message, audience: Audience, text?: MessageText): void {
    for (const address of audience.local) {
      const userId = this.#userId(address);
      this.mailboxes.add(userId, { messageId: message.message_id, ...(text && { text }) });
      if (!this.known.has(message.conversation_id, userId))
        this.members.push({ userId, conversationId: message.conversation_id });
    }
    const { message_id, conversation_id } = message;
    // An older message that came late may name whom the newest one does not.
    if (this.view.acceptance.conversation(conversation_id)?.set_by !== message_id)
      this.#depart(conversation_id, audience.local, message_id);
  }

  /** Those of these users whom the register does not name keep the conversation as it was to them. */
  #depart(conversationId: string, users: readonly string[], leftBy: string): void {
    const named = new Set(this.view.acceptance.conversation(conversationId)?.participants);
    for (const user of users) {
      if (named.has(user)) continue;
      const key = `${conversationId} ${user}`;
      const noted = this.departures.get(key)?.leftBy;
      if (!noted || noted < leftBy) this.departures.set(key, { conversationId, user, leftBy });
    }
  }

  /** Those whom the register did not name before may have been members once. */
  #comeBack(conversationId: string, users: readonly string[], before: ReadonlySet<string>): void {
    for (const user of users) {
      if (!before.has(user) && this.view.users.has(user))
        this.departures.set(`${conversationId} ${user}`, { conversationId, user, leftBy: null });
    }
  }

  /** Participants of our own domains that do not exist: one notice for each of those domains. */
  #tellOfUnknown(message: Message, audience: Audience): void {
    for (const domain of new Set(audience.unknown.map(domainOf))) {
      const recipients = audience.unknown.filter((address) => domainOf(address) === domain);
      this.notices.push({
        userId: this.#userId(message.sender),
        messageId: message.message_id,
        conversationId: message.conversation_id,
        domain,
        recipients,
        code: 'unknown_recipient',
        detail: 'no such user',
        attempts: 1,
        createdAt: this.now,
      });
    }
  }

  #attach({ message, entry }: Prepared, audience: Audience, origins: readonly string[]): void {
    if (!message.attachments?.length) return;
    const grantees = [...audience.local, ...[...audience.remote.keys()].map((domain) => `@${domain}`)];
    const joined = grantees.join(',');
    message.attachments.forEach((ref, index) => {
      const origin = origins[index];
      if (origin === undefined) return;
      const key = `${ref.attachment_id} ${origin}`;
      if (entry.origin.kind === 'local') {
        this.named.set(key, { attachmentId: ref.attachment_id, origin });
      } else {
        if (this.view.attachments.addRemote(origin, ref)) this.wanted.push({ attachmentId: ref.attachment_id, origin });
        this.attachments.set(key, {
          attachmentId: ref.attachment_id,
          origin,
          destination: entry.destination ?? audience.localDomains[0] ?? '',
          size: ref.size,
          sha256: ref.sha256,
          blobKey: remoteBlobKey(origin, ref.attachment_id, this.now),
        });
      }
      this.view.attachments.grant(ref.attachment_id, origin, grantees);
      this.grants.push({ attachmentId: ref.attachment_id, origin, grantees: joined });
    });
  }

  #userId(address: string): number {
    const userId = this.view.users.get(address);
    if (userId === undefined) throw new TypeError(`not a local user: ${address}`);
    return userId;
  }
}
