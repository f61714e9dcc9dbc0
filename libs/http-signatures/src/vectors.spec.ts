import vectors from '@iimp/proto/vectors/http-signatures.json' with { type: 'json' };
import { privateKeyFromSeed, publicKeyFromRaw, rawPublicKey } from './keys.js';
import { signatureBase } from './signature-base.js';
import { signRequest } from './sign-request.js';
import { refusal } from './signing.testkit.js';
import { parseSignature, verifyRequest, type RequestToVerify } from './verify-request.js';

/** The moment at which the vectors are to be verified (their `about`), milliseconds. */
const VECTORS_NOW = 1_767_225_610_000;

interface Vector {
  method: string;
  authority: string;
  path: string;
  query: string;
  body: string | null;
  headers: Record<string, string | undefined>;
}

function received(vector: Vector): RequestToVerify {
  const { method, authority, path, query, headers, body } = vector;
  return { method, authority, path, query, headers, ...(body === null ? {} : { body: Buffer.from(body) }) };
}

describe('vectors of the profile', () => {
  const publicKey = publicKeyFromRaw(vectors.public_key);
  const privateKey = privateKeyFromSeed(vectors.private_key_seed);

  it('keys belong together', () => {
    expect(rawPublicKey(privateKey)).toBe(vectors.public_key);
    expect(rawPublicKey(publicKey)).toBe(vectors.public_key);
  });

  it.each(vectors.good)('$name verifies, and its base is the same', (vector) => {
    const request = received(vector);
    const parsed = parseSignature(request.headers);
    expect(signatureBase(parsed.components, parsed.signatureParams, { request }).toString()).toBe(
      vector.signature_base,
    );
    expect(() => verifyRequest(parsed, request, publicKey, VECTORS_NOW)).not.toThrow();
    expect(parsed).toMatchObject({ keyid: 'org1.test#2026a', domain: 'org1.test', kid: '2026a' });
    expect(parsed).toMatchObject({ created: 1767225600, expires: 1767225660, destination: 'org2.test' });
  });

  it.each(vectors.good)('$name is what signRequest makes', (vector) => {
    const { nonce } = parseSignature(vector.headers);
    const headers = signRequest({
      method: vector.method,
      url: vector,
      destination: 'org2.test',
      ...(vector.body === null ? {} : { body: Buffer.from(vector.body) }),
      keyId: 'org1.test#2026a',
      privateKey,
      now: 1_767_225_600_000,
      nonce,
    });
    expect(headers).toEqual(vector.headers);
  });

  it.each(vectors.bad)('refused: $why', (vector) => {
    const request = received(vector);
    refusal(() => verifyRequest(parseSignature(request.headers), request, publicKey, VECTORS_NOW));
  });
});
