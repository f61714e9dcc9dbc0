import fc from 'fast-check';
import { accept, BODY, refusal, signedPost } from './signing.testkit.js';
import { parseSignature, type RequestToVerify } from './verify-request.js';

/** Every part that the signature of a post covers, changed somewhere. */
const change = fc.constantFrom<(request: RequestToVerify, text: string) => RequestToVerify>(
  (request, text) => ({ ...request, method: request.method + text }),
  (request, text) => ({ ...request, authority: text + request.authority }),
  (request, text) => ({ ...request, path: request.path + text }),
  (request, text) => ({ ...request, query: request.query + text }),
  (request, text) => ({ ...request, body: Buffer.concat([request.body!, Buffer.from(text)]) }),
  ...['iimp-destination', 'content-digest', 'content-type', 'signature-input', 'signature'].flatMap((name) => [
    (request: RequestToVerify, text: string) => withHeader(request, name, `${request.headers[name] as string}${text}`),
    (request: RequestToVerify, text: string) => withHeader(request, name, `${text}${request.headers[name] as string}`),
    (request: RequestToVerify, text: string) => withHeader(request, name, [request.headers[name] as string, text]),
  ]),
);

function withHeader(request: RequestToVerify, name: string, value: string | string[]): RequestToVerify {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

describe('properties', () => {
  const visible = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
    minLength: 1,
  });

  it('any change to any covered part is refused', () => {
    const request = signedPost();
    fc.assert(
      fc.property(change, visible, (apply, text) => {
        refusal(() => accept(apply(request, text)));
      }),
      { numRuns: 400 },
    );
  });

  it('any flipped bit of the signature, its parameters or the body is refused', () => {
    const request = signedPost();
    const flip = (text: string, at: number, bit: number): string => {
      const bytes = Buffer.from(text, 'latin1');
      bytes[at % bytes.length]! ^= 1 << bit;
      return bytes.toString('latin1');
    };
    const part = fc.constantFrom('signature', 'signature-input', 'content-digest', 'content-type', 'body');
    fc.assert(
      fc.property(part, fc.nat(), fc.integer({ min: 0, max: 7 }), (name, at, bit) => {
        if (name === 'body')
          refusal(() => accept({ ...request, body: Buffer.from(flip(BODY.toString('latin1'), at, bit), 'latin1') }));
        else refusal(() => accept(withHeader(request, name, flip(request.headers[name] as string, at, bit))));
      }),
      { numRuns: 600 },
    );
  });

  it('garbage throws nothing but invalid_signature', () => {
    const { headers } = signedPost();
    const piece = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'iimp=();:,"\\?@%&*- \t0123456789AZaz') }),
      fc.constantFrom(headers['signature-input'] as string, headers['signature'] as string),
    );
    const value = fc.option(fc.oneof(piece, fc.array(piece, { maxLength: 3 })), { nil: undefined });
    const mangled = fc
      .tuple(fc.constantFrom(headers['signature-input'] as string), fc.nat(), fc.nat({ max: 4 }), visible)
      .map(([text, at, drop, insert]) => {
        const start = at % text.length;
        return text.slice(0, start) + insert + text.slice(start + drop);
      });
    fc.assert(
      fc.property(fc.oneof(value, mangled), value, value, (input, signature, destination) => {
        const garbage = { 'signature-input': input, signature, 'iimp-destination': destination };
        try {
          expect(parseSignature(garbage).domain).toBe('org1.test');
        } catch (error) {
          expect(error).toMatchObject({ name: 'ProblemError', code: 'invalid_signature' });
        }
      }),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(mangled, (input) => {
        if (input === headers['signature-input']) return;
        const changed = withHeader(signedPost(), 'signature-input', input);
        refusal(() => accept(changed));
      }),
      { numRuns: 500 },
    );
  });

  it('any request that is signed is accepted', () => {
    const path = fc.webPath().map((text) => `/${text}`);
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PUT'),
        path,
        fc.webQueryParameters(),
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 1, max: 300 }),
        (method, pathText, query, body, ttlSeconds) => {
          const url = { authority: 'org2.test:8448', path: pathText, query };
          accept(signedPost({ method, url, body, ttlSeconds }));
        },
      ),
      { numRuns: 150 },
    );
  });
});
