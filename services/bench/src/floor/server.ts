/**
 * The floor of the machine: what nobody can go below who accepts a message over HTTP, stores it, signs, posts over HTTPS, verifies, stores and
 * hands it out. No checks, no retries, no policy, no receipts: never to be run as a server.
 */
import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Files } from './files.js';
import { isSigned } from './post.js';
import type { Store, ToStore } from './store.js';

interface Envelope {
  message_id: string;
  sender: string;
  participants: string[];
  attachments?: { attachment_id: string }[];
}

const PAGE = 100;
const FILES = '/api/v1/attachments';

export class FloorServer {
  private readonly waiters = new Map<string, Set<() => void>>();

  constructor(
    private readonly domain: string,
    private readonly peerKey: KeyObject,
    private readonly store: Pick<Store, 'store' | 'read'>,
    private readonly files: Files,
  ) {}

  /** Tells whoever waits for one of these. */
  committed(messages: readonly ToStore[]): void {
    for (const address of new Set(messages.flatMap(({ recipients }) => recipients))) {
      for (const wake of this.waiters.get(address) ?? []) wake();
    }
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://floor');
    const user = (request.headers.authorization ?? '').slice('Bearer '.length);
    const cursor = Number(url.searchParams.get('cursor') ?? 0);
    if (url.pathname.startsWith(FILES)) {
      if (request.method === 'POST') return send(response, 201, JSON.stringify(await this.files.take(request)));
      return this.files.give(url.pathname.slice(FILES.length + 1), request.headers.range, response);
    }
    switch (url.pathname) {
      case '/api/v1/messages':
        return this.accept(await bodyOf(request), response);
      case '/api/v1/sync':
        return this.sync(user, cursor, Number(url.searchParams.get('wait') ?? 0), response);
      case '/api/v1/stream':
        return this.stream(user, cursor, response);
      case '/federation':
        return this.take(await bodyOf(request), request.headers['signature'], response);
      default:
        response.writeHead(404).end();
    }
  }

  private async accept(body: Buffer, response: ServerResponse): Promise<void> {
    const parsed = JSON.parse(body.toString()) as Envelope | { messages: Envelope[] };
    if ('messages' in parsed) {
      await Promise.all(parsed.messages.map((message) => this.put(message, JSON.stringify(message))));
      const results = parsed.messages.map(({ message_id }) => ({ message_id, status: 'stored' }));
      return send(response, 200, JSON.stringify({ results }));
    }
    await this.put(parsed, body.toString());
    send(response, 201, JSON.stringify({ message_id: parsed.message_id, status: 'stored' }));
  }

  private async take(body: Buffer, signature: string | string[] | undefined, response: ServerResponse): Promise<void> {
    if (!isSigned(body, String(signature), this.peerKey)) return send(response, 401, '{}');
    const messages = JSON.parse(body.toString()) as Envelope[];
    await Promise.all(messages.map((message) => this.put(message, JSON.stringify(message))));
    for (const { attachments = [] } of messages) for (const one of attachments) this.files.pull(one.attachment_id);
    send(response, 200, '{}');
  }

  private put({ message_id: messageId, sender, participants }: Envelope, body: string): Promise<void> {
    const isLocal = (address: string): boolean => address.endsWith(`@${this.domain}`);
    const recipients = participants.filter(isLocal);
    const leaves = isLocal(sender) && recipients.length < participants.length;
    return this.store.store({ messageId, body, recipients, leaves });
  }

  private async sync(user: string, from: number, wait: number, response: ServerResponse): Promise<void> {
    const woken = this.wait(user, wait * 1_000, response);
    let page = await this.store.read(user, from, PAGE);
    if (page.messages.length === 0 && wait > 0) {
      await woken.promise;
      page = await this.store.read(user, from, PAGE);
    }
    woken.cancel();
    send(response, 200, pageJson(page));
  }

  private async stream(user: string, from: number, response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    for (let cursor = from; !response.destroyed;) {
      const woken = this.wait(user, 15_000, response);
      const page = await this.store.read(user, cursor, PAGE);
      if (page.messages.length > 0) response.write(`id: ${page.cursor}\ndata: ${pageJson(page)}\n\n`);
      else await woken.promise;
      woken.cancel();
      cursor = page.cursor;
    }
  }

  /** Resolves when something new is there for the user, when the time is over, or when the client goes. */
  private wait(user: string, ms: number, response: ServerResponse): { promise: Promise<void>; cancel: () => void } {
    let cancel = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      const waiting = this.waiters.get(user) ?? new Set();
      this.waiters.set(user, waiting);
      const timer = setTimeout(() => cancel(), ms);
      cancel = () => {
        clearTimeout(timer);
        waiting.delete(cancel);
        response.off('close', cancel);
        resolve();
      };
      waiting.add(cancel);
      response.once('close', cancel);
    });
    return { promise, cancel };
  }
}

function pageJson({ cursor, messages }: { cursor: number; messages: string[] }): string {
  return `{"next_cursor":${cursor},"has_more":${messages.length === PAGE},"messages":[${messages.join(',')}],"notices":[]}`;
}

function send(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(json);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
