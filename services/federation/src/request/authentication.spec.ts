/** Who is let in by what they sign (profile §6). */
import { sign } from 'node:crypto';
import { contentDigest } from '@iimp/http-signatures/content-digest';
import { signatureBase } from '@iimp/http-signatures/signature-base';
import { parseSignature } from '@iimp/http-signatures/verify-request';
import { newId } from '@iimp/protocol/ids';
import { MESSAGES_PATH, send, type Answer, type Peer, type Sending } from '../peer.testkit.js';
import { startWorld, type World } from '../world.testkit.js';

let world: World;
let org1: Peer;

beforeAll(async () => {
  world = await startWorld();
  org1 = world.peer('org1.test');
});
afterAll(() => world?.stop());

const outcome = ({ status, json }: Answer) => [status, json.code ?? json.status];
const payload = () => Buffer.from(JSON.stringify(org1.message()));
const INPUT = 'signature-input';

/** Changes the parameters of the signature after signing. */
function altered(change: (input: string) => string): Sending {
  const body = payload();
  const headers = org1.sign({ body });
  return { body, headers: { ...headers, [INPUT]: change(headers[INPUT]!) } };
}

describe('a signed request', () => {
  it('is taken when all is right', async () => {
    expect(outcome(await org1.send({ body: payload() }))).toEqual([200, 'stored']);
    expect(outcome(await org1.send({ body: payload(), host: 'ORG2.test:443' }))).toEqual([200, 'stored']);
    expect(outcome(await org1.send({ body: payload(), host: 'org2.test:8448', query: 'a=1&b=?' }))).toEqual([
      200,
      'stored',
    ]);
    expect(outcome(await org1.send({ body: payload(), sign: { ttlSeconds: 300 } }))).toEqual([200, 'stored']);
  });

  it.each<[string, number, string, () => Sending]>([
    ['without signature', 401, 'invalid_signature', () => ({ body: payload(), headers: { signature: undefined } })],
    ['without signature-input', 401, 'invalid_signature', () => ({ body: payload(), headers: { [INPUT]: undefined } })],
    [
      'with a signature that is no field',
      401,
      'invalid_signature',
      () => ({ body: payload(), headers: { signature: 'iimp' } }),
    ],
    [
      'with a signature of zeros',
      401,
      'invalid_signature',
      () => ({ body: payload(), headers: { signature: `iimp=:${'A'.repeat(86)}==:` } }),
    ],
    ['with two signatures', 401, 'invalid_signature', () => altered((input) => `${input}, b=("@method")`)],
    ['with another label', 401, 'invalid_signature', () => altered((input) => input.replace('iimp=', 'sig1='))],
    [
      'with another tag',
      401,
      'invalid_signature',
      () => altered((input) => input.replace('iimp-federation-v1', 'iimp-receipt-v1')),
    ],
    [
      'with another algorithm',
      401,
      'invalid_signature',
      () => altered((input) => input.replace('"ed25519"', '"rsa-pss-sha512"')),
    ],
    ['without nonce', 401, 'invalid_signature', () => altered((input) => input.replace(/;nonce="[^"]*"/, ''))],
    ['without created', 401, 'invalid_signature', () => altered((input) => input.replace(/;created=\d+/, ''))],
    ['without expires', 401, 'invalid_signature', () => altered((input) => input.replace(/;expires=\d+/, ''))],
    [
      'with a life of 301 seconds',
      401,
      'invalid_signature',
      () => altered((input) => input.replace(/expires=(\d+)/, (_, at) => `expires=${Number(at) + 241}`)),
    ],
    [
      'with a nonce changed',
      401,
      'invalid_signature',
      () => altered((input) => input.replace('nonce="', 'nonce="AAAA')),
    ],
    ['with a short nonce', 401, 'invalid_signature', () => ({ body: payload(), sign: { nonce: 'AAAA' } })],
    ['without the method covered', 401, 'invalid_signature', () => altered((input) => input.replace('"@method" ', ''))],
    [
      'without the digest covered',
      401,
      'invalid_signature',
      () => altered((input) => input.replace('"content-digest" ', '')),
    ],
    [
      'without the destination covered',
      401,
      'invalid_signature',
      () => altered((input) => input.replace('"iimp-destination" ', '')),
    ],
    [
      'without destination',
      401,
      'invalid_signature',
      () => ({ body: payload(), headers: { 'iimp-destination': undefined } }),
    ],
    [
      'with a destination changed',
      401,
      'invalid_signature',
      () => ({ body: payload(), headers: { 'iimp-destination': 'org3.test' } }),
    ],
    ['with a destination that is not here', 404, 'not_found', () => ({ body: payload(), destination: 'org7.test' })],
    [
      'with the path changed',
      401,
      'invalid_signature',
      () => ({ body: payload(), headers: org1.sign({ body: payload(), path: '/federation/v1/other' }) }),
    ],
    [
      'with a query added',
      401,
      'invalid_signature',
      () => ({ body: payload(), query: 'x=1', headers: org1.sign({ body: payload() }) }),
    ],
    ['with the method changed', 401, 'invalid_signature', () => ({ body: payload(), sign: { method: 'PUT' } })],
    ['with the host changed', 401, 'invalid_signature', () => ({ body: payload(), headers: { host: 'org3.test' } })],
    [
      'with the port changed',
      401,
      'invalid_signature',
      () => ({ body: payload(), headers: { host: 'org2.test:8448' } }),
    ],
    ['with the body changed', 401, 'invalid_signature', () => ({ body: payload(), sentBody: Buffer.from('{}') })],
    ['with a body added', 401, 'invalid_signature', () => ({ sentBody: Buffer.from('{}') })],
    ['with the body taken away', 401, 'invalid_signature', () => ({ body: payload(), sentBody: Buffer.alloc(0) })],
    [
      'with a digest that is no digest',
      401,
      'invalid_signature',
      () => ({ body: payload(), headers: { 'content-digest': 'sha-256=abc' } }),
    ],
    [
      'with a digest by another algorithm',
      401,
      'invalid_signature',
      () => ({ body: payload(), headers: { 'content-digest': 'md5=:AAAA:' } }),
    ],
    [
      'with the content type changed',
      401,
      'invalid_signature',
      () => ({ body: payload(), headers: { 'content-type': 'application/json; charset=utf-8' } }),
    ],
    ['made too long ago', 401, 'invalid_signature', () => ({ body: payload(), sign: { now: world.now() - 125_000 } })],
    ['made in the future', 401, 'invalid_signature', () => ({ body: payload(), sign: { now: world.now() + 65_000 } })],
    [
      'by a key id in no form',
      401,
      'invalid_signature',
      () => altered((input) => input.replace('org1.test#k1', 'org1.test')),
    ],
    [
      'by a key id of a domain in upper case',
      401,
      'invalid_signature',
      () => altered((input) => input.replace('org1.test', 'ORG1.test')),
    ],
    [
      'in the name of a domain of this very server',
      401,
      'invalid_signature',
      () => ({ body: payload(), sign: { keyId: 'org2.test#k1' } }),
    ],
    [
      'in the name of another domain',
      401,
      'invalid_signature',
      () => {
        world.peer('other.test');
        return { body: payload(), sign: { keyId: 'other.test#k1' } };
      },
    ],
    [
      'in the name of a domain that does not exist',
      401,
      'invalid_signature',
      () => ({ body: payload(), sign: { keyId: 'nowhere.test#k1' } }),
    ],
  ])('%s: %d %s', async (_, status, code, sending) => {
    const answer = await org1.send(sending());
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(outcome(await org1.send({ body: payload() }))).toEqual([200, 'stored']);
  });

  it('without a body may carry the digest of nothing, and then needs no type', async () => {
    const path = `/federation/v1/attachments/${newId(world.now())}`;
    const fields: Record<string, string> = org1.sign({ method: 'GET', path });
    fields['content-digest'] = contentDigest(Buffer.alloc(0));
    const params = fields[INPUT]!.slice('iimp='.length).replace(')', ' "content-digest")');
    const { components } = parseSignature({ ...fields, [INPUT]: `iimp=${params}` });
    const request = { method: 'GET', authority: 'org2.test', path, query: '', headers: fields };
    const signature = sign(null, signatureBase(components, params, { request }), org1.keys.get(org1.kid)!.privateKey);
    const headers = { ...fields, [INPUT]: `iimp=${params}`, signature: `iimp=:${signature.toString('base64')}:` };
    // Let in: it is the attachment that is not there.
    expect(outcome(await org1.send({ method: 'GET', path, headers }))).toEqual([404, 'not_found']);
  });

  it('is taken within the skew', async () => {
    expect((await org1.send({ body: payload(), sign: { now: world.now() - 110_000 } })).status).toBe(200);
    expect((await org1.send({ body: payload(), sign: { now: world.now() + 55_000 } })).status).toBe(200);
  });

  it('is taken once, on whatever replica, and of many at once one', async () => {
    const other = await world.replica();
    const body = payload();
    const headers = org1.sign({ body });
    const request = { method: 'POST', path: MESSAGES_PATH, headers: { ...headers, host: 'org2.test' }, body };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => send([world, other][i % 2]!.url, request)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(401)]);
    expect(answers.filter(({ json }) => json.code === 'replayed_request')).toHaveLength(19);
    await other.stop();
  });

  it('is not told what is inside this network when a domain cannot be looked up', async () => {
    const detail = 'intranet.test cannot be connected to: db.corp is at 10.0.0.5';
    world.neighbours.problems.set('intranet.test', { code: 'unavailable', detail, retryAfterSeconds: 7 });
    const { status, json, headers } = await org1.send({ body: payload(), sign: { keyId: 'intranet.test#k1' } });
    expect([status, json.code, headers['retry-after']]).toEqual([503, 'unavailable', '7']);
    expect(JSON.stringify(json)).not.toMatch(/10\.0\.0\.5|corp/);
  });

  it('has its nonce looked at behind the storing of what it brings, which is waited for longer', async () => {
    const { db } = world.context;
    const [transactions, queries] = [jest.spyOn(db, 'transaction'), jest.spyOn(db, 'query')];
    expect(outcome(await org1.send({ body: payload() }))).toEqual([200, 'stored']);
    const turnOf = (spy: { mock: jest.MockContext<unknown, unknown[]> }, name: string): number =>
      spy.mock.invocationCallOrder[spy.mock.calls.findIndex(([called]) => called === name)]!;
    expect(turnOf(transactions, 'write-batch')).toBeLessThan(turnOf(queries, 'nonces-insert'));
    for (const spy of [transactions, queries]) spy.mockRestore();
  });

  it('may have the nonce of another domain’s request', async () => {
    const org5 = world.peer('org5.test');
    const sign = { nonce: 'A'.repeat(22) };
    expect((await org1.post(org1.message(), { sign })).status).toBe(200);
    expect((await org5.post(org5.message(), { sign })).status).toBe(200);
    expect((await org5.post(org5.message(), { sign })).json.code).toBe('replayed_request');
  });
});
