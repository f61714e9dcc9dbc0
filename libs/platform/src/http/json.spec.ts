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

  it('survives deep nesting', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(Array.isArray(parseJson(Buffer.from(deep)))).toBe(true);
    expect(problemOf(`{"__proto__":1,"a":${deep}}`)).toBe('body: not valid JSON');
  });

  it('leaves a text that only speaks of __proto__ alone', () => {
    expect(parseJson(Buffer.from('{"a":"__proto__"}'))).toEqual({ a: '__proto__' });
  });
});
