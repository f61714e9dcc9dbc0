import { pageBytes } from '@iimp/platform/http/answers';
import type { MailboxPage, MailboxView } from '@iimp/storage/read/mailbox-view';
import type { Turns } from '../access/turns.js';
import { answerLag } from './answer-lag.js';
import type { GatheredReads } from './gathered-reads.js';
import { tooManyWait, type Waiters } from './waiters.js';

export interface MailboxReaderOptions {
  mailboxes: Pick<MailboxView, 'readMailbox'>;
  news: Pick<GatheredReads, 'read'>;
  waiters: Pick<Waiters, 'add' | 'readToEnd'>;
  /** A page may be large. */
  turns: Pick<Turns, 'run'>;
  now: () => number;
}

export interface SyncRequest {
  /** `next_cursor` of the last answer. */
  cursor: number;
  /** Most entries. */
  limit: number;
  /** How long to wait for the first entry, ms; 0: not at all. */
  waitMs: number;
  /** Told what to call when nobody is there any more to be answered; calling it later, or twice, does no harm. */
  whenGone?: (leave: () => void) => void;
}

/** Whether there is nothing in a page, and nothing behind it: one of messages that are gone says where to go on. */
export function isEmpty(page: MailboxPage): boolean {
  return page.messages.length === 0 && page.notices.length === 0 && !page.hasMore;
}

/** `GET sync` (spec §8, profile §7): what came after a cursor, at once or as soon as something comes. */
export class MailboxReader {
  private readonly tellLag = answerLag();

  constructor(private readonly options: MailboxReaderOptions) {}

  /** An empty page when the time is over, the process stops, or the client is gone. @throws ProblemError `unavailable` when too many wait */
  read(user: string, request: SyncRequest): Promise<MailboxPage> {
    return request.waitMs === 0 ? this.page(user, request) : this.poll(user, request);
  }

  private page(user: string, { cursor, limit, whenGone }: SyncRequest): Promise<MailboxPage> {
    const { mailboxes, turns } = this.options;
    let isGone = false;
    whenGone?.(() => (isGone = true));
    return turns.run(user, async () => {
      // Who went while waiting for a turn is read nothing: it would be thrown away.
      if (isGone) return { nextCursor: cursor, hasMore: false, messages: [], notices: [] };
      return mailboxes.readMailbox(user, cursor, limit, pageBytes());
    });
  }

  private async poll(user: string, request: SyncRequest): Promise<MailboxPage> {
    const { waiters, news, now } = this.options;
    const { cursor, limit, waitMs } = request;
    const deadline = now() + waitMs;
    const waiter = waiters.add(user, cursor);
    const leave = (): void => waiter?.end();
    request.whenGone?.(leave);
    try {
      let page = waiter?.isInformed ? undefined : await this.page(user, request);
      while (page === undefined || isEmpty(page)) {
        if (!waiter) throw tooManyWait();
        if (page) waiter.cursor = page.nextCursor;
        // Nobody is told that nothing has come before somebody has looked.
        if ((await waiter.wait(deadline - now())) !== 'grown') return page ?? (await this.page(user, request));
        page = await news.read(waiter, limit);
      }
      this.tellLag(waiter);
      if (waiter && !page.hasMore) waiters.readToEnd(waiter, page.nextCursor);
      return page;
    } finally {
      leave();
    }
  }
}
