import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transport } from './transport.js';

let server: Server;
let answer: RequestListener;
let asked = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => (asked = 0));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const transport = (timeoutMs = 5_000): Transport =>
  new Transport({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't', timeoutMs });
const problem = (code: string, status: number) =>
  JSON.stringify({ type: `urn:iimp:error:${code}`, title: 'x', status, detail: 'y', code });

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

describe('a stream', () => {
  it('comes with its size, where the service says it', async () => {
    answer = (request, response) => response.setHeader('content-length', 5).end(`${request.method} x`.slice(0, 5));
    const { stream, size } = await transport().open('/x');
    expect([size, await textOf(stream)]).toEqual([5, 'GET x']);
  });

  it('fails when it is cut off, and when it is silent', async () => {
    answer = (_request, response) => {
      response.write('some');
      response.write('more', () => response.destroy());
    };
    const { stream } = await transport().open('/x');
    await expect(textOf(stream)).rejects.toThrow();
    answer = (_request, response) => void response.write('some');
    const { stream: silent } = await transport(100).open('/x');
    await expect(textOf(silent)).rejects.toThrow();
    answer = () => undefined;
    await expect(transport(100).open('/x')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('ends the request when nobody reads on', async () => {
    const closed = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        response.on('close', resolve);
        response.write('some');
      };
    });
    const { stream } = await transport().open('/x');
    stream.destroy();
    await closed;
  });

  it('is refused with the problem that the service tells, or in words of our own', async () => {
    answer = (_request, response) => response.writeHead(404).end(problem('unknown_user', 404));
    await expect(transport().open('/x')).rejects.toMatchObject({ code: 'unknown_user', detail: 'y' });
    answer = (_request, response) => response.writeHead(404).end('<html>');
    await expect(transport().open('/x')).rejects.toMatchObject({ code: 'unavailable' });
    answer = (_request, response) => response.writeHead(500).end('x'.repeat(100_000));
    await expect(transport().open('/x')).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('too many requests', () => {
  const limited = (after: string): RequestListener => {
    return (_request, response) => response.writeHead(429, { 'retry-after': after }).end(problem('rate_limited', 429));
  };

  it('are repeated when the service says', async () => {
    answer = (request, response) => {
      if (asked < 3) limited('0')(request, response);
      else response.end('done');
    };
    expect(await textOf((await transport().open('/x')).stream)).toBe('done');
    answer = (request, response) => {
      if (asked < 6) limited('0')(request, response);
      else response.writeHead(204).end();
    };
    await transport().tell('DELETE', '/x');
    expect(asked).toBe(6);
  });

  it('are not repeated for ever, nor after a long time', async () => {
    answer = limited('0');
    await expect(transport().tell('GET', '/x')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(asked).toBe(8);
    answer = limited('3600');
    await expect(transport().tell('GET', '/x')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: 3_600,
    });
    expect(asked).toBe(9);
  });
});
