import fastify from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { eventually } from '@iimp/messaging/wait.testkit';
import type { MailboxPage } from '@iimp/storage/read/mailbox-view';
import { Turns } from '../access/turns.js';
import { EventStreams } from './event-streams.js';
import { MailboxReader } from './mailbox-reader.js';
import { SyncController } from './sync.controller.js';
import { Waiters } from './waiters.js';

const ALICE = 'alice@org1.test';
const EMPTY: MailboxPage = { messages: [], notices: [], nextCursor: 0, hasMore: false };

it('nobody waits any more for a connection that has gone, also not behind others on it', async () => {
  const now = Date.now;
  const waiters = new Waiters({ max: 100, now });
  const read = async (): Promise<MailboxPage> => EMPTY;
  const parts = { mailboxes: { readMailbox: read }, news: { read }, waiters, now };
  const streams = new EventStreams(parts);
  const controller = new SyncController(new MailboxReader({ ...parts, turns: new Turns(4) }), streams);
  const app = fastify();
  app.decorateRequest('account', undefined);
  app.addHook('onRequest', async (request) => {
    request.account = { user: ALICE, expiresAt: now() + 3_600_000 };
  });
  app.get('/sync', (request, reply) => controller.sync(request, { wait: '60' }, reply));
  app.get('/stream', (request, reply) => controller.stream(request, {}, undefined, reply));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(client, 'connect');
  client.write(['/sync', '/stream', '/sync'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
  await eventually('all wait', () => waiters.size === 3);
  client.resetAndDestroy();
  await eventually('none waits', () => waiters.size === 0);
  await app.close();
});
