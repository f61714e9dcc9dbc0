import { CertificateAuthority } from '@iimp/certificates/authority';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { createCa, startHttps, type TestServer } from './https-server.testkit.js';
import { PeerClient, type PeerClientOptions } from './peer-client.js';

let ca: CertificateAuthority;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ca = await createCa();
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function world(handler: Parameters<typeof startHttps>[2], options: PeerClientOptions = {}) {
  const org2: TestServer = await startHttps(ca, ['org2.test'], handler);
  stops.push(() => org2.stop());
  const peer = new PeerClient({ extraCa: ca.pem.cert, allowedCidrs: ['127.0.0.0/8'], timeoutMs: 5_000, ...options });
  stops.push(() => peer.close());
  const endpoint = { baseUrl: `https://org2.test:${org2.port}`, connect: [{ host: '127.0.0.1', port: org2.port }] };
  const request = { domain: 'org2.test', endpoint, method: 'GET', path: '/', maxBytes: 1_000 } as const;
  return { org2, peer, request };
}

describe('PeerClient answers', () => {
  it('joins repeated headers, and sends a body with its length', async () => {
    const { peer, request } = await world((incoming, response) => {
      response.setHeader('x-two', ['a', 'b']);
      incoming.pipe(response.setHeader('x-length', incoming.headers['content-length']!));
    });
    const answer = await peer.request({ ...request, method: 'POST', body: Buffer.from('hello') });
    expect(answer.headers).toMatchObject({ 'x-two': 'a, b', 'x-length': '5' });
    expect(answer.body.toString()).toBe('hello');
  });

  it('asks for no content coding: who names none may be answered in any', async () => {
    const { peer, request } = await world((incoming, response) => {
      const plain = Buffer.from('{}');
      if (incoming.headers['accept-encoding'] === 'identity') response.end(plain);
      else response.setHeader('content-encoding', 'gzip').end(gzipSync(plain));
    });
    for (const method of ['GET', 'POST'] as const) {
      const { body } = await peer.request({ ...request, method, headers: { accept: 'application/json' } });
      expect(body.toString()).toBe('{}');
    }
  });

  it.each([
    ['announced', (size: number) => ({ 'content-length': size })],
    ['chunked', () => ({ 'transfer-encoding': 'chunked' })],
  ])('ends an answer that is too large (%s)', async (_, headers) => {
    const { peer, request } = await world((incoming, response) => {
      const size = Number(incoming.url!.slice(1));
      response.writeHead(200, headers(size)).end(Buffer.alloc(size));
    });
    await expect(peer.request({ ...request, path: '/1000' })).resolves.toMatchObject({ status: 200 });
    await expect(peer.request({ ...request, path: '/1001' })).rejects.toMatchObject({ reason: 'bad-response' });
    await expect(peer.request({ ...request, path: '/9000000' })).rejects.toMatchObject({ reason: 'bad-response' });
    await expect(peer.request({ ...request, path: '/10' })).resolves.toMatchObject({ status: 200 });
  });

  it('ends after its time, whether headers or the rest of the body are missing', async () => {
    const { peer, request } = await world((incoming, response) => {
      if (incoming.url === '/half') response.writeHead(200).write('half');
    });
    const timeout = { reason: 'timeout', temporary: true };
    await expect(peer.request({ ...request, timeoutMs: 100 })).rejects.toMatchObject(timeout);
    await expect(peer.request({ ...request, path: '/half', timeoutMs: 100 })).rejects.toMatchObject(timeout);
    await expect(peer.stream({ ...request, timeoutMs: 100 })).rejects.toMatchObject(timeout);
  });

  it('ends when its caller gives up, with the caller’s reason', async () => {
    const { peer, request } = await world(() => undefined);
    const controller = new AbortController();
    const asked = peer.request({ ...request, signal: controller.signal });
    const reason = new Error('shutting down');
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    await expect(peer.request({ ...request, signal: controller.signal })).rejects.toBe(reason);
  });

  it('tells a connection that breaks from one that cannot be made', async () => {
    const { peer, request } = await world((incoming) => incoming.socket.destroy());
    await expect(peer.request(request)).rejects.toMatchObject({ reason: 'interrupted' });
  });

  it('asks once more when a kept connection turns out to be closed', async () => {
    const used = new WeakSet();
    const { peer, request, org2 } = await world(
      (incoming, response) => {
        if (used.has(incoming.socket)) return void incoming.socket.destroy();
        used.add(incoming.socket);
        response.end('fine');
      },
      { connectionsPerPool: 1 },
    );
    let signed = 0;
    const sign = () => ({ 'x-nonce': String(++signed) });
    for (let i = 0; i < 3; i++)
      await expect(peer.request({ ...request, sign })).resolves.toMatchObject({ status: 200 });
    expect(org2.connections()).toBe(3);
    expect(signed).toBe(5);
  });

  it('refuses what is not HTTP', async () => {
    const { peer, request } = await world((incoming) => void incoming.socket.end('SSH-2.0-OpenSSH\r\n\r\n'));
    await expect(peer.request(request)).rejects.toMatchObject({ reason: 'bad-response' });
  });
});

describe('PeerClient streams', () => {
  it('hands on the body as it comes, with bounded memory', async () => {
    const chunk = Buffer.alloc(65_536, 7);
    const { peer, request } = await world((_, response) => {
      let left = 200;
      const write = () => {
        while (left-- > 0) if (!response.write(chunk)) return void response.once('drain', write);
        response.end();
      };
      write();
    });
    const answer = await peer.stream(request);
    let size = 0;
    for await (const part of answer.stream) size += (part as Buffer).length;
    expect([answer.status, size]).toEqual([200, 200 * chunk.length]);
  });

  it('fails with PeerError when the peer goes away or stalls', async () => {
    const { peer, request } = await world((incoming, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half');
      if (incoming.url === '/cut') setImmediate(() => incoming.socket.destroy());
    });
    const cut = await peer.stream({ ...request, path: '/cut' });
    await expect(finished(cut.stream.resume())).rejects.toMatchObject({ reason: 'interrupted' });
    const stall = async () =>
      finished((await peer.stream({ ...request, path: '/stall', timeoutMs: 300 })).stream.resume());
    await expect(stall()).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('are the body itself, and tell no error to a reader that gives up', async () => {
    const { peer, request } = await world((_, response) => response.writeHead(200).write('some'));
    const { stream } = await peer.stream(request);
    expect(stream).not.toBeInstanceOf(Duplex);
    const errors: unknown[] = [];
    stream.on('error', (error) => errors.push(error)).destroy();
    await once(stream, 'close');
    expect(errors).toEqual([]);
  });

  it('ends the connection when its reader gives up or its caller aborts', async () => {
    const closed: Promise<unknown>[] = [];
    const { peer, request } = await world((_, response) => {
      closed.push(once(response, 'close', { signal: AbortSignal.timeout(20_000) }));
      response.writeHead(200).write('some');
    });
    const controller = new AbortController();
    const [left, aborted] = await Promise.all([
      peer.stream(request),
      peer.stream({ ...request, signal: controller.signal }),
    ]);
    left.stream.on('error', () => undefined).destroy();
    const reason = new Error('shutting down');
    const ended = expect(finished(aborted.stream.resume())).rejects.toBe(reason);
    controller.abort(reason);
    await ended;
    expect(closed).toHaveLength(2);
    await Promise.all(closed);
  });
});
