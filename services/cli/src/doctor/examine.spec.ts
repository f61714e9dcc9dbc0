/** Each fault of a domain is told by its own check and by no other; over real DNS and real TLS. */
import { CertificateAuthority } from '@iimp/certificates/authority';
import { ProblemError } from '@iimp/protocol/problem';
import { reply, startScriptedDns } from '@iimp/peer/dns-server.testkit';
import { documentOf, DoctorWorld, type Peer, sendProblem, US } from './doctor.testkit.js';
import { examine } from './examine.js';
import { CHECKS, type Finding, type Status } from './finding.js';
import { findOwnKey } from './own-key.js';
import { type DoctorOptions, instruments } from './settings.js';

const DAY_MS = 86_400_000;
/** All at one server with a good certificate. */
const DOMAINS =
  `good table plain moved fallback-bad wrong-document no-json no-schema big missing broken no-cache other-port
  key-mismatch key-expired key-soon key-unlisted key-old drift skew skew-behind open-door no-gateway blocked forgets
  any-key no-problem two-hosts`
    .split(/\s+/)
    .map((name) => `${name}.test`);

let world: DoctorWorld;
let port: number;

beforeAll(async () => {
  world = await DoctorWorld.create();
  const { authority } = world;
  const other = await CertificateAuthority.create('Another');
  port = await world.https(await authority.issue(DOMAINS));
  const tls = {
    'expired.test': await world.https(await authority.issue(['expired.test'], { validMs: -60_000 })),
    'early.test': await world.https(await authority.issue(['early.test'], { now: Date.now() + 2 * DAY_MS })),
    'soon.test': await world.https(await authority.issue(['soon.test'], { validMs: 3 * DAY_MS })),
    'wrong-name.test': await world.https(await authority.issue(['machine.test'])),
    'stranger.test': await world.https(await other.issue(['stranger.test'])),
    'leaf-only.test': await world.https(leafOnly(await other.issue(['leaf-only.test']))),
    'old-tls.test': await world.https({
      ...(await authority.issue(['old-tls.test'])),
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }),
    'tls12.test': await world.https({ ...(await authority.issue(['tls12.test'])), maxVersion: 'TLSv1.2' }),
    'plain-http.test': await world.http(),
    'silent.test': await world.silent(),
    'closed.test': 1,
    'two-hosts.test': port,
  };
  const srv = (domain: string, at: number, target = 'machine.test') => ({
    name: `_iimp._tcp.${domain}`,
    target,
    port: at,
  });
  const bySrv = DOMAINS.filter(
    (domain) => !['plain.test', 'moved.test', 'fallback-bad.test', 'table.test'].includes(domain),
  );
  await world.startDns({
    srv: [
      ...bySrv.map((domain) => srv(domain, port)),
      ...Object.entries(tls).map(([domain, at]) => srv(domain, at)),
      srv('two-hosts.test', port, 'nowhere.test'),
      srv('dangling.test', port, 'nowhere.test'),
      srv('inside.test', port, 'inside-machine.test'),
      srv('no.test', 0, '.'),
    ],
    addresses: {
      'machine.test': '127.0.0.1',
      'inside-machine.test': '10.9.8.7',
      'plain.test': '127.0.0.1',
      'moved.test': '127.0.0.1',
      'fallback-bad.test': '127.0.0.1',
    },
  });
  for (const [domain, peer] of Object.entries(PEERS())) world.peers.set(domain, peer);
});
afterAll(() => world?.close());

function leafOnly({ cert, key }: { cert: string; key: string }): { cert: string; key: string } {
  return { cert: cert.slice(0, cert.indexOf('-----END CERTIFICATE-----') + 26), key };
}

