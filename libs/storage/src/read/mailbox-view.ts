import type { Database } from '../database.js';
import { pending } from '../internal/pending.js';

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

/** The body of `GET sync` (SyncResponse) out of a page: by concatenation, nothing is parsed. */
export function syncResponseJson(page: MailboxPage): string {
  return `{"next_cursor":${page.nextCursor},"has_more":${page.hasMore},"messages":[${page.messages.join(',')}],"notices":[${page.notices.join(',')}]}`;
}

export class MailboxView {
  constructor(private readonly db: Database) {}

  /**
   * Entries with `seq` greater than the cursor, in order, at most `limit` (of messages and notices together) and about
   * `maxBytes` (at least one entry). An unknown user has an empty mailbox.
   * @param userId address of the user
   */
  readMailbox(_userId: string, _cursor: number, _limit: number, _maxBytes: number): Promise<MailboxPage> {
    return pending();
  }

  /** Last `seq` of each user that exists, by address: one query for all who wait. */
  lastSeqs(_userIds: readonly string[]): Promise<Map<string, number>> {
    return pending();
  }
}
