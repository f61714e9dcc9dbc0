import { CertificateAuthority } from '@iimp/certificates/authority';
import type { RequestListener } from 'node:http';
import type { StaticPeers } from './resolve.js';
import { discover, federationEndpoint, wellKnownEndpoint, type Discovered } from './discover.js';
import { SrvResolver } from './dns.js';
import { startDns, type TestDns } from './dns-server.testkit.js';
import { createCa, jsonRoutes, startHttps, type TestServer } from './https-server.testkit.js';
import { PeerClient } from './peer-client.js';

const PUBLIC_KEY = 'A'.repeat(43);
/** Domains of the test zone; all live on 127.0.0.1. */
const HOSTS = ['org2.test', 'www.org2.test', 'other.test', 'moved.test', 'plain.test', 'deep.test', 'insecure.test'];

const document = (domain: string, more: object = {}) => ({
  version: '0.1',
  domain,
  federation_endpoint: `https://federation.${domain}/`,
  api_endpoint: `https://api.${domain}`,
  public_key: PUBLIC_KEY,
  key_id: '2026a',
  keys: [{ key_id: '2026a', public_key: PUBLIC_KEY, expires_at: null }],
  capabilities: ['batch'],
  limits: { max_batch: 100 },
  ...more,
});

let ca: CertificateAuthority;
let site: TestServer;
let srvHost: TestServer;
let dns: TestDns;
let client: PeerClient;
/** What the servers answer, by host and path. */
let routes: Record<string, RequestListener>;

