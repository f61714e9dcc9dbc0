import fc from 'fast-check';
import { parseJson } from './json.js';

const problemOf = (body: string | Buffer): unknown => {
  try {
    return parseJson(Buffer.from(body));
  } catch (error) {
    return (error as { detail: string }).detail;
  }
};

describe('parseJson', () => {
  it('reads JSON, of twice the same member the last', () => {
    expect(parseJson(Buffer.from('{"a":1,"a":[2]}'))).toEqual({ a: [2] });
    expect(parseJson(Buffer.from('"ünï"'))).toBe('ünï');
  });

  it.each([
    ['', 'body: missing'],
    ['{', 'body: not valid JSON'],
    ['{"a":1}x', 'body: not valid JSON'],
    ['\u{feff}{}', 'body: not valid JSON'],
    ['NaN', 'body: not valid JSON'],
    [Buffer.from([0x22, 0xff, 0x22]), 'body: not UTF-8'],
    [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'body: not UTF-8'],
  ])('refuses %j', (body, detail) => expect(problemOf(body)).toBe(detail));

  it.each([
    ['{"__proto__":{"admin":true},"b":1}', '{"b":1}'],
    ['{"a":{"\\u005f_proto_\\u005F" : 1}}', '{"a":{}}'],
    ['[{"_\\u005fpr\\u006fto__":1},{"b":1}]', '[{},{"b":1}]'],
  ])('leaves out what is called __proto__: %s', (body, rest) => {
    expect(JSON.stringify(parseJson(Buffer.from(body)))).toBe(rest);
  });

  it('leaves it out in whatever spelling', () => {
    const escaped = (letter: string, isUpper: boolean): string => {
      const hex = letter.charCodeAt(0).toString(16).padStart(4, '0');
      return `\\u${isUpper ? hex.toUpperCase() : hex}`;
    };
    const spelling = fc.array(fc.constantFrom('plain', 'lower', 'upper'), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(spelling, (how) => {
        const name = how.map((each, at) => {
          const letter = '__proto__'.charAt(at);
          return each === 'plain' ? letter : escaped(letter, each === 'upper');
        });
        expect(parseJson(Buffer.from(`{"a":1,"${name.join('')}":{"admin":true}}`))).toEqual({ a: 1 });
      }),
    );
  });

  it('looks for it only in a text that may have it', () => {
    const looks = jest.spyOn(RegExp.prototype, 'test');
    for (const text of ['{"_a":"a__proto__","c\\n":"\\\\"}', '{"__a":1}', '{"a":"\\u0041"}'])
      parseJson(Buffer.from(text));
    const count = looks.mock.calls.length;
    looks.mockRestore();
    expect(count).toBe(2);
  });

  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  const padding = `"${'x'.repeat(20_000)}"`;

  it('survives deep nesting', () => {
    expect(Array.isArray(parseJson(Buffer.from(nested(8_000))))).toBe(true);
    expect(problemOf(`{"__proto__":1,"a":${nested(4_000_000)}}`)).toBe('body: nested too deeply');
  });

  it('takes a large body as deep as messages may be, and no deeper', () => {
    expect(parseJson(Buffer.from(`[${padding},${nested(63)}]`))).toHaveLength(2);
    expect(problemOf(`[${padding},${nested(64)}]`)).toBe('body: nested too deeply');
  });

  it.each([
    ['empty arrays', '[],'],
    ['objects', '{},'],
    ['numbers', '1,'],
  ])('refuses a large body of nothing but %s', (_, unit) => {
    expect(problemOf(`[${unit.repeat(100_000)}1]`)).toBe('body: too many values for its size');
  });

  it('counts bytes and not letters, and takes no other letter for a bracket', () => {
    const many = `["${'\u{20ac}'.repeat(10_000)}"${',1'.repeat(4_500)}]`;
    expect(parseJson(Buffer.from(many))).toHaveLength(4_501);
    expect(problemOf(`[${padding},${'\u{15b}'.repeat(20_000)}]`)).toBe('body: not valid JSON');
  });

  it('counts nothing inside of strings', () => {
    const finds = jest.spyOn(Buffer.prototype, 'indexOf');
    const tricky = JSON.stringify(['\\', '"', `\\"${'[{,'.repeat(50_000)}`, '\\\\']);
    expect(parseJson(Buffer.from(tricky))).toEqual(JSON.parse(tricky));
    const count = finds.mock.calls.length;
    finds.mockRestore();
    expect(count).toBe(0);
    const values = fc.array(fc.record({ name: fc.string(), text: fc.base64String({ minLength: 100 }) }), {
      minLength: 200,
    });
    fc.assert(
      fc.property(values, (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
      { numRuns: 20 },
    );
  });

  it('leaves a text that only speaks of __proto__ alone', () => {
    expect(parseJson(Buffer.from('{"a":"__proto__"}'))).toEqual({ a: '__proto__' });
  });
});
