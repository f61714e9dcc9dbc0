import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { MailboxPage } from '@iimp/storage/read/mailbox-view';
import { EventStreams, type EventStreamsOptions } from './event-streams.js';
import { Waiters } from './waiters.js';

const USER = 'alice@org1.test';
const EMPTY = (cursor: number): MailboxPage => ({ nextCursor: cursor, hasMore: false, messages: [], notices: [] });

describe('event streams', () => {
  let server: Server;
  let now = 0;
  beforeEach(() => (now = 1_000_000));
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const parts = (
    readMailbox: (user: string, cursor: number) => Promise<MailboxPage>,
  ): Pick<EventStreamsOptions, 'mailboxes' | 'news' | 'now'> => ({
    mailboxes: { readMailbox },
    news: { read: ({ user, cursor }) => readMailbox(user, cursor) },
    now: () => now,
  });

  /** A server of one stream over a mailbox. @returns where, and what comes of serving it */
  async function serve(
    readMailbox: (user: string, cursor: number) => Promise<MailboxPage>,
    options: { heartbeatMs?: number; drainMs?: number; expiresAt?: number; waiters?: Waiters } = {},
  ): Promise<{ port: number; waiters: Waiters; served: Promise<void> }> {
    const { waiters = new Waiters({ max: 10 }), expiresAt = now + 60_000, ...times } = options;
    const streams = new EventStreams({ ...parts(readMailbox), waiters, ...times });
    let done!: () => void;
    const served = new Promise<void>((resolve) => (done = resolve));
    server = createServer((_request, response) => {
      const asked = { user: USER, cursor: 0, expiresAt };
      void streams.serve(streams.enter(asked), asked, response).then(done);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, waiters, served };
  }

  const open = async (port: number) => {
    const asked = request({ port, host: '127.0.0.1' });
    asked.on('error', () => undefined).end();
    const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
    return response.on('error', () => undefined);
  };

  it('give signs of life, and end with the token', async () => {
    const { port, served, waiters } = await serve((_user, cursor) => Promise.resolve(EMPTY(cursor)), {
      heartbeatMs: 5,
      expiresAt: now + 1_000,
    });
    let text = '';
    for await (const chunk of (await open(port)).setEncoding('utf8')) {
      text += chunk;
      // The token ends when a sign of life was seen.
      if (text.includes(':\n\n')) now += 1_000;
    }
    await served;
    expect(text).toMatch(/^retry: \d+\n\n(:\n\n)+$/);
    expect(waiters.size).toBe(0);
  });

  it('end when the mailbox cannot be read', async () => {
    const { port, served } = await serve(() => Promise.reject(new Error('away')));
    (await open(port)).resume();
    await served;
  });

  it('read no page before the last one has left, and cut off who does not take it', async () => {
    let reads = 0;
    const messages = [`"${'x'.repeat(200_000)}"`];
    const page = (cursor: number): MailboxPage => ({ ...EMPTY(cursor + 1), hasMore: true, messages });
    const { port, served, waiters } = await serve((_user, cursor) => Promise.resolve((reads++, page(cursor))), {
      drainMs: 200,
    });
    // Opened and never read: what the kernel takes is all that leaves.
    const response = await open(port);
    response.pause();
    await served;
    expect(waiters.size).toBe(0);
    expect(reads).toBeLessThan(200);
  });

  it('read again only when something came', async () => {
    const reads: number[] = [];
    let last = 1;
    const { port, served, waiters } = await serve((_user, cursor) => {
      reads.push(cursor);
      return Promise.resolve(cursor < last ? { ...EMPTY(last), messages: [`{"seq":${last}}`] } : EMPTY(cursor));
    });
    const response = (await open(port)).setEncoding('utf8');
    let text = '';
    response.on('data', (chunk: string) => (text += chunk));
    const has = async (id: string): Promise<void> => {
      while (!text.includes(id)) await once(response, 'data');
    };
    await has('id: 1\n');
    waiters.grown(USER, 1);
    last = 2;
    waiters.grown(USER, 2);
    await has('id: 2\n');
    expect(reads).toEqual([0, 1]);
    waiters.close();
    await served;
  });

  it('refuse who comes when too many wait', () => {
    const streams = new EventStreams({
      ...parts((_user, cursor) => Promise.resolve(EMPTY(cursor))),
      waiters: new Waiters({ max: 0 }),
    });
    expect(() => streams.enter({ user: USER, cursor: 0, expiresAt: 0 })).toThrow('unavailable');
    server = createServer();
  });
});
