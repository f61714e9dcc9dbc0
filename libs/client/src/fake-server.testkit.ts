/**
 * A fake home server, for what the SDK does by itself (repeating, renewing, checking, going on): it keeps everything in
 * memory and does no more than each test asks of it. That the SDK and real servers fit is shown by the system tests.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Message, UserKeysDocument } from '@iimp/proto/types';

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

export class FakeServer {
  readonly keys = new Map<string, UserKeysDocument>();
  readonly mailbox: Message[] = [];
  readonly blobs = new Map<string, Buffer>();
  readonly requests: string[] = [];
  /** Asked first; true: it answered. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  accessToken = 'access-1';
  /** What it says of the participants of conversations. */
  claim: (participants: readonly string[]) => readonly string[] = (participants) => participants;
  /** What it gives as the newest messages of every conversation. */
  inject: readonly Message[] = [];
  /** Whom it does not know, of those who are written to. */
  unknown: readonly string[] = [];
  /** Most messages of a page of a conversation. */
  pageSize = 1_000;
  /** Users, by refresh token. */
  private readonly refreshTokens = new Map<string, string>();
  private readonly server = createServer((request, response) => void this.take(request, response));

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push(`${request.method} ${request.url}`);
    if (this.intercept(request, response)) return;
    const parts: Buffer[] = [];
    try {
      for await (const part of request) parts.push(part as Buffer);
    } catch {
      return; // Whoever asked is gone.
    }
    this.route(request, response, Buffer.concat(parts));
  }

  private readonly route: Handler = (request, response, body) => {
    const path = request.url?.replace('/api/v1/', '') ?? '';
    const [first = '', second = '', third = ''] = path.split(/[/?]/);
    if (first === 'auth') return this.auth(second, response, body);
    const [token, user = ''] = (request.headers.authorization ?? '').split(' of ');
    if (token !== `Bearer ${this.accessToken}`) return this.json(response, 401, { code: 'unauthorized', detail: 'no' });
    if (first === 'account' && request.method === 'GET')
      return this.json(response, 200, { user, keys: this.keys.get(user) ?? null });
    if (first === 'account') return this.publish(response, body);
    if (first === 'keys') {
      const document = this.keys.get(decodeURIComponent(second));
      return document
        ? this.json(response, 200, document)
        : this.json(response, 404, { code: 'unknown_user', detail: 'no' });
    }
    if (first === 'messages') return this.store(response, body);
    const query = new URL(path, 'http://x').searchParams;
    if (first === 'conversations' && third === 'messages') return this.history(response, second, query);
    if (first === 'conversations' && /^[0-9a-f-]{36}$/.test(second)) return this.conversation(response, second);
    if (first === 'sync') return this.sync(response, Number(query.get('cursor')));
    if (first === 'attachments')
      return request.method === 'POST' ? this.keep(response, body) : this.give(request, response, second);
    return this.json(response, 404, { code: 'not_found', detail: path });
  };

  private auth(what: string, response: ServerResponse, body: Buffer): void {
    const given = JSON.parse(body.toString()) as { user?: string; password?: string; refresh_token?: string };
    if (what === 'logout') return void response.writeHead(204).end();
    const used = given.refresh_token ?? '';
    const user =
      what === 'refresh' ? this.refreshTokens.get(used) : given.password === 'secret password' ? given.user : undefined;
    this.refreshTokens.delete(used);
    if (user === undefined) return this.json(response, 401, { code: 'invalid_credentials', detail: 'no' });
    const refreshToken = `refresh-${this.requests.length}`;
    this.refreshTokens.set(refreshToken, user);
    const tokens = {
      access_token: `${this.accessToken} of ${user}`,
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: refreshToken,
    };
    this.json(response, 200, tokens);
  }

  private publish(response: ServerResponse, body: Buffer): void {
    const document = JSON.parse(body.toString()) as UserKeysDocument;
    this.keys.set(document.user, document);
    this.json(response, 200, document);
  }

  private store(response: ServerResponse, body: Buffer): void {
    const message = JSON.parse(body.toString()) as Message;
    const known = this.mailbox.some(({ message_id }) => message_id === message.message_id);
    if (!known) this.mailbox.push(message);
    const status = known ? 'duplicate' : 'stored';
    const result = { message_id: message.message_id, status, unknown_recipients: this.unknown };
    this.json(response, known ? 200 : 201, result);
  }

  /** The newest message says who takes part (profile §5). */
  private conversation(response: ServerResponse, id: string): void {
    const [newest] = this.newestFirst(id);
    if (!newest) return this.json(response, 404, { code: 'not_found', detail: 'no' });
    const { conversation_id, participants, message_id: last_message_id } = newest;
    this.json(response, 200, { conversation_id, participants: this.claim(participants), last_message_id });
  }

  private history(response: ServerResponse, id: string, query: URLSearchParams): void {
    const before = query.get('before') ?? 'g';
    const messages = [...this.inject, ...this.newestFirst(id)].filter(({ message_id }) => message_id < before);
    const size = Math.min(Number(query.get('limit')), this.pageSize);
    this.json(response, 200, { messages: messages.slice(0, size), has_more: messages.length > size });
  }

  private newestFirst(id: string): Message[] {
    return this.mailbox
      .filter(({ conversation_id }) => conversation_id === id)
      .sort((a, b) => (a.message_id < b.message_id ? 1 : -1));
  }

  private sync(response: ServerResponse, cursor: number): void {
    const messages = this.mailbox.slice(cursor).map((message, index) => ({ ...message, seq: cursor + index + 1 }));
    this.json(response, 200, { next_cursor: cursor + messages.length, has_more: false, messages, notices: [] });
  }

  private keep(response: ServerResponse, body: Buffer): void {
    const id = `019b76da-a800-774f-b8b8-0b8fc1fe0${String(this.blobs.size).padStart(3, '0')}`;
    this.blobs.set(id, body);
    const sha256 = createHash('sha256').update(body).digest('hex');
    this.json(response, 201, { attachment_id: id, size: body.length, sha256 });
  }

  private give(request: IncomingMessage, response: ServerResponse, id: string): void {
    const blob = this.blobs.get(id);
    if (!blob) return this.json(response, 404, { code: 'not_found', detail: 'no' });
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': blob.length - from }).end(blob.subarray(from));
  }
}
