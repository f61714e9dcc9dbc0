import fc from 'fast-check';
import { sha256 } from './content-digest.js';
import { hasReceipt, parseReceipt, signReceipt, verifyReceipt, type ReceiptToVerify } from './receipt.js';
import { component, signatureBase } from './signature-base.js';
import { KEYS, NOW, OTHER_KEYS, refusal, signedPost, signMore } from './signing.testkit.js';
import { sign } from 'node:crypto';

const ANSWER = Buffer.from('{"results":[]}');
const sent = signedPost().headers;
const request = { signature: sent['signature'] as string, contentDigest: sent['content-digest'] as string };

function receipt(overrides: Partial<ReceiptToVerify> = {}): ReceiptToVerify {
  const headers = signReceipt({
    status: 200,
    body: ANSWER,
    request,
    keyId: 'org2.test#k1',
    privateKey: KEYS.privateKey,
    now: NOW,
  });
  return { status: 200, headers, body: ANSWER, request, ...overrides };
}

function accept(answer: ReceiptToVerify, now?: number, publicKey = KEYS.publicKey): void {
  verifyReceipt(parseReceipt(answer.headers), answer, publicKey, now);
}

it('covers status, body, and signature and digest of the request (profile §6.1)', () => {
  const answer = receipt();
  expect(answer.headers['signature-input']).toBe(
    'iimp-receipt=("@status" "content-digest" "signature";req;key="iimp" "content-digest";req)' +
      `;created=${NOW / 1000};keyid="org2.test#k1";alg="ed25519";tag="iimp-receipt-v1"`,
  );
  const parsed = parseReceipt(answer.headers);
  expect(parsed).toMatchObject({ domain: 'org2.test', kid: 'k1', created: NOW / 1000 });
  const base = signatureBase(parsed.components, parsed.signatureParams, {
    request: { headers: { signature: request.signature, 'content-digest': request.contentDigest } },
    response: { status: 200, headers: answer.headers },
  });
  expect(base.toString().split('\n').slice(0, 4)).toEqual([
    '"@status": 200',
    `"content-digest": ${answer.headers['content-digest'] as string}`,
    `"signature";req;key="iimp": ${request.signature.slice('iimp='.length)}`,
    `"content-digest";req: ${request.contentDigest}`,
  ]);
  expect(() => accept(answer, NOW)).not.toThrow();
});

it('verifies years later, by the digest of the answer alone', () => {
  const { body: _, ...rest } = receipt();
  expect(() => accept({ ...rest, digestOfBody: sha256(ANSWER) })).not.toThrow();
  expect(() => accept(receipt(), NOW + 10 * 365 * 86_400_000)).not.toThrow();
});

it('is refused from the future, unless no clock is asked', () => {
  expect(refusal(() => accept(receipt(), NOW - 60_001))).toBe('created: in the future');
  expect(() => accept(receipt(), NOW - 60_000)).not.toThrow();
  expect(() => accept(receipt())).not.toThrow();
});

it('may cover more of answer and request, which verifies where it is given', () => {
  const parts = { method: 'POST', authority: 'Org2.test:443', path: '/federation/v1/messages', query: '' };
  const toSign = { status: 200, body: ANSWER, request, keyId: 'org2.test#k1', privateKey: KEYS.privateKey, now: NOW };
  const headers = signMore(toSign, { ...parts, authority: 'org2.test' });
  expect(() => accept(receipt({ headers, request: { ...request, ...parts } }))).not.toThrow();
  const path = '/federation/v1/other';
  expect(refusal(() => accept(receipt({ headers, request: { ...request, ...parts, path } })))).toMatch(/not verify/);
  expect(refusal(() => accept(receipt({ headers })))).toBe('"@method";req: covered, and not there');
  const { 'content-type': _, ...less } = headers;
  expect(refusal(() => accept(receipt({ headers: less, request: { ...request, ...parts } })))).toMatch(/not there$/);
});

it('may stand among other signatures of the answer, before or behind', () => {
  const { headers } = receipt();
  const beside = (input: string, signature: string) => ({ ...headers, 'signature-input': input, signature });
  const [input, signature] = [headers['signature-input'] as string, headers['signature'] as string];
  const [otherInput, other] = ['proxy=("@status" "date");created=1;keyid="gateway"', `proxy=:${'A'.repeat(340)}:`];
  const answers = [
    beside(`${input}, ${otherInput}`, `${other}, ${signature}`),
    beside(`${otherInput},${input}`, `${signature},  ${other}`),
  ];
  for (const each of answers) expect(() => accept(receipt({ headers: each }), NOW)).not.toThrow();
  expect(refusal(() => parseReceipt(beside(otherInput, `${signature}, ${other}`)))).toMatch(
    /^signature-input: not one/,
  );
  expect(refusal(() => parseReceipt(beside(input, other)))).toMatch(/^signature: not one/);
  const twice = beside(`${input}, ${otherInput}`, `${signature}, ${other}, ${signature}`);
  expect(refusal(() => parseReceipt(twice))).toMatch(/twice/);
});