const byHost: RequestListener = (request, response) => {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  (routes[`${host}${request.url}`] ?? jsonRoutes({}))(request, response);
};
const json =
  (value: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(200, headers).end(typeof value === 'string' ? value : JSON.stringify(value));
const redirect =
  (location: string): RequestListener =>
  (_, response) =>
    void response.writeHead(302, { location }).end();
const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(code, headers).end();

beforeAll(async () => {
  ca = await createCa();
  site = await startHttps(ca, HOSTS, byHost);
  srvHost = await startHttps(ca, ['srv.test'], byHost);
  dns = await startDns({
    srv: [
      `_iimp._tcp.srv.test,machine.test,${srvHost.port},5,1`,
      `_iimp._tcp.stolen.test,machine.test,${srvHost.port}`,
      '_iimp._tcp.no.test,.,0',
      '_iimp._tcp.dangling.test,nowhere.test,443',
    ],
    a: [...HOSTS, 'machine.test', 'down.test'].map(
      (host) => `${host}=${host === 'down.test' ? '192.0.2.1' : '127.0.0.1'}`,
    ),
  });
  client = new PeerClient({
    dnsServers: [dns.server],
    allowedCidrs: ['127.0.0.0/8'],
    extraCa: ca.pem.cert,
    // Nobody but root may listen on 443.
    defaultPort: site.port,
  });
});
afterAll(async () => {
  await client?.close();
  await Promise.all([site?.stop(), srvHost?.stop(), dns?.stop()]);
});
beforeEach(() => {
  routes = {};
  site.seen.length = 0;
});

const look = (domain: string, staticPeers: StaticPeers = new Map()): Promise<Discovered> =>
  discover(domain, {
    resolver: new SrvResolver({ servers: [dns.server] }),
    staticPeers,
    client,
    random: () => 0,
    now: () => 0,
  });

const PATH = '/.well-known/iimp';

describe('discovery by SRV', () => {
  it('connects to the target as the domain, and ignores federation_endpoint', async () => {
    routes[`srv.test${PATH}`] = json(document('srv.test'), { 'cache-control': 'public, max-age=600' });
    const found = await look('srv.test');
    expect(found).toMatchObject({ domain: 'srv.test', document: { key_id: '2026a', limits: { max_batch: 100 } } });
    expect(found.freshSeconds).toBeLessThanOrEqual(600);
    const endpoint = {
      baseUrl: `https://srv.test:${srvHost.port}`,
      connect: [{ host: 'machine.test', port: srvHost.port }],
    };
    expect(federationEndpoint(found, () => 0)).toEqual(endpoint);
    expect(wellKnownEndpoint(found, () => 0)).toEqual(endpoint);
    expect(srvHost.seen).toEqual([`srv.test:${srvHost.port}${PATH}`]);
    expect(srvHost.names).toEqual(['srv.test']);
  });

  it('wants a certificate for the domain, because DNS is not authenticated', async () => {
    await expect(look('stolen.test')).rejects.toMatchObject({ reason: 'connect', temporary: true });
  });

  it('takes the target `.` for a permanent no, and asks no web server', async () => {
    await expect(look('no.test')).rejects.toMatchObject({
      reason: 'does-not-federate',
      temporary: false,
      code: 'not_found',
    });
    expect(site.connections()).toBe(0);
  });

  it('takes a target without an address, and a missing document, for faults that pass', async () => {
    await expect(look('dangling.test')).rejects.toMatchObject({ reason: 'connect', temporary: true });
    await expect(look('srv.test')).rejects.toMatchObject({ reason: 'status', temporary: true });
  });

  it('takes the operator’s table for an SRV answer that does not age', async () => {
    routes[`srv.test${PATH}`] = json(document('srv.test'));
    const table = new Map([['srv.test', [{ host: '127.0.0.1', port: srvHost.port }]]]);
    const found = await look('srv.test', table);
    expect(found.freshSeconds).toBeUndefined();
    expect(federationEndpoint(found, () => 0)).toEqual({
      baseUrl: `https://srv.test:${srvHost.port}`,
      connect: [{ host: '127.0.0.1', port: srvHost.port }],
    });
  });
});

describe('discovery by .well-known', () => {
  it('reads the document of the domain and honours its federation_endpoint', async () => {
    routes[`org2.test${PATH}`] = json(document('org2.test'), { 'cache-control': 'max-age=100', age: '40' });
    const found = await look('org2.test');
    expect(found.srv).toBeUndefined();
    expect(found.freshSeconds).toBe(60);
    expect(federationEndpoint(found, () => 0)).toEqual({ baseUrl: 'https://federation.org2.test', connect: [] });
    expect(wellKnownEndpoint(found, () => 0)).toEqual({ baseUrl: 'https://org2.test', connect: [] });
    expect(site.seen).toEqual([`org2.test${PATH}`]);
  });

  it('takes a document of the four members of the specification', async () => {
    const { federation_endpoint, api_endpoint, public_key } = document('plain.test');
    routes[`plain.test${PATH}`] = json({ federation_endpoint, api_endpoint, public_key, capabilities: ['batch'] });
    const { document: filled } = await look('plain.test');
    expect(filled).toMatchObject({ key_id: 'default', capabilities: [], keys: [{ key_id: 'default', public_key }] });
  });

  it('follows two redirects, over other hosts too', async () => {
    routes[`org2.test${PATH}`] = redirect(`https://www.org2.test${PATH}?a=1`);
    routes[`www.org2.test${PATH}?a=1`] = redirect('/iimp.json');
    routes['www.org2.test/iimp.json'] = json(document('org2.test'));
    await expect(look('org2.test')).resolves.toMatchObject({ domain: 'org2.test' });
    expect(site.seen).toEqual([`org2.test${PATH}`, `www.org2.test${PATH}?a=1`, 'www.org2.test/iimp.json']);
  });

  it.each<[string, string]>([
    ['a third redirect', 'loop'],
    ['http', 'http://org2.test/x'],
    ['a URL with a user', 'https://a:b@org2.test/x'],
    ['no URL', 'https://'],
    ['a file', 'file:///etc/passwd'],
  ])('refuses to follow to %s', async (_, location) => {
    routes[`org2.test${PATH}`] = redirect(location === 'loop' ? PATH : location);
    await expect(look('org2.test')).rejects.toMatchObject({ reason: 'bad-response', temporary: true });
    expect(site.seen.length).toBe(location === 'loop' ? 3 : 1);
  });

  it('guards and checks each hop like the first', async () => {
    routes[`org2.test${PATH}`] = redirect(`https://[::1]:${site.port}${PATH}`);
    await expect(look('org2.test')).rejects.toMatchObject({ reason: 'connect', cause: { reason: 'refused-address' } });
    routes[`org2.test${PATH}`] = redirect(`https://machine.test${PATH}`);
    await expect(look('org2.test')).rejects.toMatchObject({ reason: 'connect' });
    routes[`org2.test${PATH}`] = redirect(`https://nowhere.test${PATH}`);
    await expect(look('org2.test')).rejects.toMatchObject({ reason: 'connect', temporary: true });
    expect(site.seen.every((url) => url === `org2.test${PATH}`)).toBe(true);
  });

  it.each([
    [404, 'does-not-federate', false],
    [410, 'does-not-federate', false],
    [403, 'status', true],
    [500, 'status', true],
    [503, 'status', true],
    [204, 'status', true],
  ])('takes status %d for %s', async (code, reason, temporary) => {
    routes[`org2.test${PATH}`] = status(code, { 'retry-after': '17' });
    const retryAfterSeconds = reason === 'status' ? { retryAfterSeconds: 17 } : {};
    // What a web server says of a path may be a mistake.
    await expect(look('org2.test')).rejects.toMatchObject({
      reason,
      temporary,
      doubtful: !temporary,
      ...retryAfterSeconds,
    });
  });

  it('asks for what the domain says now, whatever caches are on the way', async () => {
    let asked: string | undefined;
    routes[`org2.test${PATH}`] = (request, response) => {
      asked = request.headers['cache-control'];
      json(document('org2.test'))(request, response);
    };
    await look('org2.test');
    expect(asked).toBe('no-cache');
  });

  it('takes a domain that DNS does not know for a permanent no, and a DNS that does not answer for a temporary one', async () => {
    await expect(look('nowhere.test')).rejects.toMatchObject({
      reason: 'no-such-domain',
      temporary: false,
      doubtful: false,
      code: 'not_found',
    });
    await expect(look('example.org')).rejects.toMatchObject({ reason: 'dns', temporary: true, code: 'unavailable' });
    await expect(look('down.test')).rejects.toMatchObject({ reason: 'connect', temporary: true });
  });

  it.each<[string, unknown]>([
    ['not JSON', '<html>'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['of another domain', document('org3.test')],
    ['with a bad key', document('org2.test', { public_key: 'short' })],
    ['with a federation endpoint over http', document('org2.test', { federation_endpoint: 'http://org2.test' })],
    ['a list', []],
  ])('refuses a document that is %s', async (_, value) => {
    routes[`org2.test${PATH}`] = (_request, response) =>
      void response.end(Buffer.isBuffer(value) || typeof value === 'string' ? value : JSON.stringify(value));
    await expect(look('org2.test')).rejects.toMatchObject({ reason: 'bad-response', temporary: true });
  });

  it('reads at most 64 KiB', async () => {
    const padded = (size: number) => JSON.stringify(document('org2.test')).padEnd(size);
    routes[`org2.test${PATH}`] = json(padded(65_536));
    await expect(look('org2.test')).resolves.toMatchObject({ domain: 'org2.test' });
    routes[`org2.test${PATH}`] = json(padded(65_537));
    await expect(look('org2.test')).rejects.toMatchObject({ reason: 'bad-response' });
  });
});
