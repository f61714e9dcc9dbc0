import { Controller, Get, Module, Res } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import fastify from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, gate } from '@iimp/messaging/wait.testkit';
import { MAX_MESSAGE_BYTES } from '@iimp/protocol/limits';
import { createHttpApp, type HttpApp } from '../http-app.js';
import { sendRaw } from '../http.testkit.js';
import { createLogger } from '../logging.js';
import { answerRoom, boundAnswers, FIRST_ANSWER_BYTES, FREE_ANSWER_BYTES, pageBytes } from './answers.js';
import type { Share } from './shared-room.js';

const MIB = 1_048_576;
/** More than a connection takes in that nobody reads. */
const PAGE = 8 * MIB;
/** What one reader may hold, while there is no other. */
const QUARTER = 16 * MIB;
/** Pages that were asked for. */
let pages = 0;
/** Answers as large as a reader may have where there is no room. */
let firsts = 0;
/** When an answer ends that others wait behind. */
let turn = gate();

@Controller()
class Routes {
  @Get('page')
  page(@Res() reply: FastifyReply): void {
    pages += 1;
    void reply.header('content-type', 'application/json').header('etag', '"1"').send('x'.repeat(PAGE));
  }

  @Get('held')
  async held(): Promise<object> {
    await turn.opened;
    return {};
  }

  @Get('first')
  first(@Res() reply: FastifyReply): void {
    firsts += 1;
    void reply.header('content-type', 'application/json').send('x'.repeat(FIRST_ANSWER_BYTES));
  }

  @Get('small')
  small(): object {
    return { text: 'x'.repeat(FREE_ANSWER_BYTES - 100) };
  }
}
@Module({ controllers: [Routes] })
class TestModule {}

const request = (path: string, user: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\nX-User: ${user}\r\n\r\n`;
const until = (what: () => boolean): Promise<boolean> => eventually(what.toString(), what);

describe('the room for answers', () => {
  const sockets: Socket[] = [];
  let others: Share[] = [];
  let app: HttpApp;
  let url: string;
  beforeAll(async () => {
    app = await createHttpApp(TestModule, {
      name: 'test',
      listen: { host: '127.0.0.1', port: 0 },
      logger: createLogger({ service: 'test', level: 'silent' }),
      readerOf: ({ headers }) => headers['x-user'] as string | undefined,
    });
    url = await app.listen();
  });
  afterAll(() => app.close());
  beforeEach(() => (pages = firsts = 0));
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const share of others.splice(0)) answerRoom.giveBack(share);
    await until(() => answerRoom.held === 0);
  });

  /** Asks, in one go, and reads nothing. */
  const ask = (requests: string): Socket => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    socket.write(requests);
    return socket;
  };

  it('has a share for each reader, who gets no more before what was sent is read', async () => {
    ask(request('/page', 'mallory').repeat(30));
    await until(() => pages === 30);
    expect(answerRoom.held).toBe(QUARTER);
    const refused = await sendRaw(url, [request('/page', 'mallory')]);
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '2']);
    expect([refused.headers['content-type'], refused.headers['etag']]).toEqual(['application/problem+json', undefined]);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'unavailable', status: 503 });
    expect((await sendRaw(url, [request('/small', 'mallory')])).status).toBe(200);
    const other = await sendRaw(url, [request('/page', 'alice')]);
    expect([other.status, other.body.length]).toEqual([200, PAGE]);
    await until(() => answerRoom.held === QUARTER);
  });

  it('is not needed by the first answer of a reader, up to a size', async () => {
    // What nobody reads, until nothing is left even for smaller answers.
    others = Array.from({ length: 30 }, (_, index) => ({ address: `mallory${index}`, held: 0 }));
    for (const share of others) while (answerRoom.grow(share, share.held + MIB / 4));
    const status = async (path: string): Promise<number> => (await sendRaw(url, [request(path, 'alice')])).status;
    expect([await status('/page'), await status('/first')]).toEqual([503, 200]);
    turn = gate();
    const socket = ask(request('/held', 'alice') + request('/first', 'alice'));
    await until(() => firsts === 2);
    expect(await status('/first')).toBe(503);
    turn.open();
    socket.resume();
    await eventually('it is given back', async () => (await status('/first')) === 200);
  });

  it('is enough for a page, which is smaller the more do not read', async () => {
    expect(pageBytes()).toBe(4 * MIB);
    others = Array.from({ length: 60 }, (_, index) => ({ address: `mallory${index}`, held: 0 }));
    for (const share of others) {
      while (answerRoom.grow(share, share.held + MIB / 16));
      // A page has the message with which it reaches its bound, whole.
      const largest = pageBytes() + MAX_MESSAGE_BYTES;
      const alice = { address: 'alice', held: 0 };
      expect(answerRoom.grow(alice, largest) || largest < FIRST_ANSWER_BYTES).toBe(true);
      answerRoom.giveBack(alice);
      expect(Number.isInteger(pageBytes())).toBe(true);
    }
    expect(pageBytes()).toBe(MIB / 8);
  });

  it('is given back when an answer is read, and those behind it', async () => {
    const socket = ask(request('/page', 'alice') + request('/small', 'alice'));
    await until(() => answerRoom.held > PAGE);
    let read = 0;
    socket.on('data', ({ length }: Buffer) => (read += length));
    await until(() => answerRoom.held === 0);
    await until(() => read > PAGE);
    socket.write(request('/page', 'alice'));
    await until(() => read > 2 * PAGE);
  });
});

describe('an answer that is not read', () => {
  let app: FastifyInstance;
  afterEach(() => app.close());

  /** @returns the client and the server's end of its connection */
  async function ask(): Promise<[Socket, Socket]> {
    await app.listen({ port: 0, host: '127.0.0.1' });
    const accepted = once(app.server, 'connection');
    const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    return [client, ((await accepted) as [Socket])[0]];
  }

  it.each([
    ['at all', { idleMs: 50, slowWindowMs: 60_000, slowBytes: PAGE }],
    ['in time', { idleMs: 60_000, slowWindowMs: 50, slowBytes: PAGE }],
  ])('%s ends with its connection', async (_how, pace) => {
    app = fastify();
    boundAnswers(app, undefined, pace);
    app.get('/', () => 'x'.repeat(PAGE));
    const [client, socket] = await ask();
    await once(socket, 'close');
    expect(answerRoom.held).toBe(0);
    client.destroy();
  });

  it('bounds no answer behind it on its connection', async () => {
    app = fastify();
    boundAnswers(app, undefined, { idleMs: 100, slowWindowMs: 60_000, slowBytes: PAGE });
    app.get('/', () => 'x'.repeat(PAGE));
    app.get('/later', async () => {
      await delay(500);
      return 'the end';
    });
    const [client] = await ask();
    client.write('GET /later HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const read = String(Buffer.concat((await client.toArray()) as Buffer[]));
    expect(read.length).toBeGreaterThan(PAGE);
    expect(read.endsWith('the end')).toBe(true);
  });

  it('because its client has gone is not kept', async () => {
    const [asked, gone] = [gate(), gate()];
    const sent: unknown[] = [];
    app = fastify();
    boundAnswers(app);
    app.addHook('onSend', async (_request, _reply, payload) => void sent.push(payload));
    app.get('/', async () => {
      asked.open();
      await gone.opened;
      return 'x'.repeat(PAGE);
    });
    const [client, socket] = await ask();
    await asked.opened;
    client.destroy();
    await once(socket, 'close');
    gone.open();
    await until(() => sent.length === 1);
    expect(sent).toEqual([null]);
  });
});
