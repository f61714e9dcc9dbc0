import type { FreshEntries } from '@iimp/storage/read/fresh-entries';
import type { MailboxPage, MailboxReading, MailboxView } from '@iimp/storage/read/mailbox-view';
import type { Waiter } from './waiters.js';

export interface GatheredReadsOptions {
  mailboxes: Pick<MailboxView, 'readMailboxes'>;
  fresh: Pick<FreshEntries, 'after'>;
  /** Readers of one statement. Default 32. */
  most?: number;
  /** Statements at once. Default 2. */
  abreast?: number;
}

/** Of one page. News is a message or two; whoever has more to catch up with is told so (`hasMore`). */
const PAGE_ENTRIES = 100;
const PAGE_BYTES = 65_536;

/** Who waits, what it has, and up to where it heard that there is more. */
type Reader = Pick<Waiter, 'user' | 'cursor' | 'heard'>;

interface Waiting {
  reading: MailboxReading;
  resolve: (page: MailboxPage) => void;
  reject: (error: unknown) => void;
}

/**
 * Reads what has come for many who wait: one commit wakes up to a hundred of them in one turn of the event loop, and what asks in one
 * turn, or while the connections are busy, is read in one statement. A lone reader waits for nobody, and what was committed here is not
 * read at all.
 */
export class GatheredReads {
  private waiting: Waiting[] = [];
  private running = 0;
  private scheduled = false;
  private readonly most: number;
  private readonly abreast: number;

  constructor(private readonly options: GatheredReadsOptions) {
    this.most = options.most ?? 32;
    this.abreast = options.abreast ?? 2;
  }

  /** The first page after a waiter's cursor, at most `limit` entries: all that was heard of, or `hasMore`. */
  read({ user, cursor, heard }: Reader, limit = PAGE_ENTRIES): Promise<MailboxPage> {
    const reading = { userId: user, cursor, limit: Math.min(limit, PAGE_ENTRIES) };
    const page = this.options.fresh.after(reading, heard, PAGE_BYTES);
    if (page) return Promise.resolve(page);
    return new Promise((resolve, reject) => {
      this.waiting.push({ reading, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.pump();
    });
  }

  private pump(): void {
    while (this.running < this.abreast && this.waiting.length > 0) {
      const taken = this.waiting.splice(0, this.most);
      this.running += 1;
      void this.readAll(taken).finally(() => {
        this.running -= 1;
        this.pump();
      });
    }
  }

  /** Never rejects. */
  private async readAll(taken: readonly Waiting[]): Promise<void> {
    try {
      const readings = taken.map(({ reading }) => reading);
      const pages = await this.options.mailboxes.readMailboxes(readings, PAGE_BYTES);
      taken.forEach(({ resolve }, index) => resolve(pages[index] as MailboxPage));
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  }
}
