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

  it('counts nothing inside of strings', () => {
    const tricky = JSON.stringify(['\\', '"', `\\"${'[{,'.repeat(50_000)}`, '\\\\']);
    expect(parseJson(Buffer.from(tricky))).toEqual(JSON.parse(tricky));
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
