import { CertificateAuthority } from '@iimp/certificates/authority';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { startScriptedDns, reply } from './dns-server.testkit.js';
import type { AttemptTarget, ConnectTarget } from './endpoint.js';
import { createCa, startHttps, type TestServer } from './https-server.testkit.js';
import { PeerClient, type PeerClientOptions, type PeerRequest } from './peer-client.js';
import type { PeerError } from './peer-error.js';

let ca: CertificateAuthority;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ca = await createCa();
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function server(names: string[], handler: Parameters<typeof startHttps>[2]): Promise<TestServer> {
  const started = await startHttps(ca, names, handler);
  stops.push(() => started.stop());
  return started;
}

function client(options: PeerClientOptions = {}): PeerClient {
  const made = new PeerClient({ extraCa: ca.pem.cert, allowedCidrs: ['127.0.0.0/8'], timeoutMs: 5_000, ...options });
  stops.push(() => made.close());
  return made;
}

const at = (port: number): ConnectTarget => ({ host: '127.0.0.1', port });

function ask(port: number, more: Partial<PeerRequest> & { connect?: ConnectTarget[] } = {}) {
  const { connect = [at(port)], ...rest } = more;
  const endpoint = { baseUrl: `https://org2.test:${port}`, connect };
  return { domain: 'org2.test', endpoint, method: 'GET', path: '/x', maxBytes: 1_000, ...rest } as const;
}

/** A port that nothing listens on. */
async function deadPort(): Promise<number> {
  const socket = createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  socket.close();
  await once(socket, 'close');
  return port;
}

describe('PeerClient connections', () => {
  it('connects to the target with the name and port of the URL in SNI and Host, over kept connections', async () => {
    const org2 = await server(['org2.test'], (request, response) =>
      response.end(`${request.method} ${request.headers['x-a']}`),
    );
    const peer = client();
    for (let i = 0; i < 6; i++) {
      const answer = await peer.request(ask(org2.port, { query: 'a=1', headers: { 'x-a': 'b' } }));
      expect([answer.status, answer.body.toString()]).toEqual([200, 'GET b']);
    }
    expect(new Set(org2.names)).toEqual(new Set(['org2.test']));
    expect(org2.connections()).toBeLessThan(6);
    expect(org2.seen).toEqual(Array(6).fill(`org2.test:${org2.port}/x?a=1`));
  });

  it('puts the base URL’s prefix before the path, and signs what it sends', async () => {
    const org2 = await server(['org2.test'], (request, response) => response.end(request.headers['x-signed']));
    const targets: AttemptTarget[] = [];
    const endpoint = { baseUrl: `https://org2.test:${org2.port}/iimp/`, connect: [at(org2.port)] };
    const sign = (target: AttemptTarget) => {
      targets.push(target);
      return { 'x-signed': target.path };
    };
    const answer = await client().request({ ...ask(org2.port), endpoint, sign });
    expect(answer.body.toString()).toBe('/iimp/x');
    expect(targets).toEqual([{ authority: `org2.test:${org2.port}`, path: '/iimp/x', query: '' }]);
    expect(answer.target).toEqual(targets[0]);
  });

  it('goes to the next target on connection failure, signs anew for its port, and avoids the failed one for a while', async () => {
    const dead = await deadPort();
    const wrong = await server(['org3.test'], (_, response) => response.end('wrong'));
    const right = await server(['org2.test'], (_, response) => response.end('right'));
    const signed: string[] = [];
    const connect = [at(dead), at(wrong.port), at(right.port)];
    const request = ask(dead, { connect, sign: ({ authority }) => (signed.push(authority), {}) });
    let now = 1_000_000;
    const peer = client({ now: () => now });
    await expect(peer.request(request)).resolves.toMatchObject({ status: 200 });
    expect(signed).toEqual([dead, wrong.port, right.port].map((port) => `org2.test:${port}`));
    expect(right.seen).toEqual([`org2.test:${right.port}/x`]);
    await peer.request(request);
    expect(signed.slice(3)).toEqual([`org2.test:${right.port}`]);
    now += 31_000;
    await peer.request(request);
    expect(signed.slice(4)).toHaveLength(3);
    expect(wrong.seen).toEqual([]);
  });

  it('does not go to the next target because of an answer', async () => {
    const busy = await server(['org2.test'], (_, response) => void response.writeHead(503).end());
    const other = await server(['org2.test'], (_, response) => response.end());
    await expect(client().request(ask(busy.port, { connect: [at(busy.port), at(other.port)] }))).resolves.toMatchObject(
      { status: 503 },
    );
    expect(other.connections()).toBe(0);
  });

  it.each([
    ['a certificate for another name', ['org3.test'], {}],
    ['an authority that is not trusted', ['org2.test'], { extraCa: '' }],
  ])('refuses %s', async (_, names, options) => {
    const org2 = await server(names, (_request, response) => response.end());
    await expect(client(options).request(ask(org2.port))).rejects.toMatchObject({
      reason: 'connect',
      temporary: true,
      code: 'unavailable',
    });
    expect(org2.seen).toEqual([]);
  });

  it('says of each target why it failed', async () => {
    const ports = [await deadPort(), await deadPort()];
    const failed = client().request(ask(ports[0]!, { connect: ports.map(at) }));
    await expect(failed).rejects.toMatchObject({
      reason: 'connect',
      detail: expect.stringMatching(`port ${ports[0]}: ECONNREFUSED; .*port ${ports[1]}: ECONNREFUSED$`),
    });
  });

  it('tells neither where a name is nor what is there', async () => {
    const inner = await server(['secret.internal'], (_, response) => response.end());
    const connect = ['other', 'closed', 'guarded'].map((host) => ({ host, port: inner.port }));
    const places: Record<string, string> = { other: '127.0.0.1', closed: '127.0.0.2', guarded: '10.1.2.3' };
    const resolver = { addresses: async (host: string) => [{ address: places[host]!, family: 4 }] };
    const failed = client({ resolver }).request(ask(inner.port, { connect }));
    const error = (await failed.catch((thrown: unknown) => thrown)) as PeerError;
    expect(error.detail).toMatch(/ALTNAME_INVALID; .*ECONNREFUSED; .*guarded has no public address$/);
    expect(error.detail).not.toMatch(/127\.|10\.1|secret/);
  });

  it('gives up on a target that accepts and says nothing', async () => {
    const mute = createServer((socket) => void socket.resume()).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    stops.push(() => new Promise((resolve) => mute.close(resolve)));
    const { port } = mute.address() as AddressInfo;
    const peer = client({ connectTimeoutMs: 50 });
    await expect(peer.request(ask(port))).rejects.toMatchObject({ reason: 'connect' });
  });

  it('speaks HTTPS only, and hands on redirects instead of following them', async () => {
    const org2 = await server(
      ['org2.test'],
      (_, response) => void response.writeHead(302, { location: 'https://evil.test/' }).end(),
    );
    await expect(client().request(ask(org2.port))).resolves.toMatchObject({ status: 302 });
    const plain = { ...ask(org2.port), endpoint: { baseUrl: 'http://org2.test', connect: [] } };
    await expect(client().request(plain)).rejects.toThrow('HTTPS only');
  });

  it('keeps connections to a bounded number of destinations', async () => {
    const all = await Promise.all([0, 1, 2].map(() => server(['org2.test'], (_, response) => response.end())));
    const peer = client({ maxPools: 2 });
    for (const each of [...all, all[0]!]) await peer.request(ask(each.port));
    expect(all.map((each) => each.connections())).toEqual([2, 1, 1]);
  });
});

