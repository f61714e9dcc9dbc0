import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { timedTransport } from './s3-transport.js';

describe('a request to S3', () => {
  let server: Server;
  let trickle: NodeJS.Timeout;
  beforeAll(async () => {
    // An answer that goes on for ever, a byte at a time.
    server = createServer((_request, response) => {
      trickle = setInterval(() => response.write('.'), 5);
      response.once('close', () => clearInterval(trickle));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('fails in time where all connections are taken by others that go on', async () => {
    const { agent, transport } = timedTransport(false, 100, 1);
    const { port } = server.address() as AddressInfo;
    const to = { port, host: '127.0.0.1', agent };
    const first = get(to);
    const [answer] = (await once(first, 'response')) as [IncomingMessage];
    answer.on('error', () => undefined).resume();
    const second = transport.request(to).end();
    await expect(once(second, 'response')).rejects.toThrow('no free connection');
    expect(answer.complete || answer.destroyed).toBe(false);
    first.destroy();
    agent.destroy();
  });
});
