import fc from 'fast-check';
import { canonicalHeader, canonicalize, messageHeader } from './canonical.js';
import { newId } from './ids.js';
import { messageVectors, problemOf, validMessage } from './wire.testkit.js';

/** RFC 8785 Appendix B: the bits of a double, and how it is written. */
const NUMBERS: [string, string][] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

const double = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE();

describe('canonical JSON (RFC 8785)', () => {
  it.each(NUMBERS)('writes the double %s as %s', (bits, text) => {
    expect(canonicalize(double(bits))).toBe(text);
  });

  it('refuses numbers that are not finite', () => {
    for (const bits of ['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])
      expect(problemOf(() => canonicalize([double(bits)]))).toContain('not finite');
  });

  it('writes the example of §3.2.2', () => {
    const input: unknown = JSON.parse(
      String.raw`{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }`,
    );
    expect(canonicalize(input)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts members as §3.2.3 does, by UTF-16 code units', () => {
    const members = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalize(members)) as object)).toHaveLength(7);
    expect([...canonicalize(members).matchAll(/:"([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('refuses lone surrogates, in values and in names', () => {
    for (const value of ['\ud800', 'a\udc00', '\udc00\ud800', { '\ud83d': 1 }, [{ a: '\ude00' }]])
      expect(problemOf(() => canonicalize(value))).toContain('lone surrogate');
    expect(canonicalize('\ud83d\ude00')).toBe('"\ud83d\ude00"');
  });

  it('refuses what JSON cannot say, and leaves out undefined members', () => {
    for (const value of [undefined, [undefined], () => 1, Symbol('x'), 1n, new Date(0), new Map()])
      expect(problemOf(() => canonicalize(value))).toContain('no canonical form');
    expect(canonicalize({ b: undefined, a: 1 })).toBe('{"a":1}');
  });

  it('refuses deep nesting instead of running out of stack', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown;
    expect(problemOf(() => canonicalize(deep))).toContain('nested too deep');
    const circle: unknown[] = [];
    circle.push(circle);
    expect(problemOf(() => canonicalize(circle))).toContain('nested too deep');
  });

  it('takes a member named __proto__ for a member', () => {
    expect(canonicalize(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe('{"__proto__":{"a":2},"b":1}');
  });

  it('says the same for any order of members, and loses nothing', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, reversed(member)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' }), (value) => {
        const text = canonicalize(value);
        expect(canonicalize(reversed(value))).toBe(text);
        expect(canonicalize(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('the header of a message (profile §4)', () => {
  it('is that of the vectors', () => {
    for (const { message, header_jcs } of messageVectors().good) expect(canonicalHeader(message)).toBe(header_jcs);
  });

  it('is the canonical form of H for any checked message', () => {
    const attachment = fc.record({
      sha256: fc.constant('0'.repeat(64)),
      attachment_id: fc.integer({ min: 0, max: 2 ** 40 }).map(newId),
      size: fc.maxSafeNat(),
    });
    const locals = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'), { minLength: 2 });
    fc.assert(
      fc.property(locals, fc.option(fc.array(attachment)), fc.maxSafeNat(), (names, attachments, timestamp) => {
        const m = validMessage({ participants: names.map((name) => `${name}@org-1.test`), timestamp });
        if (attachments) m.attachments = attachments;
        expect(canonicalHeader(m)).toBe(canonicalize(messageHeader(m)));
        expect(canonicalHeader({ ...m, participants: [...m.participants].reverse() })).toBe(canonicalHeader(m));
      }),
    );
  });

  it('is the same without attachments and with none', () => {
    const m = validMessage();
    expect(canonicalHeader({ ...m, attachments: [] })).toBe(canonicalHeader(m));
  });
});
