import { contentDigest, contentDigestOf, parseContentDigest, requireContentDigest, sha256 } from './content-digest.js';
import { refusal } from './signing.testkit.js';

const BODY = Buffer.from('{"hello": "world"}');
const DIGEST = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:';

it('reproduces the digest of RFC 9530', () => {
  expect(contentDigest(BODY)).toBe(DIGEST);
  expect(contentDigestOf(sha256(BODY))).toBe(DIGEST);
  expect(parseContentDigest(DIGEST)).toEqual(sha256(BODY));
});

it('reads past digests by other algorithms', () => {
  const sha512 = `sha-512=:${'A'.repeat(86)}==:`;
  expect(parseContentDigest(`${sha512}, ${DIGEST}`)).toEqual(sha256(BODY));
  expect(parseContentDigest(`  ${DIGEST},${sha512} `)).toEqual(sha256(BODY));
});

it.each([
  ['', /no sha-256/],
  ['sha-512=:AAAA:', /no sha-256/],
  ['sha-256', /not 32 bytes/],
  ['sha-256="X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="', /not 32 bytes/],
  ['sha-256=:AAAA:', /not 32 bytes/],
  ['sha-256=(:AAAA:)', /not 32 bytes/],
  [`${DIGEST};a=1`, /not 32 bytes/],
  [`${DIGEST}, ${DIGEST}`, /twice/],
  [`${DIGEST.slice(0, -2)}:`, /unusual/],
  [DIGEST.replace('E=:', 'F=:'), /unusual/],
  [`${DIGEST},`, /dictionary/],
  ['garbage =', /dictionary/],
  ['a'.repeat(9000), /longer/],
])('refuses %s', (header, detail) => {
  expect(refusal(() => parseContentDigest(header))).toMatch(detail);
});

it('refuses the digest of another body', () => {
  requireContentDigest(DIGEST, sha256(BODY));
  expect(refusal(() => requireContentDigest(DIGEST, sha256(Buffer.from('{}'))))).toMatch(/not of this body/);
});
