import fc from 'fast-check';
import { validateMessage } from '@iimp/proto/validators';
import { asciiLowerCase, domainOf, isAddress, isDomain, parseAddress } from './address.js';
import { problemOf, validMessage } from './wire.testkit.js';

const long = (n: number): string => 'a'.repeat(n);
/** 4 × 62 + 5 = 253 characters. */
const LONGEST_DOMAIN = `${[1, 2, 3, 4].map(() => long(62)).join('.')}.${'b'.repeat(1)}`;

const GOOD = [
  'a@b',
  'alice@org1.test',
  'a.b-c_d@x-y.example',
  '0@0x.example',
  `${long(64)}@${long(63)}.example`,
  `a@${LONGEST_DOMAIN}`,
  'a@xn--bcher-kva.example',
  'a@1.example',
];
const BAD = [
  '',
  '@',
  'a',
  'a@',
  '@b',
  'a@b@c',
  '.a@b',
  'a.@b',
  'a@-b',
  'a@b-',
  'a@b.',
  'a@.b',
  'a@b..c',
  'a b@c',
  'a@b c',
  'a@b\n',
  '\na@b',
  'a+b@c',
  'ä@b',
  'a@bücher.example',
  `${long(65)}@b`,
  `a@${long(64)}`,
  `a@${LONGEST_DOMAIN}b`,
  'a@127.0.0.1',
  'a@example.1',
  'a@example.0x7f',
  'a@[::1]',
  'a@b:443',
];

/** Addresses and near misses, made of the characters that matter. */
const nearly = fc.string({ unit: fc.constantFrom(...'aZ09._-@+ \n\u212aé'), maxLength: 80 });

describe('addresses', () => {
  it.each(GOOD)('takes %s', (address) => {
    expect(isAddress(address)).toBe(true);
    const [local, domain] = address.split('@');
    expect(parseAddress(address)).toEqual({ local, domain, address });
    expect(domainOf(address)).toBe(domain);
    expect(isDomain(domain)).toBe(true);
  });

  it.each(BAD)('refuses %j', (address) => {
    expect(isAddress(address)).toBe(false);
    expect(problemOf(() => parseAddress(address))).toBe('invalid_request: not a valid address');
  });

  it('lower-cases what it reads, and nothing but ASCII', () => {
    expect(parseAddress('Alice@ORG1.Test').address).toBe('alice@org1.test');
    expect(isAddress('Alice@org1.test')).toBe(false);
    // The Kelvin sign lower-cases to an ordinary k.
    expect(problemOf(() => parseAddress('\u212aim@org1.test'))).toContain('not a valid address');
    expect(asciiLowerCase('ABC\u212a')).toBe('abc\u212a');
  });

  it('refuses what is no text', () => {
    for (const value of [null, undefined, 7, {}, ['a@b']]) {
      expect(isAddress(value)).toBe(false);
      expect(isDomain(value)).toBe(false);
      expect(problemOf(() => parseAddress(value as string))).toContain('not a valid address');
    }
  });

  it('agrees with the schema, whatever the text', () => {
    const bySchema = (address: string): boolean => validateMessage({ ...validMessage(), sender: address });
    for (const address of [...GOOD, ...BAD]) expect(bySchema(address)).toBe(isAddress(address));
    fc.assert(
      fc.property(nearly, (text) => {
        expect(bySchema(text)).toBe(isAddress(asciiLowerCase(text)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back what it reads, already in its final form', () => {
    fc.assert(
      fc.property(nearly, (text) => {
        if (!isAddress(asciiLowerCase(text))) return;
        const parsed = parseAddress(text);
        expect(parseAddress(parsed.address)).toEqual(parsed);
        expect(`${parsed.local}@${parsed.domain}`).toBe(parsed.address);
      }),
      { numRuns: 2_000 },
    );
  });
});
