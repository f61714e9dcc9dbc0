import { sign } from 'node:crypto';
import { contentDigest, sha256 } from './content-digest.js';
import { component, signatureBase } from './signature-base.js';
import { accept, BODY, KEYS, NOW, OTHER_KEYS, refusal, signedPost } from './signing.testkit.js';
import { parseSignature, type RequestToVerify } from './verify-request.js';

describe('a signed request', () => {
  it('is accepted with its body or the digest of it', () => {
    const request = signedPost();
    expect(() => accept(request)).not.toThrow();
    expect(() => accept({ ...request, body: undefined, digestOfBody: sha256(BODY) })).not.toThrow();
  });

  it('is accepted without a body, and with one that is empty', () => {
    expect(() => accept(signedPost({ method: 'GET', body: undefined }))).not.toThrow();
    expect(() => accept(signedPost({ body: new Uint8Array(0) }))).not.toThrow();
  });

  it('names digest and type of every body, and of nothing that is none', () => {
    const names = ['content-digest', 'content-type'];
    const said = (body: Uint8Array | undefined) => names.filter((name) => name in signedPost({ body }).headers);
    expect([undefined, new Uint8Array(0), Buffer.from('1'), BODY].map(said)).toEqual([[], [], names, names]);
  });

  it('is made for 1 to 300 seconds from the second that it is', () => {
    for (const ttlSeconds of [1, 300]) {
      const { created, expires } = parseSignature(signedPost({ now: NOW + 999, ttlSeconds }).headers);
      expect([created, expires]).toEqual([NOW / 1000, NOW / 1000 + ttlSeconds]);
    }
  });

  it('names the default port or not', () => {
    const request = signedPost({ url: { authority: 'Federation.org2.test:443', path: '/x' } });
    expect(() => accept({ ...request, authority: 'federation.org2.test' })).not.toThrow();
    expect(refusal(() => accept({ ...request, authority: 'federation.org2.test:8443' }))).toMatch(/does not verify/);
  });

  it('has another nonce each time', () => {
    const nonces = [signedPost(), signedPost()].map(({ headers }) => parseSignature(headers).nonce);
    expect(new Set(nonces).size).toBe(2);
  });

  it('is refused under another key', () => {
    expect(refusal(() => accept(signedPost(), NOW, OTHER_KEYS.publicKey))).toMatch(/does not verify/);
  });

  it('is accepted from 60 s before its window to 60 s after', () => {
    const request = signedPost({ ttlSeconds: 300 });
    for (const seconds of [-60, 0, 300, 360]) expect(() => accept(request, NOW + seconds * 1000)).not.toThrow();
    expect(refusal(() => accept(request, NOW - 60_001))).toBe('created: in the future');
    expect(refusal(() => accept(request, NOW + 360_001))).toBe('expires: in the past');
  });

  it.each([0, 301, 1.5, Number.NaN])('is not made for %s seconds', (ttlSeconds) => {
    expect(refusal(() => signedPost({ ttlSeconds }))).toMatch(/1 to 300/);
  });

  it.each(['org1.test', 'org1.test#', '#a', 'org1.test#a"b', 'Org1.test#a', 'org1.test#a b'])(
    'is not made with the key id %s',
    (keyId) => {
      expect(refusal(() => signedPost({ keyId }))).toMatch(/keyId/);
    },
  );
});

/** A request whose `Signature-Input` is written by hand, and signed as it stands. */
function crafted(params: string, request: RequestToVerify = signedPost(), signature?: string): RequestToVerify {
  const names = [...params.slice(0, params.indexOf(')')).matchAll(/"([^"]+)"/g)].map(([, name]) => component(name!));
  const base = signatureBase(names, params, { request });
  const value = signature ?? `iimp=:${sign(null, base, KEYS.privateKey).toString('base64')}:`;
  return { ...request, headers: { ...request.headers, 'signature-input': `iimp=${params}`, signature: value } };
}

const SECONDS = NOW / 1000;
const COVERED = '"@method" "@authority" "@path" "@query" "iimp-destination" "content-digest" "content-type"';
const PARAMETERS = {
  created: `${SECONDS}`,
  expires: `${SECONDS + 60}`,
  nonce: '"AAAAAAAAAAAAAAAAAAAAAA"',
  keyid: '"org1.test#a"',
  alg: '"ed25519"',
  tag: '"iimp-federation-v1"',
};
const withParameters = (changed: Partial<Record<keyof typeof PARAMETERS, string | undefined>>, covered = COVERED) =>
  `(${covered})${Object.entries({ ...PARAMETERS, ...changed })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `;${name}=${value}`)
    .join('')}`;