it('is made by a key with a name alone, and says the second that it is', () => {
  const toSign = { status: 200, body: ANSWER, request, privateKey: KEYS.privateKey, now: NOW + 999 };
  for (const keyId of ['org2.test', '#k1', 'org2.test#k"1', 'ORG2.test#k1'])
    expect(refusal(() => signReceipt({ ...toSign, keyId }))).toMatch(/^keyId/);
  expect(parseReceipt(signReceipt({ ...toSign, keyId: 'org2.test#k1' })).created).toBe(NOW / 1000);
});

it('tells whether there is one', () => {
  expect(hasReceipt(receipt().headers)).toBe(true);
  expect(hasReceipt({ 'content-type': 'application/json' })).toBe(false);
});

it('is refused for another answer, another request or another key', () => {
  const other = signedPost().headers;
  const changes: Partial<ReceiptToVerify>[] = [
    { status: 201 },
    { body: Buffer.from('{}') },
    { request: { ...request, signature: other['signature'] as string } },
    { request: { ...request, contentDigest: `sha-256=:${'A'.repeat(43)}=:` } },
    { request: { ...request, signature: request.signature.replace('iimp=', 'other=') } },
    { request: { signature: 'garbage(', contentDigest: '' } },
    { headers: { ...receipt().headers, 'content-digest': undefined } },
  ];
  for (const changed of changes) refusal(() => accept(receipt(changed)));
  expect(refusal(() => accept(receipt(), NOW, OTHER_KEYS.publicKey))).toMatch(/does not verify/);
  expect(refusal(() => accept({ ...receipt(), body: undefined }))).toMatch(/no body/);
});

describe('policy', () => {
  const list = '"@status" "content-digest" "signature";req;key="iimp" "content-digest";req';
  const rest = `;created=${NOW / 1000};keyid="org2.test#k1";tag="iimp-receipt-v1"`;

  function crafted(params: string): ReceiptToVerify {
    const answer = receipt();
    const components = [
      component('@status'),
      component('content-digest'),
      { ...component('signature', { req: true, key: 'iimp' }), identifier: /"signature";[^ )]*/.exec(params)![0] },
      component('content-digest', { req: true }),
    ];
    const base = signatureBase(components, params, {
      request: { headers: { signature: request.signature, 'content-digest': request.contentDigest } },
      response: answer,
    });
    const signature = `iimp-receipt=:${sign(null, base, KEYS.privateKey).toString('base64')}:`;
    return { ...answer, headers: { ...answer.headers, 'signature-input': `iimp-receipt=${params}`, signature } };
  }

  it('takes a receipt without alg, and parameters of a component in the other order', () => {
    expect(() => accept(crafted(`(${list})${rest}`))).not.toThrow();
    expect(() => accept(crafted(`(${list.replace(';req;key="iimp"', ';key="iimp";req')})${rest}`))).not.toThrow();
  });

  it.each([
    `(${list})${rest};alg="rsa-v1_5-sha256"`,
    `(${list})${rest.replace('receipt-v1', 'federation-v1')}`,
    `(${list})${rest.replace(/;keyid="[^"]*"/, '')}`,
    `(${list})${rest.replace(/;created=\d+/, '')}`,
    `(${list.replace('"@status" ', '')})${rest}`,
    `(${list.replace('"content-digest" ', '')})${rest}`,
    `(${list.replace(';key="iimp"', '')})${rest}`,
    `(${list.replace(';key="iimp"', ';key="other"')})${rest}`,
    `(${list.replace(' "content-digest";req', '')})${rest}`,
    `(${list} "signature";key="iimp";req)${rest}`,
  ])('refuses %s', (params) => {
    const answer = receipt();
    refusal(() => parseReceipt({ ...answer.headers, 'signature-input': `iimp-receipt=${params}` }));
  });

  it('refuses the label of a request, and garbage', () => {
    const { headers } = receipt();
    const input = headers['signature-input'] as string;
    refusal(() => parseReceipt({ ...headers, 'signature-input': input.replace('iimp-receipt=', 'iimp=') }));
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        refusal(() => parseReceipt({ 'signature-input': a, signature: b }));
      }),
    );
  });
});

it('any flipped bit is refused', () => {
  const answer = receipt();
  const name = fc.constantFrom('signature-input', 'signature', 'content-digest');
  fc.assert(
    fc.property(name, fc.nat(), fc.integer({ min: 0, max: 7 }), (header, at, bit) => {
      const bytes = Buffer.from(answer.headers[header] as string, 'latin1');
      bytes[at % bytes.length]! ^= 1 << bit;
      const headers = { ...answer.headers, [header]: bytes.toString('latin1') };
      refusal(() => accept({ ...answer, headers }));
    }),
    { numRuns: 400 },
  );
});
