import { generateKeyPairSync } from 'node:crypto';
import { signReceipt } from '@iimp/http-signatures/receipt';
import type { PeerRequest, PeerResponse } from '@iimp/peer/peer-client';
import type { Signer } from '@iimp/platform/domain-keyring';
import type { CompleteDiscoveryDocument } from '@iimp/protocol/validate';
import type { OutboxRow, PostReport, Target } from '../engine/ports.js';
import { makeRow, makeTarget } from '../engine/rows.testkit.js';
import { HttpsPeer, type HttpsPeerDeps } from './https-peer.js';
import { Receipts } from './receipts.js';

const NOW = Date.parse('Sat, 28 Nov 2026 12:00:00 GMT');
const { privateKey } = generateKeyPairSync('ed25519');
const signer: Signer = { domain: 'org1.test', keyId: 'k1', privateKey };
const document = { domain: 'org2.test', keys: [] } as unknown as CompleteDiscoveryDocument;
const handle = { endpoint: { baseUrl: 'https://org2.test', connect: [] }, document, receipts: false };

/** A post of these rows to a peer that gives this answer. @returns what is reported, and the most that is read of an answer */
async function post(
  answer: { status: number; headers?: Record<string, string>; body?: string },
  rows: readonly OutboxRow[] = [makeRow()],
): Promise<{ report: PostReport; maxBytes: number }> {
  let maxBytes = 0;
  const target = { authority: 'org2.test', path: '/federation/v1/messages', query: '' };
  const request = (sent: PeerRequest & { maxBytes: number }) => {
    ({ maxBytes } = sent);
    sent.sign?.(target);
    const { status, headers = {}, body = '' } = answer;
    return Promise.resolve({ status, headers, body: Buffer.from(body), target });
  };
  const peer = new HttpsPeer({
    client: { request },
    keyring: { signer: () => signer },
    receipts: new Receipts(() => NOW),
    now: () => NOW,
    timeoutMs: 1_000,
  } as unknown as HttpsPeerDeps);
  const report = await peer.post({ handle } as Target, 'org2.test', rows, new AbortController().signal);
  return { report, maxBytes };
}

it('asks for the keys behind a receipt that does not verify: at once, and when it may again, once for a domain', async () => {
  jest.useFakeTimers();
  const asked = jest.fn(() => Promise.resolve({ kind: 'target', target: { handle } }));
  const request = (sent: PeerRequest) => {
    const target = { authority: 'org2.test', path: '/federation/v1/messages', query: '' };
    const { signature = '', 'content-digest': contentDigest = '' } = sent.sign?.(target) ?? {};
    const body = Buffer.from('{}');
    const toSign = { status: 200, body, request: { signature, contentDigest }, keyId: 'org2.test#new', privateKey };
    return Promise.resolve({ status: 200, headers: signReceipt({ ...toSign, now: NOW }), body, target });
  };
  const peer = new HttpsPeer({
    client: { request },
    keyring: { signer: () => signer },
    receipts: new Receipts(() => NOW),
    resolver: { resolve: asked },
    now: () => NOW,
    timeoutMs: 1_000,
  } as unknown as HttpsPeerDeps);
  for (let i = 0; i < 3; i++) {
    const report = await peer.post({ handle } as Target, 'org2.test', [makeRow()], new AbortController().signal);
    expect(report).toMatchObject({ receipt: { verified: false } });
    expect(asked.mock.calls).toEqual([['org2.test', true]]);
  }
  jest.advanceTimersByTime(61_000);
  expect(asked).toHaveBeenCalledTimes(2);
  jest.useRealTimers();
});

it('says for which domain of ours it cannot sign, and why', () => {
  const keyring = {
    signer: (domain: string): Signer => {
      if (domain === 'keyless.test') throw new Error(`this server cannot sign for ${domain} now`);
      return signer;
    },
  };
  const peer = new HttpsPeer({ keyring } as unknown as HttpsPeerDeps);
  expect(peer.whyNotSign('keyless.test')).toBe('this server cannot sign for keyless.test now');
  expect(peer.whyNotSign('org1.test')).toBeUndefined();
});