describe('policy (profile §6)', () => {
  it('takes what follows it, in any order and with more covered', () => {
    expect(() => accept(crafted(withParameters({})))).not.toThrow();
    expect(() => accept(crafted(withParameters({}, COVERED.split(' ').reverse().join(' '))))).not.toThrow();
    const request = signedPost();
    const more = { ...request, headers: { ...request.headers, date: 'today' } };
    expect(() => accept(crafted(withParameters({}, `${COVERED} "date"`), more))).not.toThrow();
    expect(() => accept(crafted(`${withParameters({})};extra`))).not.toThrow();
  });

  it.each(COVERED.split(' '))('refuses when %s is not covered', (name) => {
    const covered = COVERED.split(' ')
      .filter((other) => other !== name)
      .join(' ');
    expect(refusal(() => accept(crafted(withParameters({}, covered))))).toBe(`${name}: not covered`);
  });

  it('refuses to take a member of a field for the field', () => {
    const params = withParameters({}, COVERED.replace('"content-digest"', '"content-digest";key="sha-256"'));
    const request = signedPost();
    const headers = {
      ...request.headers,
      'signature-input': `iimp=${params}`,
    };
    expect(refusal(() => accept({ ...request, headers }))).toBe('"content-digest": not covered');
  });

  const other = (name: keyof typeof PARAMETERS, value: string | undefined) => [name, value] as const;
  it.each([
    other('created', undefined),
    other('created', `"${SECONDS}"`),
    other('created', `${SECONDS}.0`),
    other('created', `${SECONDS}.5`),
    other('created', `-5`),
    other('created', `0${SECONDS}`),
    other('created', `@${SECONDS}`),
    other('expires', undefined),
    other('expires', `"${SECONDS + 60}"`),
    other('expires', `${SECONDS}`),
    other('expires', `${SECONDS - 10}`),
    other('expires', `${SECONDS + 301}`),
    other('nonce', undefined),
    other('nonce', '1234'),
    other('nonce', '"AAAAAAAAAAAAAAAAAAAA"'),
    other('nonce', '"AAAAAAAAAAAAAAAAAAAAAA=="'),
    other('nonce', '"AAAAAAAAAAAAAAAAAAAAAB"'),
    other('nonce', '"AAAAAAAAAAAAAAAAAA AAAA"'),
    other('nonce', `"${'A'.repeat(257)}"`),
    other('nonce', ':AAAAAAAAAAAAAAAAAAAAAA==:'),
    other('keyid', undefined),
    other('keyid', '"org1.test"'),
    other('keyid', '"#a"'),
    other('keyid', '"org1.test#"'),
    other('keyid', '"ORG1.test#a"'),
    other('keyid', '"10.0.0.1#a"'),
    other('keyid', `"org1.test#${'a'.repeat(129)}"`),
    other('keyid', 'org1'),
    other('alg', undefined),
    other('alg', 'ed25519'),
    other('alg', '"hmac-sha256"'),
    other('tag', undefined),
    other('tag', '"iimp-receipt-v1"'),
    other('tag', '"IIMP-FEDERATION-V1"'),
  ])('refuses %s=%s', (name, value) => {
    const detail = refusal(() => accept(crafted(withParameters({ [name]: value }))));
    expect(detail).toMatch(new RegExp(`^(${name}|signature-input):`));
  });

  it.each([
    ['twice the same parameter', `${withParameters({})};alg="ed25519"`],
    ['twice the same component', withParameters({}, `${COVERED} "@method"`)],
    ['a component that is a token', withParameters({}, `${COVERED} method`)],
    ['a component with an unknown parameter', withParameters({}, `${COVERED} "date";sf`)],
    ['a component of a request that it answers', withParameters({}, `${COVERED} "date";req`)],
    ['a component that is not there', withParameters({}, `${COVERED} "x-absent"`)],
    ['no list', `"@method"${withParameters({}).slice(COVERED.length + 2)}`],
    ['garbage', '(((((('],
  ])('refuses %s', (_, params) => {
    const request = signedPost();
    const signature = request.headers['signature'] as string;
    const headers = { ...request.headers, 'signature-input': `iimp=${params}`, signature };
    expect(refusal(() => accept({ ...request, headers }))).not.toMatch(/does not verify/);
  });

  it('refuses other labels, second signatures and second lines', () => {
    const { headers, ...request } = signedPost();
    const input = headers['signature-input'] as string;
    const signature = headers['signature'] as string;
    const variants = [
      { 'signature-input': input.replace('iimp=', 'sig1='), signature: signature.replace('iimp=', 'sig1=') },
      { 'signature-input': `${input}, ${input}` },
      { 'signature-input': [input, input] },
      { 'signature-input': `${input}, other=()` },
      { signature: `${signature}, ${signature}` },
      { signature: [signature, signature] },
      { signature: `${signature}, other=:AAAA:` },
      { signature: signature.replace('iimp=', 'sig1=') },
      { signature: undefined },
      { 'signature-input': undefined },
      { signature: 'iimp="AAAA"' },
      { signature: 'iimp=:AAAA:' },
      { signature: 'iimp' },
      { signature: `${signature};a` },
      { signature: signature.replace('==:', ':') },
      { signature: '' },
      { 'iimp-destination': undefined },
      { 'iimp-destination': 'not a domain' },
    ];
    for (const variant of variants) refusal(() => accept({ ...request, headers: { ...headers, ...variant } }));
  });

  it('asks a request with a body for its digest and type, and checks a digest that has no body', () => {
    const get = signedPost({ method: 'GET', body: undefined });
    expect(refusal(() => accept({ ...get, body: BODY }))).toMatch(/"content-digest": not covered/);
    expect(refusal(() => accept({ ...signedPost(), body: undefined }))).toMatch(/not of this body/);
    const headers = { ...get.headers, 'content-digest': contentDigest(BODY) };
    expect(refusal(() => accept({ ...get, headers }))).toMatch(/"content-digest": not covered/);
  });

  it('takes what is at a bound: a life of 1 and of 300 seconds, nonces of 16 bytes and of 256 characters', () => {
    for (const life of [1, 300])
      expect(() => accept(crafted(withParameters({ expires: `${SECONDS + life}` })))).not.toThrow();
    for (const length of [22, 256])
      expect(() => accept(crafted(withParameters({ nonce: `"${'A'.repeat(length)}"` })))).not.toThrow();
    const long = crafted(withParameters({ nonce: `"${'A'.repeat(260)}"` }));
    expect(refusal(() => accept(long))).toBe('nonce: longer than 256 characters');
  });

  it.each(['"date";sf', '"date";bs', '"date";tr', '"date";req', '"date";req=?0', '"date";key=a', '"@method";req'])(
    'refuses the component %s, though what it names is there',
    (covered) => {
      const request = signedPost();
      const params = withParameters({}, `${COVERED.replace('"@method" ', '')} "@method" ${covered}`);
      const headers = { ...request.headers, date: 'a=1', 'signature-input': `iimp=${params}` };
      expect(refusal(() => accept({ ...request, headers }))).toMatch(/with parameter|covered, and not there/);
    },
  );

  it('refuses a destination that is missing or no domain before any key is looked for', () => {
    const { headers } = signedPost();
    const headersWith = (destination: string | undefined) => ({ ...headers, 'iimp-destination': destination });
    expect(refusal(() => parseSignature(headersWith(undefined)))).toBe('iimp-destination: missing');
    for (const odd of ['', 'org2.test, org2.test', 'org2.test:443', '10.0.0.1', 'org2_test'])
      expect(refusal(() => parseSignature(headersWith(odd)))).toBe('iimp-destination: not a domain');
    expect(parseSignature(headersWith(' ORG2.test\t')).destination).toBe('org2.test');
  });

  it('takes white space around the value of a field for none of it (RFC 9421 §2.1)', () => {
    const { headers, ...request } = signedPost();
    const spaced = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, ` ${String(value)} \t`]));
    expect(() => accept({ ...request, headers: spaced })).not.toThrow();
  });

  it('asks a body of one byte for its digest', () => {
    const get = signedPost({ method: 'GET', body: undefined });
    expect(refusal(() => accept({ ...get, body: Buffer.from('1') }))).toMatch(/"content-digest": not covered/);
  });

  it('takes a digest of nothing, without a type, where there is no body', () => {
    const get = signedPost({ method: 'GET', body: undefined });
    const covered = COVERED.replace(' "content-type"', '');
    const withDigest = (of: Uint8Array) => ({
      ...get,
      headers: { ...get.headers, 'content-digest': contentDigest(of) },
    });
    expect(() => accept(crafted(withParameters({}, covered), withDigest(Buffer.alloc(0))))).not.toThrow();
    expect(refusal(() => accept(crafted(withParameters({}, covered), withDigest(BODY))))).toMatch(/not of this body/);
  });
});
