import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { component, normalAuthority, signatureBase } from './signature-base.js';
import { refusal } from './signing.testkit.js';

const request = {
  method: 'POST',
  authority: 'example.com',
  path: '/foo',
  query: 'param=Value&Pet=dog',
  headers: {
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'content-type': 'application/json',
    'content-length': '18',
    'example-dict': ['a=1,   b=2;x=1;y=2', '  c=(a   b    c), d'],
  },
};

describe('RFC 9421 Appendix B.2.6', () => {
  const privateKey = createPrivateKey(
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n',
  );
  const publicKey = createPublicKey(
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n',
  );
  const params =
    '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"';
  const signature = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==';
  const components = ['date', '@method', '@path', '@authority', 'content-type', 'content-length'];
  const base = signatureBase(
    components.map((name) => component(name)),
    params,
    { request },
  );

  it('is reproduced to the byte', () => {
    expect(base.toString()).toBe(
      [
        '"date": Tue, 20 Apr 2021 02:07:55 GMT',
        '"@method": POST',
        '"@path": /foo',
        '"@authority": example.com',
        '"content-type": application/json',
        '"content-length": 18',
        `"@signature-params": ${params}`,
      ].join('\n'),
    );
    expect(sign(null, base, privateKey).toString('base64')).toBe(signature);
    expect(verify(null, base, publicKey, Buffer.from(signature, 'base64'))).toBe(true);
  });
});

describe('signatureBase', () => {
  const line = (...args: Parameters<typeof component>) =>
    signatureBase([component(...args)], '()', { request })
      .toString()
      .split('\n')[0];

  it('drops the default port and the case of the authority, and no other port', () => {
    expect(normalAuthority('Example.COM:443')).toBe('example.com');
    expect(normalAuthority('example.com:8443')).toBe('example.com:8443');
    expect(normalAuthority('[2001:DB8::443]:443')).toBe('[2001:db8::443]');
  });

  it('writes an empty query as a question mark and an empty path as a slash', () => {
    const empty = { request: { ...request, path: '', query: '' } };
    expect(signatureBase([component('@query'), component('@path')], '()', empty).toString()).toBe(
      '"@query": ?\n"@path": /\n"@signature-params": ()',
    );
  });

  it('joins lines of a field and takes one member of a dictionary (RFC 9421 §2.1)', () => {
    expect(line('example-dict')).toBe('"example-dict": a=1,   b=2;x=1;y=2, c=(a   b    c), d');
    expect(line('example-dict', { key: 'b' })).toBe('"example-dict";key="b": 2;x=1;y=2');
    expect(line('example-dict', { key: 'c' })).toBe('"example-dict";key="c": (a b c)');
    expect(line('example-dict', { key: 'd' })).toBe('"example-dict";key="d": ?1');
  });

  it('covers parts of the request in a response', () => {
    const response = { status: 200, headers: { date: 'now' } };
    const components = [component('@status'), component('date'), component('date', { req: true })];
    expect(signatureBase(components, '()', { request, response }).toString()).toBe(
      `"@status": 200\n"date": now\n"date";req: ${request.headers.date}\n"@signature-params": ()`,
    );
    expect(refusal(() => signatureBase([component('@method')], '()', { request, response }))).toMatch(/"@method"/);
    expect(refusal(() => signatureBase([component('@status', { req: true })], '()', { request, response }))).toMatch(
      /@status/,
    );
  });

  it.each([
    component('x-not-there'),
    component('@target-uri'),
    component('@status'),
    component('@method', { key: 'a' }),
    component('date', { req: true }),
    component('Date'),
    component('constructor'),
    component('__proto__'),
    component('example-dict', { key: 'z' }),
    component('date', { key: 'a' }),
    component(''),
    component('@'),
  ])('refuses $identifier, which is not there', (wanted) => {
    refusal(() => signatureBase([wanted], '()', { request }));
  });

  it.each(['a\nb', 'a\r\n"@method": GET', 'é', '\u0000', '\u00a0'])('refuses %j in what is covered', (text) => {
    refusal(() => signatureBase([component('@path')], '()', { request: { ...request, path: text } }));
    refusal(() => signatureBase([component('x')], '()', { request: { ...request, headers: { x: text } } }));
    refusal(() => signatureBase([component('x')], '()', { request: { ...request, headers: { x: ['ok', text] } } }));
  });
});
