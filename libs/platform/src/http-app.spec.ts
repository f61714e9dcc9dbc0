import { Body, Controller, Get, HttpException, Module, Param, Post, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { ProblemError } from '@iimp/protocol/problem';
import { createHttpApp, type HttpApp, type HttpAppOptions } from './http-app.js';
import { chunked, sendRaw } from './http.testkit.js';
import { JsonBody, StreamBody } from './http/bodies.js';
import { createLogger } from './logging.js';

/** A request that is held until the test lets it go. */
class Held {
  enter!: () => void;
  release!: () => void;
  readonly entered = new Promise<void>((resolve) => (this.enter = resolve));
  readonly released = new Promise<void>((resolve) => (this.release = resolve));
}
let held = new Held();

@Controller('x')
class Routes {
  @Post('json')
  @JsonBody({ limit: 64 })
  json(@Body() body: unknown, @Req() request: FastifyRequest): object {
    return { body, raw: request.rawBody?.toString() };
  }

  @Put('default')
  anything(@Body() body: unknown): object {
    return { body: body ?? null };
  }

  @Post('stream')
  @StreamBody()
  async stream(@Req() request: FastifyRequest): Promise<object> {
    let size = 0;
    for await (const chunk of request.body as Readable) size += (chunk as Buffer).length;
    return { size };
  }

  @Get('fail/:how')
  fail(@Param('how') how: string): never {
    if (how === 'problem') throw new ProblemError('rate_limited', 'slow down', { retryAfterSeconds: 1.2 });
    if (how === 'nest') throw new HttpException('secret words', 403);
    throw new Error('secret words');
  }

  @Get('slow')
  async slow(): Promise<object> {
    held.enter();
    await held.released;
    return { done: true };
  }

  @Get('item/:id')
  item(@Param('id') id: string): object {
    return { id };
  }
}

@Module({ controllers: [Routes] })
class TestModule {}

const logged: string[] = [];
const logger = createLogger({
  service: 'test',
  level: 'warn',
  destination: { write: (line) => void logged.push(line) },
});

async function start(options: Partial<HttpAppOptions> = {}): Promise<{ http: HttpApp; url: string }> {
  const http = await createHttpApp(TestModule, {
    name: 'test',
    listen: { host: '127.0.0.1', port: 0 },
    logger,
    ...options,
  });
  return { http, url: await http.listen() };
}

it('takes no schemas of Fastify, whose compilers it does not load', async () => {
  const listen = { host: '127.0.0.1', port: 0 };
  const http = await createHttpApp(TestModule, { name: 'test', listen, logger });
  const fastify = http.app.getHttpAdapter().getInstance();
  fastify.get('/checked', { schema: { querystring: { type: 'object' } } }, () => ({}));
  await expect(http.listen()).rejects.toThrow('Routes have no schemas of Fastify');
  await http.close();
});

const HEAD = 'Host: x\r\nConnection: keep-alive\r\n';
const JSON_HEAD = `${HEAD}Content-Type: application/json\r\n`;

describe('an HTTP application', () => {
  let http: HttpApp;
  let url: string;
  /** The same with short times, for what does not come in them. */
  let hasty: { http: HttpApp; url: string };
  beforeAll(async () => {
    ({ http, url } = await start({
      beforeBody: (request) => {
        if (request.headers['x-refuse'] !== undefined) throw new ProblemError('unauthorized', 'no');
      },
    }));
    hasty = await start({ bodyTimeoutMs: 300, headersTimeoutMs: 300 });
  });
  afterAll(() => Promise.all([http.close(), hasty.http.close()]));
  beforeEach(() => logged.splice(0));

  const post = (path: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${url}${path}`, { method: 'POST', body, headers });

  it('hands over the value and the bytes of a JSON body', async () => {
    const response = await post('/x/json', '{"a": 1}', { 'content-type': 'Application/JSON; charset=utf-8' });
    expect([response.status, await response.json()]).toEqual([201, { body: { a: 1 }, raw: '{"a": 1}' }]);
  });

  it('hands over a stream of any size and type, unread', async () => {
    const response = await post('/x/stream', 'x'.repeat(5_000_000), { 'content-type': 'application/json' });
    expect(await response.json()).toEqual({ size: 5_000_000 });
  });

  it('takes no body as no body', async () => {
    const response = await fetch(`${url}/x/default`, { method: 'PUT' });
    expect(await response.json()).toEqual({ body: null });
  });

  const long = 'x'.repeat(100);
  const bad: [name: string, parts: (string | Buffer)[], status: number, code: string][] = [
    ['an unknown route', [`GET /nothing HTTP/1.1\r\n${HEAD}\r\n`], 404, 'not_found'],
    [
      'an unknown route with a body',
      [`POST /nothing HTTP/1.1\r\n${JSON_HEAD}Content-Length: 2\r\n\r\n{}`],
      404,
      'not_found',
    ],
    ['HTTP/1.1 without Host', [`GET /x/item/1 HTTP/1.1\r\n\r\n`], 400, 'invalid_request'],
    ['an unknown expectation', [`GET /x/item/1 HTTP/1.1\r\n${HEAD}Expect: more\r\n\r\n`], 417, 'invalid_request'],
    ['another method', [`DELETE /x/json HTTP/1.1\r\n${HEAD}\r\n`], 404, 'not_found'],
    ['HEAD', [`GET /x/../../etc/passwd HTTP/1.1\r\n${HEAD}\r\n`], 404, 'not_found'],
    ['a broken percent-encoding', [`GET /x/item/%zz HTTP/1.1\r\n${HEAD}\r\n`], 400, 'invalid_request'],
    ['a percent-encoding that is not UTF-8', [`GET /x/item/%ff HTTP/1.1\r\n${HEAD}\r\n`], 400, 'invalid_request'],
    ['a part that is too long', [`GET /x/item/${'a'.repeat(1_025)} HTTP/1.1\r\n${HEAD}\r\n`], 400, 'invalid_request'],
    [
      'a header that is too large',
      [`GET / HTTP/1.1\r\n${HEAD}A: ${'a'.repeat(20_000)}\r\n\r\n`],
      431,
      'invalid_request',
    ],
    ['no HTTP at all', ['hello, is anybody there?\r\n\r\n'], 400, 'invalid_request'],
    ['no Host', ['GET /x/item/1 HTTP/1.1\r\n\r\n'], 400, 'none'],
    [
      'two lengths',
      [`POST /x/json HTTP/1.1\r\n${JSON_HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `],
      400,
      'invalid_request',
    ],
    [
      'length and chunks',
      [`POST /x/json HTTP/1.1\r\n${JSON_HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`],
      400,
      'invalid_request',
    ],
    [
      'a chunk that is no number',
      [`POST /x/json HTTP/1.1\r\n${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
      400,
      'invalid_request',
    ],
    ['bad JSON', [`POST /x/json HTTP/1.1\r\n${JSON_HEAD}Content-Length: 2\r\n\r\n{]`], 400, 'invalid_request'],
    ['an empty JSON body', [`POST /x/json HTTP/1.1\r\n${JSON_HEAD}Content-Length: 0\r\n\r\n`], 400, 'invalid_request'],
    [
      'another type',
      [`POST /x/json HTTP/1.1\r\n${HEAD}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}`],
      400,
      'invalid_request',
    ],
    ['no type', [`POST /x/json HTTP/1.1\r\n${HEAD}Content-Length: 2\r\n\r\n{}`], 400, 'invalid_request'],
    [
      'a type that is none',
      [`POST /x/json HTTP/1.1\r\n${HEAD}Content-Type: ///\r\nContent-Length: 2\r\n\r\n{}`],
      400,
      'invalid_request',
    ],
    [
      'a declared length over the limit',
      [`POST /x/json HTTP/1.1\r\n${JSON_HEAD}Content-Length: 100\r\n\r\n${long}`],
      413,
      'too_large',
    ],
    ['too much in one chunk', chunked(`POST /x/json HTTP/1.1\r\n${JSON_HEAD}`, [long]), 413, 'too_large'],
    [
      'too much in many chunks',
      chunked(`POST /x/json HTTP/1.1\r\n${JSON_HEAD}`, Array<string>(200).fill('x'.repeat(50_000))),
      413,
      'too_large',
    ],
    [
      'what is refused before its body is read',
      [`POST /x/json HTTP/1.1\r\n${JSON_HEAD}X-Refuse: 1\r\nContent-Length: 99999999\r\n\r\n`],
      401,
      'unauthorized',
    ],
  ];

  it.each(bad)('answers %s', async (_name, parts, status, code) => {
    const answer = await sendRaw(url, parts);
    expect(answer.status).toBe(status);
    if (code !== 'none') {
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(answer.body)).toMatchObject({ code, status, type: `urn:iimp:error:${code}` });
    }
    expect(answer.body).not.toMatch(/at .*\.[jt]s:/);
    expect(logged).toEqual([]);
    expect((await post('/x/json', '{}')).status).toBe(201);
  });

  it.each([
    ['head', 'GET / HTTP/1.1\r\nHost: x\r\n', 408, 'invalid_request'],
    ['body', `POST /x/json HTTP/1.1\r\n${JSON_HEAD}Content-Length: 10\r\n\r\n{`, 503, 'unavailable'],
  ])('answers a request whose %s does not come', async (_what, part, status, code) => {
    const answer = await sendRaw(hasty.url, [part]);
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
    expect(JSON.parse(answer.body)).toMatchObject({ code, status, type: `urn:iimp:error:${code}` });
    expect(logged).toEqual([]);
  });

  it('tells the code of a problem, and when to come again', async () => {
    const response = await fetch(`${url}/x/fail/problem`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '2']);
    expect(await response.json()).toMatchObject({ code: 'rate_limited', detail: 'slow down' });
    expect(logged).toEqual([]);
  });

  it('tells nothing of an unexpected error, and logs it', async () => {
    const response = await fetch(`${url}/x/fail/error`);
    const text = await response.text();
    expect([response.status, JSON.parse(text)]).toEqual([500, expect.objectContaining({ code: 'internal' })]);
    expect(text).not.toContain('secret words');
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0]!)).toMatchObject({ level: 'error', route: '/x/fail/:how' });
    const other = await fetch(`${url}/x/fail/nest`);
    expect([other.status, await other.json()]).toEqual([400, expect.objectContaining({ code: 'invalid_request' })]);
  });

  it('takes a client that goes away in the middle of its body calmly', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`POST /x/json HTTP/1.1\r\n${JSON_HEAD}Content-Length: 10\r\n\r\n{`);
    await once(socket, 'connect');
    socket.destroy();
    expect((await post('/x/json', '{}')).status).toBe(201);
    expect(logged).toEqual([]);
  });
});

describe('closing', () => {
  beforeEach(() => {
    held = new Held();
  });

  it('lets what runs finish, takes nothing new, and does not wait for idle connections', async () => {
    const { http, url } = await start();
    const agent = new Agent({ keepAlive: true });
    const idle = httpRequest(`${url}/x/item/1`, { agent }).end();
    const [answer] = (await once(idle, 'response')) as [NodeJS.ReadableStream];
    answer.resume();
    await once(answer, 'end');
    const running = fetch(`${url}/x/slow`);
    await held.entered;
    const closing = http.close();
    held.release();
    expect(await (await running).json()).toEqual({ done: true });
    await closing;
    await expect(fetch(`${url}/x/item/1`)).rejects.toThrow();
    agent.destroy();
  });

  it('cuts off at the deadline', async () => {
    const { http, url } = await start();
    const running = fetch(`${url}/x/slow`).catch(() => 'cut');
    await held.entered;
    await http.close(AbortSignal.abort());
    expect(await running).toBe('cut');
  });
});
