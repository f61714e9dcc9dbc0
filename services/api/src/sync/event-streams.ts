/**
 * `GET stream`: the mailbox as Server-Sent Events. Each event is a page, in the form of an answer to `GET sync`, whose id is the
 * cursor after it: a client that comes back with `Last-Event-ID` goes on exactly there. A page is read from Postgres only when the one
 * before it has left for the network, so a slow reader holds one page in memory however far it is behind.
 */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { syncResponseJson, type MailboxPage, type MailboxView } from '@iimp/storage/read/mailbox-view';
import { answerLag } from './answer-lag.js';
import type { GatheredReads } from './gathered-reads.js';
import { isEmpty } from './mailbox-reader.js';
import { tooManyWait, type Waiter, type Waiters } from './waiters.js';

export interface EventStreamsOptions {
  mailboxes: Pick<MailboxView, 'readMailbox'>;
  news: Pick<GatheredReads, 'read'>;
  waiters: Pick<Waiters, 'add'>;
  now: () => number;
  /** Between signs of life, ms. Default 15 s. */
  heartbeatMs?: number;
  /** How long a reader may take for what it was sent, ms. Default 30 s. */
  drainMs?: number;
}

export interface StreamRequest {
  user: string;
  /** What the client has. */
  cursor: number;
  /** The stream ends when the access token does, ms. */
  expiresAt: number;
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // For gateways that would gather an answer before they send it.
  'x-accel-buffering': 'no',
} as const;

const PAGE_ENTRIES = 100;
const PAGE_BYTES = 262_144;
/** How long a client should wait before it comes back, ms. */
const COME_BACK_MS = 2_000;

export class EventStreams {
  private readonly heartbeatMs: number;
  private readonly drainMs: number;
  private readonly tellLag = answerLag();

  constructor(private readonly options: EventStreamsOptions) {
    this.heartbeatMs = options.heartbeatMs ?? 15_000;
    this.drainMs = options.drainMs ?? 30_000;
  }

  /** A place among those who wait. @throws ProblemError `unavailable` when there is none */
  enter({ user, cursor }: StreamRequest): Waiter {
    const waiter = this.options.waiters.add(user, cursor);
    if (!waiter) throw tooManyWait();
    return waiter;
  }

  /** Writes events until the client goes, the token ends, the user is disabled, the process stops, or Postgres fails; then the client comes back. */
  async serve(waiter: Waiter, { expiresAt }: StreamRequest, out: ServerResponse): Promise<void> {
    const leave = (): void => waiter.end();
    out.once('close', leave).on('error', leave);
    try {
      out.writeHead(200, HEADERS);
      await this.write(out, `retry: ${COME_BACK_MS}\n\n`);
      let hasMore = true;
      while (this.options.now() < expiresAt && !out.destroyed && !waiter.isOver) {
        if (hasMore) {
          hasMore = await this.sendPage(waiter, out, await this.catchUp(waiter));
          continue;
        }
        const end = await waiter.wait(Math.min(this.heartbeatMs, expiresAt - this.options.now()));
        if (end === 'dismissed') break;
        if (end === 'elapsed') await this.write(out, ':\n\n');
        else hasMore = await this.sendPage(waiter, out, await this.options.news.read(waiter));
      }
    } catch {
      // The status is sent already: all that can be told is the end of the stream.
    } finally {
      leave();
      out.end();
    }
  }

  private catchUp({ user, cursor }: Waiter): Promise<MailboxPage> {
    return this.options.mailboxes.readMailbox(user, cursor, PAGE_ENTRIES, PAGE_BYTES);
  }

  /** @returns whether there is more to read; what comes after that is heard of */
  private async sendPage(waiter: Waiter, out: ServerResponse, page: MailboxPage): Promise<boolean> {
    waiter.cursor = page.nextCursor;
    if (isEmpty(page)) return false;
    this.tellLag(waiter);
    await this.write(out, `id: ${page.nextCursor}\nevent: sync\ndata: ${syncResponseJson(page)}\n\n`);
    return page.hasMore;
  }

  /** Resolves when there is room for more; a reader that makes none in time is cut off. */
  private async write(out: ServerResponse, text: string): Promise<void> {
    if (out.destroyed || out.write(text)) return;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.drainMs);
    const stop = (): void => late.abort();
    out.once('close', stop);
    try {
      await once(out, 'drain', { signal: late.signal });
    } catch (error) {
      out.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
      out.off('close', stop);
    }
  }
}
