/** Requests that no good client sends: each is told exactly what is wrong, and the service goes on. */
import { connect } from 'node:net';
import { once } from 'node:events';
import type { Problem } from '@iimp/proto/types';
import { validateProblem } from '@iimp/proto/validators';
import { ALICE, ApiWorld, BOB, textMessage } from './api.testkit.js';
import { OCTETS, REQUESTS } from './malformed-requests.testkit.js';
import { isDocumented } from './openapi.testkit.js';

const RANGES = ['bytes=', 'bytes=abc', 'bytes=5-2', 'bytes=-', 'bytes=0x1-2', 'bytes', 'bytes=1-2,x', 'bytes=--5'];

describe('malformed requests', () => {
  let world: ApiWorld;
  let attachment: string;
  beforeAll(async () => {
    world = await ApiWorld.start();
    const { body } = await world.as<{ attachment_id: string }>(ALICE, 'POST', '/attachments', {
      body: Buffer.alloc(100),
      headers: OCTETS,
    });
    attachment = body.attachment_id;
  });
  afterAll(async () => {
    // After all of it: still serving.
    expect((await world.as(ALICE, 'POST', '/messages', { body: textMessage() })).status).toBe(201);
    expect((await world.as(BOB, 'GET', '/sync')).body).toMatchObject({ messages: [{ seq: 1 }] });
    await world.stop();
  });

  const expectProblem = (answer: { status: number; headers: Headers; body: Problem }, status: number, code: string) => {
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(validateProblem(answer.body)).toBe(true);
    expect(answer.body.status).toBe(status);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.[tj]s:|Error:/);
  };

  it.each(REQUESTS)('%s', async (_why, method, path, status, code, asked = {}) => {
    expectProblem(await world.as<Problem>(ALICE, method, path, asked), status, code);
    expect(isDocumented(method, path, status, code)).not.toBe(false);
  });

  it.each(RANGES)('the range %s', async (range) => {
    const answer = await world.as<Problem>(ALICE, 'GET', `/attachments/${attachment}`, { headers: { range } });
    expectProblem(answer, 400, 'invalid_request');
  });

  it.each([
    ['no token', {}],
    ['a broken token', { authorization: 'Bearer nonsense' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic YWxpY2U6cHc=' }],
    ['a token with strange letters', { authorization: 'Bearer a"b' }],
    ['a very long token', { authorization: `Bearer ${'x'.repeat(5_000)}` }],
  ])('%s', async (_why, headers) => {
    for (const [method, path] of [
      ['GET', '/account'],
      ['POST', '/messages'],
      ['GET', '/sync'],
      ['POST', '/attachments'],
    ] as const)
      expectProblem(
        await world.ask<Problem>(method, path, { headers: headers as Record<string, string> }),
        401,
        'unauthorized',
      );
  });

  /** Sends bytes as they are, and gives back what came until the server closed. */
  const raw = async (text: string, end = false): Promise<string> => {
    const { hostname, port } = new URL(world.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString())).on('error', () => undefined);
    socket.write(text);
    if (end) socket.end();
    await once(socket, 'close');
    return answer;
  };
  const head = async (more: string) =>
    `POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await world.token(ALICE)}\r\nConnection: close\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;

  it('an oversized body in chunks', async () => {
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    const answer = await raw(`${await head('Transfer-Encoding: chunked')}${chunk.repeat(9)}0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('"too_large"');
  });

  it('a body shorter than it says', async () => {
    const answer = await raw(`${await head('Content-Length: 1000')}{"message_id":`, true);
    expect(answer === '' || answer.startsWith('HTTP/1.1 400 ')).toBe(true);
  });

  it('what is no HTTP', async () => {
    const answer = await raw('GARBAGE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"invalid_request"');
  });

  it('a head that is too large', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(100_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 /,
    );
  });
});
