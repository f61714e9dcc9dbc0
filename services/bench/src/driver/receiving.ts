/** Receivers as clients are: a long poll at a time, or a stream that goes on where it was cut. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'undici';
import { bearer } from './http.js';
import type { Account, Receiver } from './plan.js';

export interface Receiving {
  /** Where the receiver's mailbox ends now. */
  cursor: number;
  onMessage(messageId: string): void;
  onError(what: string): void;
  signal: AbortSignal;
}

interface Page {
  next_cursor: number;
  has_more: boolean;
  messages: { message_id: string }[];
  notices: unknown[];
}

const WAIT_SECONDS = 25;
const DRAIN_LIMIT = 1_000;
const COME_BACK_MS = 200;

/** Reads a mailbox to its end. @returns the cursor there */
export async function drain(receiver: Receiver, pool: Pool): Promise<number> {
  for (let cursor = 0; ;) {
    const page = await readPage(receiver, pool, `cursor=${cursor}&limit=${DRAIN_LIMIT}`);
    cursor = page.next_cursor;
    if (!page.has_more) return cursor;
  }
}

/** Receives until the signal. Resolves when the first connection waits; what happens later is told by `receiving`. */
export function receive(receiver: Receiver, pool: Pool, receiving: Receiving): Promise<void> {
  return new Promise((ready) => {
    const once = receiver.by === 'poll' ? poll : stream;
    const loop = async (): Promise<void> => {
      while (!receiving.signal.aborted) {
        try {
          await once(receiver, pool, receiving, ready);
        } catch (error) {
          if (receiving.signal.aborted) break;
          receiving.onError(`${receiver.address}: ${String(error)}`);
          await delay(COME_BACK_MS);
        }
      }
      ready();
    };
    void loop();
  });
}

async function poll(receiver: Receiver, pool: Pool, receiving: Receiving, ready: () => void): Promise<void> {
  const query = `cursor=${receiving.cursor}&limit=100&wait=${WAIT_SECONDS}`;
  const answer = readPage(receiver, pool, query, receiving.signal);
  // Nothing says that the server holds it; it is on its way, and what comes before it counts as well.
  ready();
  take(await answer, receiving);
}

async function stream(receiver: Receiver, pool: Pool, receiving: Receiving, ready: () => void): Promise<void> {
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: `/api/v1/stream?cursor=${receiving.cursor}`,
    headers: { ...bearer(receiver.token), accept: 'text/event-stream' },
    signal: receiving.signal,
  });
  if (statusCode !== 200) throw new Error(`stream: ${statusCode} ${await body.text()}`);
  ready();
  body.setEncoding('utf8');
  const events = new EventText();
  for await (const chunk of body) {
    for (const data of events.push(chunk as string)) take(JSON.parse(data) as Page, receiving);
  }
}

/** One `GET sync`. */
export async function readPage(receiver: Account, pool: Pool, query: string, signal?: AbortSignal): Promise<Page> {
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: `/api/v1/sync?${query}`,
    headers: bearer(receiver.token),
    ...(signal && { signal }),
  });
  if (statusCode !== 200) throw new Error(`sync: ${statusCode} ${await body.text()}`);
  return (await body.json()) as Page;
}

function take(page: Page, receiving: Receiving): void {
  receiving.cursor = page.next_cursor;
  for (const { message_id } of page.messages) receiving.onMessage(message_id);
  if (page.notices.length > 0) receiving.onError(`a delivery notice: ${JSON.stringify(page.notices[0])}`);
}

/** Takes Server-Sent Events out of pieces of text. */
export class EventText {
  private pieces: string[] = [];

  /** @returns the data of the events that this piece completes */
  push(piece: string): string[] {
    this.pieces.push(piece);
    // An event may come in many pieces: they are joined once it may be complete.
    if (!piece.includes('\n')) return [];
    const text = this.pieces.join('');
    const end = text.lastIndexOf('\n\n');
    if (end < 0) {
      this.pieces = [text];
      return [];
    }
    this.pieces = [text.slice(end + 2)];
    return text
      .slice(0, end)
      .split('\n\n')
      .flatMap((event) => {
        const data = event.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
        return data.length > 0 ? [data.join('\n')] : [];
      });
  }
}
