import { createServer, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { uploadBody } from './upload-body.js';

/** What reading an upload comes to, when the client sends what `send` does. */
async function reading(send: (asked: ClientRequest) => void, pace?: { windowMs: number; minBytes: number }) {
  const outcome = new Promise<string>((resolve) => {
    const read = async (incoming: IncomingMessage): Promise<string> => {
      let size = 0;
      for await (const chunk of uploadBody(incoming, pace)) size += (chunk as Buffer).length;
      return `${size} bytes`;
    };
    server.on('request', (incoming, response) => {
      void read(incoming)
        .catch((error: Error) => error.message)
        .then(resolve)
        .finally(() => response.end('answered'));
    });
  });
  const asked = request({ port, host: '127.0.0.1', method: 'POST' });
  asked.on('error', () => undefined);
  send(asked);
  const result = await outcome;
  asked.destroy();
  return result;
}

let server: ReturnType<typeof createServer>;
let port: number;
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('an upload', () => {
  it('is read to its end', async () => {
    expect(await reading((asked) => asked.end(Buffer.alloc(1_000_000)))).toBe('1000000 bytes');
  });

  it('that ends early fails', async () => {
    const result = await reading((asked) => {
      asked.setHeader('content-length', 1_000);
      asked.write(Buffer.alloc(10), () => asked.destroy());
    });
    expect(result).toBe('invalid_request: body: ended early');
  });

  it('that stands still fails, and the client can still be told', async () => {
    const result = await reading((asked) => asked.write('x'), { windowMs: 20, minBytes: 1_000 });
    expect(result).toBe('unavailable: the body came too slowly');
  });
});
