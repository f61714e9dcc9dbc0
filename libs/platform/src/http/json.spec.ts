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
    ['{"__proto__":{"admin":true}}', 'body: a member may not be called __proto__'],
    ['{"a":{"\\u005f_proto_\\u005F" : 1}}', 'body: a member may not be called __proto__'],
    ['{"_\\u005fpr\\u006fto__":1}', 'body: a member may not be called __proto__'],
  ])('refuses %j', (body, detail) => expect(problemOf(body)).toBe(detail));

  it('survives deep nesting', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(Array.isArray(parseJson(Buffer.from(deep)))).toBe(true);
  });

  it('leaves a text that only speaks of __proto__ alone', () => {
    expect(parseJson(Buffer.from('{"a":"__proto__"}'))).toEqual({ a: '__proto__' });
  });
});
