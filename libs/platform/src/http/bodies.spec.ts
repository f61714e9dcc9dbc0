import { Controller, Module, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { eventually } from '@iimp/messaging/wait.testkit';
import { createHttpApp, type HttpApp, type HttpAppOptions } from '../http-app.js';
import { chunked, sendRaw } from '../http.testkit.js';
import { createLogger } from '../logging.js';
import { JsonBody, RawBody } from './bodies.js';
import { bodyRoom, FREE_BODY_BYTES } from './body-room.js';

const MIB = 1_048_576;
/** What one address may hold, while there is no other. */
const QUARTER = 32 * MIB;
const LARGE = 50_000;
let waiting: (() => void)[] = [];
/** Connections of requests that wait, and were closed. */
let gone = 0;

@Controller('x')
class Routes {
  @Post('raw')
  @RawBody({ limit: 8 * MIB })
  async raw(@Req() request: FastifyRequest): Promise<object> {
    if (request.headers['x-wait'] !== undefined) {
      request.raw.socket.once('close', () => (gone += 1));
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    return { size: request.rawBody?.length };
  }

  @Post('json')
  @JsonBody({ limit: 8 * MIB })
  json(): object {
    return {};
  }
}
@Module({ controllers: [Routes] })
class TestModule {}

const until = (what: () => boolean): Promise<boolean> => eventually(what.toString(), what);

describe('the room for bodies', () => {
  const apps: HttpApp[] = [];
  let port: number;
  let hastyPort: number;
  beforeAll(async () => {
    [port, hastyPort] = [await start(), await start({ bodyTimeoutMs: 300 })];
  });
  afterAll(() => Promise.all(apps.map((app) => app.close())));
  beforeEach(() => {
    [waiting, gone] = [[], 0];
    expect(bodyRoom.held).toBe(0);
  });
  afterEach(() => until(() => bodyRoom.held === 0));

  const letGo = (): void => waiting.splice(0).forEach((resolve) => resolve());

  /** @returns the port */
  async function start(options: Partial<HttpAppOptions> = {}): Promise<number> {
    const app = await createHttpApp(TestModule, {
      name: 'test',
      listen: { host: '127.0.0.1', port: 0 },
      logger: createLogger({ service: 'test', level: 'silent' }),
      trustedProxies: [{ address: '127.0.0.1', prefix: 32, family: 4 }],
      ...options,
    });
    apps.push(app);
    return Number(new URL(await app.listen()).port);
  }

  /** A request whose body the test sends, and which a proxy says to be from `client`. */
  function begin(path: string, length: number, { client = '192.0.2.1', wait = false, to = port } = {}): ClientRequest {
    const headers = {
      'content-type': 'application/json',
      'content-length': length,
      'x-forwarded-for': client,
      ...(wait ? { 'x-wait': '1' } : {}),
    };
    const where = { host: '127.0.0.1', port: to, path, method: 'POST', agent: false } as const;
    return httpRequest({ ...where, headers }).on('error', () => undefined);
  }

  async function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    return answer;
  }

  async function post(
    path: string,
    body: Buffer | string,
    options: { client?: string } = {},
  ): Promise<IncomingMessage> {
    return answerTo(begin(path, body.length, options).end(body));
  }

  it('is held by what came of bodies, bounded for one client, and costs others nothing', async () => {
    const slow = Array.from({ length: 5 }, () => begin('/x/raw', 8 * MIB));
    for (const each of slow) each.flushHeaders();
    // What is declared costs nothing.
    expect((await post('/x/raw', Buffer.alloc(MIB))).statusCode).toBe(201);
    const answers = slow.map((each) => answerTo(each));
    for (const each of slow) each.write(Buffer.alloc(8 * MIB - 1));
    const refused = await Promise.race(answers);
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5']);
    await until(() => bodyRoom.held === 4 * (8 * MIB - 1));

    expect((await post('/x/raw', Buffer.alloc(LARGE))).statusCode).toBe(503);
    expect((await post('/x/raw', Buffer.alloc(FREE_BODY_BYTES))).statusCode).toBe(201);
    expect((await post('/x/raw', Buffer.alloc(8 * MIB), { client: '192.0.2.2' })).statusCode).toBe(201);
    expect(bodyRoom.held).toBeLessThanOrEqual(QUARTER);
    for (const each of slow) each.end(Buffer.alloc(1));
    expect((await Promise.all(answers)).map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, 201, 201, 503]);
  });

  it('is held until the request is answered, also when its client has gone', async () => {
    const [stays, goes] = [begin('/x/raw', LARGE, { wait: true }), begin('/x/raw', LARGE, { wait: true })];
    const answer = answerTo(stays.end(Buffer.alloc(LARGE)));
    goes.end(Buffer.alloc(LARGE));
    await until(() => waiting.length === 2);
    goes.destroy();
    await until(() => gone === 1);
    expect(bodyRoom.held).toBe(2 * LARGE);
    letGo();
    expect((await answer).statusCode).toBe(201);
    expect(bodyRoom.held).toBe(0);
  });

  it('is not spent on objects by a body that comes byte by byte', async () => {
    const concat = jest.spyOn(Buffer, 'concat');
    const head = 'POST /x/raw HTTP/1.1\r\nHost: x\r\nContent-Type: x/x\r\n';
    const parts = chunked(head, Array<string>(20_000).fill('x'));
    const answer = await sendRaw(`http://127.0.0.1:${port}`, [parts.join('')]);
    expect([answer.status, answer.body]).toEqual([201, '{"size":20000}']);
    const [pieces] = concat.mock.calls.find(([, size]) => size === 20_000)!;
    expect(pieces.length).toBeLessThan(50);
    concat.mockRestore();
  });

  it('is given back by an answer that waits for an earlier one', async () => {
    const head =
      'POST /x/raw HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\nContent-Type: x/x\r\nContent-Length: ';
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head}1\r\nX-Wait: 1\r\n\r\nx${head}${LARGE}\r\nX-Wait: 1\r\n\r\n${'x'.repeat(LARGE)}`);
    await until(() => waiting.length === 2);
    expect(bodyRoom.held).toBe(LARGE);
    waiting.pop()!();
    await until(() => bodyRoom.held === 0);
    socket.destroy();
    letGo();
  });

  it('is given back when a body is not JSON', async () => {
    expect((await post('/x/json', 'x'.repeat(LARGE))).statusCode).toBe(400);
  });

  it('is given back when a body ends early', async () => {
    const sent = begin('/x/json', LARGE);
    sent.write(Buffer.alloc(LARGE - 1));
    await until(() => bodyRoom.held === LARGE - 1);
    sent.destroy();
    await until(() => bodyRoom.held === 0);
  });

  it('is given back when a body does not come in time', async () => {
    const sent = begin('/x/json', LARGE, { to: hastyPort });
    sent.write(Buffer.alloc(LARGE - 1));
    expect((await answerTo(sent)).statusCode).toBe(503);
    expect(bodyRoom.held).toBe(0);
    sent.destroy();
  });

  it('is given back when a body is larger than its limit', async () => {
    const sent = httpRequest({ host: '127.0.0.1', port, path: '/x/raw', method: 'POST', agent: false });
    sent.setHeader('content-type', 'application/octet-stream');
    sent.write(Buffer.alloc(8 * MIB));
    await until(() => bodyRoom.held === 8 * MIB);
    sent.end('x');
    expect((await answerTo(sent)).statusCode).toBe(413);
  });
});
