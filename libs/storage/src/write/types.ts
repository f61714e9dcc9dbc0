import type { Message } from '@iimp/proto/types';
import type { Code } from '@iimp/protocol/codes';
import type { FreshOutbox } from './fresh-outbox.js';
import type { FreshEntries } from '../read/fresh-entries.js';

/** A message that passed `checkMessage` (and, of a local sender, `checkOutgoing`). */
export interface IncomingMessage {
  message: Message;
  origin: { kind: 'local'; user: string } | { kind: 'remote'; domain: string };
  /** The local domain that a remote post is addressed to: only its participants are delivered to. */
  destination?: string;
}

/** Who wants to know after a commit, each once. Losing this is harmless: all of it is in the database. */
export interface Wake {
  /** Remote domains with new outbox rows. */
  destinations: string[];
  /** Mailboxes that grew; `userId` is the address. */
  mailboxes: MailboxGrowth[];
  /** Remote attachments to fetch. */
  attachments: { attachmentId: string; origin: string }[];
}

export interface MailboxGrowth {
  /** Address of the user. */
  userId: string;
  /** Last sequence number now. */
  seq: number;
}

export type WriteResult =
  | {
      status: 'stored' | 'duplicate';
      /** Local participants (of the destination, for a remote post) that do not exist. */
      unknownRecipients: string[];
    }
  | { status: 'rejected'; code: Code; detail: string };

export interface MessageWriterOptions {
  /** Keeps what each commit adds to mailboxes, before `onCommit` tells of it. */
  fresh?: Pick<FreshEntries, 'add'>;
  /** The same of the outbox. */
  freshOutbox?: Pick<FreshOutbox, 'add'>;
  /** Called after each commit, before the results are given. Must not throw. */
  onCommit?: (wake: Wake) => void;
  now?: () => number;
  /** Messages in one transaction; default 100. */
  maxBatch?: number;
  /** Transactions under way at once; default 2. */
  concurrency?: number;
  /** Messages waiting; more are refused with `unavailable`. Default 10 000. */
  maxQueued?: number;
  /** Bytes of the messages waiting, about; more are refused with `unavailable`. Default 128 MiB. */
  maxQueuedBytes?: number;
  /** Shards of a destination; the same in all processes. Default 8. */
  shards?: number;
}
