/** deploy/gateway by a real nginx, before a small server that tells what reached it. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import { get as httpsGet, request as httpsRequest } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { createCa } from '@iimp/testbed/ca';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { until } from '@iimp/testbed/until';
import { ask, type Gateway, type Reply, startGateway } from './gateway.testkit.js';

jest.setTimeout(120_000);

interface Seen {
  at: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  bytes: number;
}

let folder: string;
let ca: string;
let variables: Record<string, string>;
let ports: number[];
const servers: Server[] = [];
const gateways: Gateway[] = [];
let received = 0;
let dropped = 0;

/**
 * Answers what it saw; `/…/silent` never; `/…/dropped` with the end of the connection; `/…/stream` one event, and stays open; `/…/refused`
 * before the body is read.
 */
async function service(at: string): Promise<string> {
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url?.endsWith('/silent')) return;
      if (request.url?.endsWith('/dropped')) {
        dropped += 1;
        return request.socket.destroy();
      }
      if (request.url?.endsWith('/stream')) return stream(response);
      if (request.url?.endsWith('/refused')) return response.writeHead(401, { 'x-request-id': 'inner' }).end('no');
      let bytes = 0;
      for await (const chunk of request) {
        bytes += (chunk as Buffer).length;
        received = bytes;
      }
      const { method, url, headers } = request;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ at, method, url, headers, bytes }));
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  servers.push(server);
  return `server 127.0.0.1:${(server.address() as AddressInfo).port};`;
}

function stream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: one\n\n'); // and it stays open
}

async function gateway(extra: Record<string, string> = {}, replace?: [string, string][]): Promise<number> {
  const port = await reservePort();
  ports.push(port);
  const own = join(folder, String(port));
  const all = { ...variables, GATEWAY_LISTEN: String(port), ...extra };
  gateways.push(await startGateway({ folder: own, variables: all, ...(replace && { replace }) }));
  return port;
}

const get = (port: number, path: string, more: object = {}): Promise<Reply> =>
  ask({
    port,
    ca,
    servername: 'org1.test',
    path,
    ...more,
    headers: { host: 'org1.test', ...('headers' in more ? (more.headers as object) : {}) },
  });

const seen = (reply: Reply): Seen => JSON.parse(reply.body) as Seen;

function expectProblem(reply: Reply, status: number, code: string): void {
  expect(reply.status).toBe(status);
  expect(reply.headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(reply.body)).toMatchObject({ status, code, type: `urn:iimp:error:${code}` });
}

let main: number;
beforeAll(async () => {
  ports = [];
  folder = mkdtempSync(join(tmpdir(), 'iimp-gateway-'));
  const authority = await createCa(join(folder, 'ca'));
  ca = authority.pem;
  const { certFile, keyFile } = await authority.issue('gateway', ['org1.test', 'api.org1.test']);
  variables = {
    GATEWAY_SERVER_NAMES: 'org1.test api.org1.test',
    GATEWAY_TLS_CERT_FILE: certFile,
    GATEWAY_TLS_KEY_FILE: keyFile,
    GATEWAY_API_SERVERS: await service('api'),
    GATEWAY_FEDERATION_SERVERS: await service('federation'),
    GATEWAY_RATE: '1000r/s',
    GATEWAY_BURST: '1000',
    GATEWAY_CONNECTIONS: '100',
    GATEWAY_MAX_ATTACHMENT: '64m',
    GATEWAY_MAX_FEDERATION_BODY: '8m',
  };
  main = await gateway();
});
afterAll(async () => {
  await Promise.all(gateways.map((each) => each.stop()));
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  ports.forEach(releasePort);
  rmSync(folder, { recursive: true, force: true });
});

describe('routing', () => {
  it.each([
    ['/api/v1/sync?cursor=1', 'api'],
    ['/api/v1/attachments', 'api'],
    ['/federation/v1/messages', 'federation'],
    ['/.well-known/iimp', 'federation'],
    ['/.well-known/iimp/keys/bob', 'federation'],
  ])('%s goes to %s', async (path, at) => {
    expect(seen(await get(main, path))).toMatchObject({ at, url: path });
  });

  it.each(['/', '/health/ready', '/metrics', '/admin/v1/users', '/.well-known/acme', '/apis'])(
    '%s goes nowhere',
    async (path) => expectProblem(await get(main, path), 404, 'not_found'),
  );

  it('passes path, query and Host as they came, since signatures cover them', async () => {
    const path = '/federation/v1//attachments/a%2Fb/../%7e?x=%20&y=1+2';
    const reply = seen(await get(main, path, { headers: { host: 'org1.test:8448' } }));
    expect(reply).toMatchObject({ url: path, headers: { host: 'org1.test:8448' } });
  });
});

