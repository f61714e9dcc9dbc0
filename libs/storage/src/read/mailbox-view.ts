import { metrics } from '@opentelemetry/api';
import type { DeliveryNotice } from '@iimp/proto/types';
import { ProblemError } from '@iimp/protocol/problem';
import type { Database } from '../database.js';
import { bigintArray, intArray, textArray } from '../internal/pg-array.js';
import { syncMessageJson } from '../internal/wire-json.js';

/** A page of a mailbox as JSON text, ready to be put into a response. */
export interface MailboxPage {
  /** Cursor to ask with next: the last `seq` of this page, or the cursor that was asked with. */
  nextCursor: number;
  hasMore: boolean;
  /** One JSON object (SyncMessage) each, in order of `seq`. */
  messages: string[];
  /** One JSON object (DeliveryNotice) each, in order of `seq`. */
  notices: string[];
}

/** Who reads a mailbox, from where. */
export interface MailboxReading {
  /** Address of the user. */
  userId: string;
  cursor: number;
  limit: number;
}

/** The body of `GET sync` (SyncResponse) out of a page: by concatenation, nothing is parsed. */
export function syncResponseJson(page: MailboxPage): string {
  return `{"next_cursor":${page.nextCursor},"has_more":${page.hasMore},"messages":[${page.messages.join(',')}],"notices":[${page.notices.join(',')}]}`;
}

export class MailboxView {
  readonly #missing = metrics.getMeter('@iimp/storage').createCounter('iimp.mailbox.missing_messages', {
    description: 'Entries of mailboxes that were read, whose message is gone',
  });

  constructor(private readonly db: Database) {}

  /**
   * Entries with `seq` greater than the cursor, in order, at most `limit` (of messages and notices together) and about
   * `maxBytes` (at least one entry). An unknown user has an empty mailbox.
   * An empty page moves the cursor, to the end if there is no more: numbers without an entry (retention, a restore) hide nothing, nor do
   * entries whose message is gone.
   * @param userId address of the user
   * @throws ProblemError `cursor_ahead` when the mailbox ends before the cursor: it is not the one that gave it
   */
  async readMailbox(userId: string, cursor: number, limit: number, maxBytes: number): Promise<MailboxPage> {
    const [page] = await this.readMailboxes([{ userId, cursor, limit }], maxBytes);
    return page as MailboxPage;
  }

  /**
   * The same for several readers in one statement: a page for each, in their order, of at most `maxBytes` each.
   * @throws ProblemError `cursor_ahead` when it is so of one of them
   */
  async readMailboxes(readers: readonly MailboxReading[], maxBytes: number): Promise<MailboxPage[]> {
    const rows = await this.db.query<EntryRow | NoEntryRow>('mailbox-read', READ, [
      textArray(readers.map(({ userId }) => userId)),
      bigintArray(readers.map(({ cursor }) => cursor)),
      intArray(readers.map(({ limit }) => limit)),
      maxBytes,
    ]);
    const pages = readers.map(({ cursor }): MailboxPage => {
      return { nextCursor: cursor, hasMore: false, messages: [], notices: [] };
    });
    for (const row of rows) {
      const page = pages[row.reader - 1] as MailboxPage;
      if (row.seq === null) {
        if (page.nextCursor > row.last_seq)
          throw new ProblemError('cursor_ahead', `cursor: the mailbox ends at ${row.last_seq}`);
        page.nextCursor = row.last_seq;
        continue;
      }
      if (row.notice_id !== null) page.notices.push(noticeJson(row));
      else if (row.envelope === null) this.#missing.add(1);
      else page.messages.push(syncMessageJson(row.envelope, row.encrypted_keys, row.seq));
      page.nextCursor = row.seq;
      page.hasMore = row.seq < row.last_seq;
    }
    return pages;
  }

  /** Last `seq` of each user that exists and is not disabled, by address: one query for all who wait. */
  async lastSeqs(userIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.db.query<{ address: string; last_seq: number }>('mailbox-last-seqs', LAST_SEQS, [
      textArray(userIds),
    ]);
    return new Map(rows.map(({ address, last_seq }) => [address, last_seq]));
  }
}

/** Nothing came after the cursor. */
interface NoEntryRow {
  /** Place of the reader, from 1. */
  reader: number;
  seq: null;
  last_seq: number;
}

interface EntryRow {
  /** Place of the reader, from 1. */
  reader: number;
  seq: number;
  /** Of the mailbox, in the same snapshot. */
  last_seq: number;
  /** Null of a notice, and where the message is gone: retention dropped its month while another process, of another period, still took it. */
  envelope: string | null;
  encrypted_keys: string;
  notice_id: number | null;
  message_id: string;
  conversation_id: string;
  recipients: string[];
  domain: string;
  code: string;
  detail: string;
  attempts: number;
  created_at: number;
}

/**
 * $1 addresses, $2 cursors and $3 entries of the readers; $4 bytes for each: entries are given while those before them are smaller than
 * that. Texts that are too many are never read: their sizes are known without them. Where there is no entry, one row tells how far the
 * mailbox reaches.
 */
export const READ = `
  select t.reader::int, t.seq, t.last_seq, t.envelope, t.encrypted_keys, t.notice_id, t.message_id::text,
         t.conversation_id::text, t.recipients, t.domain, t.code, t.detail, t.attempts, t.created_at
    from (select r.reader, e.*, b.last_seq, m.envelope, m.encrypted_keys,
                 n.conversation_id, n.recipients, n.domain, n.code, n.detail, n.attempts, n.created_at,
                 sum(s.size) over (partition by r.reader order by e.seq) - s.size as before
            from unnest($1::text[], $2::bigint[], $3::int[]) with ordinality as r(address, cursor, entries, reader)
            join users u on u.address = r.address
            join mailboxes b using (user_id)
            left join lateral (
              select seq, message_id, notice_id from mailbox_entries
               where user_id = u.user_id and seq > r.cursor order by seq limit r.entries) e on true
            left join messages m on m.message_id = e.message_id and e.notice_id is null
            left join notices n on n.notice_id = e.notice_id
           cross join lateral (
             select coalesce(octet_length(m.envelope) + octet_length(m.encrypted_keys),
                             octet_length(n.recipients::text) + octet_length(n.detail), 0) as size) s) t
   where t.before < $4::bigint or t.before = 0
   order by t.reader, t.seq`;

function noticeJson(row: EntryRow): string {
  const notice: DeliveryNotice = {
    seq: row.seq,
    type: 'delivery_failure',
    message_id: row.message_id,
    conversation_id: row.conversation_id,
    recipients: row.recipients,
    domain: row.domain,
    code: row.code,
    detail: row.detail,
    attempts: row.attempts,
    created_at: row.created_at,
  };
  return JSON.stringify(notice);
}

export const LAST_SEQS = `
  select u.address, b.last_seq
    from unnest($1::text[]) a join users u on u.address = a join mailboxes b using (user_id)
   where u.disabled_at is null`;