const PEERS = (): Record<string, Peer> => ({
  'wrong-document.test': {
    document: documentOf('good.test', port, { federation_endpoint: `https://wrong-document.test:${port}` }),
  },
  'no-json.test': { document: '<html>' },
  'no-schema.test': { document: { ...documentOf('no-schema.test', port), public_key: 'short' } },
  'big.test': { document: 'x'.repeat(70_000) },
  'missing.test': { status: 404 },
  'broken.test': { status: 502, headers: { 'content-type': 'text/html' }, document: '\x1b[31mbad gateway' },
  'no-cache.test': { headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } },
  'other-port.test': { document: documentOf('other-port.test', 443) },
  'key-mismatch.test': keys('key-mismatch.test', [{ key_id: 'k1', public_key: 'A'.repeat(43), expires_at: null }]),
  'key-expired.test': keys('key-expired.test', [{ key_id: 'k1', expires_at: Date.now() - 1 }]),
  'key-soon.test': keys('key-soon.test', [{ key_id: 'k1', expires_at: Date.now() + DAY_MS }]),
  'key-unlisted.test': keys('key-unlisted.test', [{ key_id: 'k0', expires_at: null }]),
  'key-old.test': keys('key-old.test', [
    { key_id: 'k1', expires_at: null },
    { key_id: 'k0', expires_at: 1 },
  ]),
  'drift.test': { skewMs: 20_000 },
  'skew.test': { skewMs: 120_000 },
  'skew-behind.test': { skewMs: -120_000 },
  'open-door.test': { federation: (_, response) => void response.writeHead(200).end('{}') },
  'no-gateway.test': {
    federation: (_, response) => void response.writeHead(404, { 'content-type': 'text/html' }).end(),
  },
  'blocked.test': signedOnly(new ProblemError('domain_blocked', `${US} may not federate with this server`)),
  'forgets.test': signedOnly(new ProblemError('invalid_signature', `keyid: ${US} has no such key`)),
  'any-key.test': signedOnly(new ProblemError('not_found', 'there is no such attachment')),
  'no-problem.test': { userKeys: (response) => void response.writeHead(404).end('nothing') },
  'plain.test': { document: documentOf('plain.test', port) },
  'moved.test': { document: documentOf('moved.test', port, { federation_endpoint: `https://good.test:${port}/x` }) },
  'fallback-bad.test': { status: 404 },
});

function keys(domain: string, list: object[]): Peer {
  const whole = documentOf(domain, port) as { public_key: string };
  return { document: { ...whole, keys: list.map((key) => ({ public_key: whole.public_key, ...key })) } };
}

/** Refuses what is not signed, and answers whatever is signed with this. */
function signedOnly(answer: ProblemError): Peer {
  return {
    federation: ({ headers }, response) =>
      sendProblem(
        response,
        headers['signature'] ? answer : new ProblemError('invalid_signature', 'signature: missing'),
      ),
  };
}

async function look(domain: string, more: DoctorOptions = {}, env: Record<string, string> = {}): Promise<Finding[]> {
  const options = { dns: world.dns.address, ca: world.caFile, allowCidr: '127.0.0.0/8', ...more };
  const tools = instruments(domain, options, env, { defaultPort: port });
  try {
    return await examine(domain, await findOwnKey(domain, { keysDir: world.keysDir, ...more }, env), tools);
  } finally {
    await tools.client.close();
  }
}

/** What is not all right, without what only waits for that. */
const faults = (findings: Finding[]): Record<string, Status> =>
  Object.fromEntries(
    findings
      .filter(({ status, seen }) => status !== 'ok' && !seen.startsWith('not looked at'))
      .map(({ check, status }) => [check, status]),
  );
const waiting = (findings: Finding[]): number => findings.filter(({ seen }) => seen.startsWith('not looked at')).length;
const of = (findings: Finding[], check: string): Finding => findings.find((finding) => finding.check === check)!;