describe('PeerClient guard', () => {
  it.each(['127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0.0.0.0', '64:ff9b::7f00:1', '::1'])(
    'opens no connection to the literal address %s unless it is listed',
    async (host) => {
      const org2 = await server(['org2.test'], (_, response) => response.end());
      const peer = client({ allowedCidrs: [] });
      const refused = { reason: 'connect', cause: expect.objectContaining({ reason: 'refused-address' }) };
      await expect(peer.request(ask(org2.port, { connect: [{ host, port: org2.port }] }))).rejects.toMatchObject(
        refused,
      );
      const url = host.includes(':') ? `https://[${host}]:${org2.port}` : `https://${host}:${org2.port}`;
      const direct = { ...ask(org2.port), endpoint: { baseUrl: url, connect: [] } };
      await expect(peer.request(direct)).rejects.toMatchObject(refused);
      expect(org2.connections()).toBe(0);
    },
  );

  it.each(['127.1', '2130706433', '0x7f.1', '017700000001'])(
    'reads %s in a URL as the address that it is',
    async (host) => {
      const org2 = await server(['org2.test'], (_, response) => response.end());
      const direct = { ...ask(org2.port), endpoint: { baseUrl: `https://${host}:${org2.port}`, connect: [] } };
      await expect(client({ allowedCidrs: [] }).request(direct)).rejects.toMatchObject({ reason: 'connect' });
      expect(org2.connections()).toBe(0);
    },
  );

  it('judges the addresses that a name has at the moment of connecting, each time', async () => {
    const org2 = await server(['org2.test'], (_, response) => response.end());
    // The name is at an address that is allowed when it is looked at first, and at another of this machine a moment later.
    let asked = 0;
    const dns = await startScriptedDns((query) => {
      const { name, type } = query.questions![0]!;
      if (type !== 'A') return reply(query, 0);
      return reply(query, 0, [{ type: 'A', name, data: asked++ === 0 ? '127.0.0.2' : '127.0.0.1' }]);
    });
    stops.push(() => dns.stop());
    const peer = client({ allowedCidrs: ['127.0.0.2/32'], dnsServers: [dns.server] });
    const request = { ...ask(org2.port), endpoint: { baseUrl: `https://org2.test:${org2.port}`, connect: [] } };
    const refusedBy = (cause: object) =>
      expect(peer.request(request)).rejects.toMatchObject({ reason: 'connect', cause });
    await refusedBy({ code: 'ECONNREFUSED' });
    await refusedBy({ reason: 'refused-address' });
    expect(asked).toBe(2);
    expect(org2.connections()).toBe(0);
  });

  it('lets a target pass that the operator named, and no other port or host beside it', async () => {
    const [named, other] = await Promise.all([0, 1].map(() => server(['org2.test'], (_, response) => response.end())));
    const peer = client({ allowedCidrs: [], trustedTargets: [at(named!.port)] });
    await expect(peer.request(ask(named!.port))).resolves.toMatchObject({ status: 200 });
    await expect(peer.request(ask(other!.port))).rejects.toMatchObject({ cause: { reason: 'refused-address' } });
    const elsewhere = [{ host: '127.0.0.2', port: named!.port }];
    await expect(peer.request(ask(named!.port, { connect: elsewhere }))).rejects.toMatchObject({ reason: 'connect' });
  });

  it('connects to a name’s address on a listed network', async () => {
    const org2 = await server(['org2.test'], (_, response) => response.end('here'));
    const resolver = { addresses: async () => ['10.0.0.1', '127.0.0.1'].map((address) => ({ address, family: 4 })) };
    const request = { ...ask(org2.port), endpoint: { baseUrl: `https://org2.test:${org2.port}`, connect: [] } };
    await expect(client({ resolver }).request(request)).resolves.toMatchObject({ status: 200 });
  });
});