it('hands on what was answered, and how long to be silent', async () => {
  const headers = { 'retry-after': '2' };
  expect((await post({ status: 503, headers, body: '{"code":"unavailable"}' })).report).toEqual({
    kind: 'answer',
    status: 503,
    body: { code: 'unavailable' },
    retryAfterMs: 2_000,
  });
});

it.each([
  ['what is not JSON', '<html>'],
  ['brackets that would stop everybody while they are parsed', `{"results":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
  ['many empty values', `{"results":[${'[],'.repeat(1e5)}[]]}`],
])('does not look into %s', async (_, body) => {
  const parse = jest.spyOn(JSON, 'parse');
  expect((await post({ status: 200, body })).report).toMatchObject({ kind: 'answer', status: 200, body: undefined });
  expect(parse.mock.calls.filter(([text]) => text.length > 1_000)).toEqual([]);
  parse.mockRestore();
});

it('reads no more of an answer than its results may need', async () => {
  const few = makeRow();
  const many = makeRow({
    recipients: Array.from({ length: 500 }, (_, i) => `somebody-with-a-long-name-${i}@org2.test`),
  });
  const sizes = await Promise.all(
    [[few], [many], Array<OutboxRow>(100).fill(few)].map((rows) => post({ status: 200 }, rows)),
  );
  const [one, long, hundred] = sizes.map(({ maxBytes }) => maxBytes) as [number, number, number];
  expect(one).toBeLessThan(300_000);
  expect(long - one).toBeGreaterThan(JSON.stringify(many.recipients).length);
  expect(hundred).toBeLessThan(1_000_000);
});

it.each([
  ['Sat, 28 Nov 2026 11:55:00 GMT', '300 s'],
  // Dates are cut to seconds.
  ['Sat, 28 Nov 2026 12:02:00 GMT', '121 s'],
])('takes 401 for something that passes while a clock is wrong: %s', async (date, difference) => {
  const refused = { status: 401, body: '{"code":"invalid_signature"}' };
  expect((await post({ ...refused, headers: { date } })).report).toEqual({
    kind: 'failure',
    reason: 'protocol',
    detail: `our signatures are refused while the clocks differ by ${difference}`,
  });
  const inTime: Record<string, string>[] = [{ date: 'Sat, 28 Nov 2026 12:00:30 GMT' }, {}];
  for (const headers of inTime)
    expect((await post({ ...refused, headers })).report).toMatchObject({ kind: 'answer', status: 401 });
});

it.each([
  ['one message as it is', ['{"a":1}'], '{"a":1}'],
  ['several in one object', ['{"a":1}', '{"ä":"€"}', '{}'], '{"messages":[{"a":1},{"ä":"€"},{}]}'],
])('posts %s', async (_, texts, expected) => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const bodies: string[] = [];
  const request = async ({ body, sign }: PeerRequest): Promise<PeerResponse> => {
    const target = { authority: 'org2.test', path: '/', query: '' };
    sign?.(target);
    bodies.push(body?.toString('utf8') ?? '');
    return { status: 503, headers: {}, target, body: Buffer.alloc(0) };
  };
  const deps = {
    client: { request },
    keyring: { signer: (domain: string) => ({ domain, keyId: 'k1', privateKey }) },
    now: () => 1_800_000_000_000,
    timeoutMs: 1_000,
  };
  const peer = new HttpsPeer(deps as unknown as HttpsPeerDeps);
  const rows = texts.map((json) => makeRow({ json, bytes: Buffer.byteLength(json) }));
  const target = makeTarget({ handle: { endpoint: {} } });
  const report = await peer.post(target, 'org2.test', rows, new AbortController().signal);
  expect(report).toMatchObject({ kind: 'answer', status: 503 });
  expect(bodies).toEqual([expected]);
});