it('finds nothing wrong with a domain that is right, by SRV record', async () => {
  const findings = await look('good.test');
  expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(findings.map(({ check }) => check)).toEqual(CHECKS);
  expect(of(findings, 'signed').means).toBe(`The peer has found the key of ${US} and verified our signature.`);
  expect(of(findings, 'connection').subject).toBe(`machine.test port ${port}`);
});

it('nor by its own address, where the document says where federation is', async () => {
  const findings = await look('plain.test');
  expect(faults(findings)).toEqual({});
  expect(of(findings, 'srv').seen).toBe('there is no record _iimp._tcp.plain.test');
});

it('nor by the table of peers, without DNS', async () => {
  const findings = await look('table.test', { dns: '127.0.0.1:1', allowCidr: '', peer: `127.0.0.1:${port}` });
  expect(faults(findings)).toEqual({});
  expect(of(findings, 'guard').seen).toBe('127.0.0.1: not public, named in the table of peers');
});

it.each([
  ['no.test', { srv: 'failure' }, /single target "\."/],
  ['good.elsewhere', { srv: 'failure' }, /REFUSED/],
  ['nowhere.test', { address: 'failure' }, /nowhere\.test has no address/],
  ['dangling.test', { address: 'failure' }, /nowhere\.test has no address/],
  ['inside.test', { guard: 'failure' }, /10\.9\.8\.7: not public/],
  ['closed.test', { connection: 'failure' }, /ECONNREFUSED/],
  ['silent.test', { connection: 'failure' }, /did not finish a TLS handshake/],
  ['plain-http.test', { connection: 'failure' }, /wrong version number|packet length too long/],
  ['old-tls.test', { connection: 'failure' }, /protocol/],
  ['expired.test', { 'certificate-expiry': 'failure' }, /expired\.test until .* ago/],
  ['early.test', { 'certificate-expiry': 'failure' }, /is valid from/],
  ['soon.test', { 'certificate-expiry': 'warning' }, /in 2d 23h/],
  ['wrong-name.test', { 'certificate-name': 'failure' }, /not valid for wrong-name\.test; it names DNS:machine\.test/],
  ['stranger.test', { 'certificate-chain': 'failure' }, /SELF_SIGNED_CERT_IN_CHAIN/],
  ['leaf-only.test', { 'certificate-chain': 'failure' }, /UNABLE_TO_VERIFY_LEAF_SIGNATURE: .*issued by Another/],
  ['wrong-document.test', { 'document-domain': 'failure' }, /the document is of good\.test/],
  ['no-json.test', { document: 'failure' }, /not JSON/],
  ['no-schema.test', { 'document-schema': 'failure' }, /public_key/],
  ['big.test', { document: 'failure' }, /longer than 65536 bytes/],
  ['missing.test', { document: 'failure' }, /^404/],
  ['broken.test', { document: 'failure' }, /^502/],
  ['no-cache.test', { 'document-cache': 'warning' }, /no-store, no ETag/],
  ['other-port.test', { endpoints: 'warning' }, /the SRV record means https:\/\/other-port\.test:/],
  ['key-mismatch.test', { keys: 'failure' }, /another key than keys has under k1/],
  ['key-expired.test', { keys: 'failure' }, /k1 signs, until/],
  ['key-soon.test', { keys: 'warning' }, /in 23h/],
  ['key-unlisted.test', { keys: 'warning' }, /k1, is not among keys \(k0\)/],
  ['key-old.test', { keys: 'warning' }, /still listed: k0/],
  ['drift.test', { clock: 'warning' }, /\d+s ahead of ours/],
  ['skew.test', { clock: 'failure' }, /ahead of ours/],
  ['skew-behind.test', { clock: 'failure' }, /behind ours/],
  ['open-door.test', { unsigned: 'failure', signed: 'failure', forged: 'failure' }, /^200/],
  ['no-gateway.test', { unsigned: 'failure', signed: 'failure', forged: 'failure' }, /^404 \(text\/html\)/],
  ['blocked.test', { signed: 'failure', forged: 'warning' }, /^403 domain_blocked/],
  ['forgets.test', { signed: 'failure' }, /^401 invalid_signature: keyid: org1\.test has no such key/],
  ['any-key.test', { forged: 'failure' }, /^404 not_found/],
  ['no-problem.test', { 'user-keys': 'warning' }, /^404/],
  ['two-hosts.test', { address: 'warning' }, /nowhere\.test has no address/],
  ['fallback-bad.test', { document: 'failure' }, /^404/],
] as [string, Record<string, Status>, RegExp][])('%s: %j', async (domain, expected, seen) => {
  const findings = await look(domain, domain === 'silent.test' ? { timeout: '1' } : {});
  expect(faults(findings)).toEqual(expected);
  expect(
    of(
      findings.filter(({ status }) => status !== 'ok'),
      Object.keys(expected)[0]!,
    ).seen,
  ).toMatch(seen);
  // Every check is told of, and every fault has its meaning and its cure.
  expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(CHECKS));
  for (const { status, means, cure } of findings)
    expect([means !== '', cure !== null]).toEqual([true, status !== 'ok']);
});