describe('what services are told', () => {
  it('is the address of the connection, whatever the client says', async () => {
    const headers = {
      'x-forwarded-for': '203.0.113.9',
      'x-real-ip': '203.0.113.9',
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'http',
      forwarded: 'for=203.0.113.9',
    };
    const reply = seen(await get(main, '/api/v1/account', { headers }));
    expect(reply.headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(reply.headers['x-forwarded-proto']).toBe('https');
    expect(JSON.stringify(reply.headers)).not.toMatch(/203\.0\.113\.9|evil/);
  });

  it("is a request id of the gateway's own, which the client is told too", async () => {
    const first = await get(main, '/api/v1/account', { headers: { 'x-request-id': 'mine' } });
    const id = first.headers['x-request-id'];
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(seen(first).headers['x-request-id']).toBe(id);
    expect((await get(main, '/api/v1/account/refused')).headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('limits', () => {
  const BYTES = Buffer.alloc(9 * 1024 * 1024);
  const post = { method: 'POST' };

  it('takes 8 MiB from other domains and large attachments from clients', async () => {
    const federated = await get(main, '/federation/v1/messages', { ...post, body: BYTES.subarray(0, 8 * 1024 * 1024) });
    expect(seen(federated).bytes).toBe(8 * 1024 * 1024);
    expect(seen(await get(main, '/api/v1/attachments', { ...post, body: BYTES })).bytes).toBe(BYTES.length);
  });

  it.each([
    ['/federation/v1/messages', BYTES],
    ['/api/v1/messages', BYTES],
    ['/api/v1/account/keys', BYTES.subarray(0, 65 * 1024)],
    ['/.well-known/iimp', BYTES.subarray(0, 65 * 1024)],
  ])('refuses a larger body of %s, announced or in chunks', async (path, body) => {
    expectProblem(await get(main, path, { ...post, body }), 413, 'too_large');
    const chunked = await get(main, path, { ...post, chunks: [body] });
    expectProblem(chunked, 413, 'too_large');
  });

  it('holds an address to its rate', async () => {
    const slow = await gateway({ GATEWAY_RATE: '1r/m', GATEWAY_BURST: '1' });
    const replies = [];
    for (let n = 0; n < 4; n += 1) replies.push(await get(slow, '/api/v1/account'));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    const last = replies.at(-1) as Reply;
    expectProblem(last, 429, 'rate_limited');
    expect(last.headers['retry-after']).toBe('1');
  });
});

describe('bodies and answers stream', () => {
  it('an upload reaches the service while it is being sent', async () => {
    received = 0;
    const total = 4 * 1024 * 1024;
    const reply = await new Promise<Reply>((resolve, reject) => {
      const request = httpsRequest({
        ...{ host: '127.0.0.1', port: main, ca, servername: 'org1.test', method: 'POST', path: '/api/v1/attachments' },
        headers: { host: 'org1.test', 'content-length': total },
      });
      request.on('error', reject);
      request.on('response', (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
      });
      request.write(Buffer.alloc(total / 2));
      until('the first half arrived', () => received >= total / 4)
        .then(() => request.end(Buffer.alloc(total / 2)))
        .catch(reject);
    });
    expect(reply.status).toBe(200);
    expect(received).toBe(total);
  });

  it('an event reaches the client while the stream stays open', async () => {
    const event = await new Promise<string>((resolve, reject) => {
      const request = httpsGet({
        ...{ host: '127.0.0.1', port: main, ca, servername: 'org1.test', path: '/api/v1/stream' },
        headers: { host: 'org1.test' },
      });
      request.on('error', reject);
      request.on('response', (response) =>
        response.once('data', (chunk: Buffer) => {
          resolve(String(chunk));
          request.destroy();
        }),
      );
    });
    expect(event).toBe('data: one\n\n');
  });
});

describe('names', () => {
  it('shows no certificate to who asks for a name that is not served', async () => {
    const error = await new Promise<Error>((resolve, reject) => {
      const socket = tlsConnect({ port: main, host: '127.0.0.1', ca, servername: 'evil.test' }, () =>
        reject(new Error('connected')),
      );
      socket.on('error', resolve);
    });
    expect(error.message).toMatch(/unrecognized name/);
  });

  it('serves nothing to a Host that is not one of its names', async () => {
    expect((await get(main, '/api/v1/account', { headers: { host: 'evil.test' } })).status).toBe(421);
  });

  it('speaks no TLS before 1.2', async () => {
    const old = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(ask({ port: main, ca, servername: 'org1.test', path: '/', ...old })).rejects.toThrow(
      /version|protocol/i,
    );
  });
});

describe('when services fail', () => {
  it('says 502 when none listens, and 504 when one does not answer', async () => {
    const dead = await reservePort();
    ports.push(dead);
    const broken = await gateway({ GATEWAY_FEDERATION_SERVERS: `server 127.0.0.1:${dead};` }, [
      ['proxy_read_timeout 90s', 'proxy_read_timeout 1s'],
    ]);
    const refused = await get(broken, '/federation/v1/messages', { method: 'POST', body: '{}' });
    expectProblem(refused, 502, 'unavailable');
    expectProblem(await get(broken, '/api/v1/silent'), 504, 'unavailable');
  });

  it('gives a request that was sent to another replica only where it may be repeated', async () => {
    const two = `${await service('first')} ${await service('second')}`;
    const port = await gateway({ GATEWAY_API_SERVERS: two, GATEWAY_FEDERATION_SERVERS: two });
    const seenBy = async (path: string, more: object = {}): Promise<number> => {
      dropped = 0;
      expectProblem(await get(port, path, more), 502, 'unavailable');
      return dropped;
    };
    // First, as replicas that failed are left alone for some seconds.
    expect(await seenBy('/federation/v1/attachments/dropped')).toBe(1);
    expect(await seenBy('/federation/v1/dropped', { method: 'POST', body: '{}' })).toBe(1);
  });

  it('passes what a service answers as it is', async () => {
    const reply = await get(main, '/api/v1/account/refused');
    expect([reply.status, reply.body]).toEqual([401, 'no']);
  });
});
