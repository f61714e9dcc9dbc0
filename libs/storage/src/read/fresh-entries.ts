import { type MessageText, sizeOf, syncMessageJson } from '../internal/wire-json.js';
import type { MailboxPage, MailboxReading } from './mailbox-view.js';

export interface FreshEntriesOptions {
  /** Most bytes of texts; those of the user who was written to longest ago go first. Default 8 MiB. */
  maxBytes?: number;
  /** How long an entry is kept at most, ms: what is erased meanwhile is not shown for longer. Default 2 s. */
  keepMs?: number;
  now?: () => number;
}

/** A mailbox, by address, and the last number in it after a commit. */
type Grown = Pick<MailboxReading, 'userId'> & { seq: number };

/** Entries of a mailbox without a gap. */
interface Run {
  /** Number of the first. */
  first: number;
  texts: MessageText[];
  bytes: number;
  /** When the first was committed. */
  since: number;
}

/**
 * What this process has just committed to mailboxes that somebody waits for here: who is woken by a commit is answered without asking
 * Postgres for what it was given a moment ago. It holds only what is committed, and answers only where nothing is missing between a
 * cursor and the end of the mailbox as the reader has heard of it; whatever else was written (by other processes, or entries that are
 * no message of the commit) is missing, and the reader asks Postgres.
 */
export class FreshEntries {
  readonly #runs = new Map<string, Run>();
  readonly #maxBytes: number;
  readonly #keepMs: number;
  readonly #now: () => number;
  #bytes = 0;
  #isFollowed: (userId: string) => boolean = () => false;

  constructor({ maxBytes = 8 * 1_048_576, keepMs = 2_000, now = Date.now }: FreshEntriesOptions = {}) {
    this.#maxBytes = maxBytes;
    this.#keepMs = keepMs;
    this.#now = now;
  }

  /** Bytes of the texts that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Says whose entries are worth keeping, by address; before that nobody's are. */
  follow(isFollowed: (userId: string) => boolean): void {
    this.#isFollowed = isFollowed;
  }

  /**
   * To be called after the commit, and before anybody is told of it.
   * @param addedTo the texts of what a mailbox got, in order, the last with its `seq`; undefined when they are not all known
   */
  add(grown: readonly Grown[], addedTo: (userId: string) => readonly MessageText[] | undefined): void {
    for (const { userId, seq } of grown) {
      const added = this.#isFollowed(userId) ? addedTo(userId) : undefined;
      if (added) this.#append(userId, seq - added.length + 1, added);
    }
    for (const [userId, run] of this.#runs) {
      if (this.#bytes <= this.#maxBytes && this.#isKept(run)) break;
      this.#remove(userId, run);
    }
  }

  /**
   * The first page after a cursor, as `MailboxView.readMailbox` gives it.
   * @param heard number up to which the mailbox is known to reach
   * @returns undefined where Postgres must be asked
   */
  after({ userId, cursor, limit }: MailboxReading, heard: number, maxBytes: number): MailboxPage | undefined {
    const run = this.#runs.get(userId);
    if (!run || cursor < run.first - 1 || !this.#isKept(run)) return undefined;
    const end = endOf(run);
    if (cursor >= end || heard > end) return undefined;
    const messages: string[] = [];
    let next = cursor;
    let bytes = 0;
    for (const text of run.texts.slice(cursor + 1 - run.first, cursor + 1 - run.first + limit)) {
      if (bytes >= maxBytes) break;
      messages.push(syncMessageJson(text.envelope, text.encryptedKeys, ++next));
      bytes += sizeOf(text);
    }
    return { nextCursor: next, hasMore: next < end, messages, notices: [] };
  }

  #append(userId: string, first: number, added: readonly MessageText[]): void {
    const bytes = added.reduce((sum, text) => sum + sizeOf(text), 0);
    const old = this.#runs.get(userId);
    if (old && first === endOf(old) + 1 && this.#isKept(old)) {
      old.texts.push(...added);
      old.bytes += bytes;
    } else {
      // Of two commits the later may be told first: what it says is nearer to the end.
      if (old && first < old.first) return;
      if (old) this.#remove(userId, old);
      this.#runs.set(userId, { first, texts: [...added], bytes, since: this.#now() });
    }
    this.#bytes += bytes;
  }

  #isKept({ since }: Run): boolean {
    return this.#now() - since < this.#keepMs;
  }

  #remove(userId: string, { bytes }: Run): void {
    this.#runs.delete(userId);
    this.#bytes -= bytes;
  }
}

/** Number of the last. */
function endOf({ first, texts }: Run): number {
  return first + texts.length - 1;
}