it('takes TLS 1.2', async () => {
  const findings = await look('tls12.test');
  expect([faults(findings), of(findings, 'tls-version').seen]).toEqual([{}, 'TLSv1.2']);
});

it('looks at the host that the document names, too', async () => {
  const findings = await look('moved.test');
  // No DNS record of good.test: the document leads nowhere.
  expect(faults(findings)).toEqual({ address: 'failure' });
  expect(findings.filter(({ subject }) => subject === `good.test port ${port}`)).toHaveLength(7);
});

it('tells SERVFAIL from "no record"', async () => {
  const dns = await startScriptedDns((query) => reply(query, 2));
  const findings = await look('good.test', { dns: dns.server });
  expect([faults(findings), of(findings, 'srv').seen, waiting(findings)]).toEqual([
    { srv: 'failure' },
    expect.stringContaining('SERVFAIL'),
    CHECKS.length - 1,
  ]);
  await dns.stop();
});

it('names the list that lets a private address pass', async () => {
  const [refused, allowed] = [await look('good.test', { allowCidr: '' }), await look('good.test')];
  expect(of(refused, 'guard').cure).toContain('IIMP_ALLOWED_CIDRS=127.0.0.1/32');
  expect(of(allowed, 'guard').seen).toBe('127.0.0.1: not public, listed as allowed');
});

it('keeps control characters of strangers from the terminal', async () => {
  world.peers.set('big.test', { status: 502, headers: { 'content-type': 'a/\u009b31mb' } });
  expect(of(await look('big.test'), 'document').seen).toBe('502 (a/?31mb)');
});

describe('without a key of ours', () => {
  it.each([
    ['good.test', { keysDir: '/nowhere' }, /cannot be read/],
    ['good.test', { from: 'org9.test' }, /has no key of org9\.test/],
    ['good.test', { keyId: 'k9' }, /cannot be read/],
    [US, {}, /served by this very deployment/],
  ])('%s %j', async (domain, options, why) => {
    const own = await findOwnKey(domain, { keysDir: world.keysDir, ...options }, {});
    expect(own).toEqual({ missing: expect.stringMatching(why), cure: expect.any(String) });
  });

  it('does the rest', async () => {
    const findings = await look('good.test', { from: 'org9.test' });
    expect(faults(findings)).toEqual({ signed: 'skipped', forged: 'skipped' });
  });

  it('wants to be told which of two keys it is', async () => {
    world.writeKey('k2');
    const found = await findOwnKey('good.test', { keysDir: world.keysDir }, {});
    expect(found).toMatchObject({ missing: expect.stringContaining('(k1, k2)') });
    expect(await findOwnKey('good.test', { keysDir: world.keysDir, keyId: 'k1' }, {})).toMatchObject({ keyId: 'k1' });
  });
});
