import { duration, linesOf, Narrator } from './narrator.js';

describe('narrator', () => {
  it('tells who said what, who read it, and what it took', () => {
    const said: string[] = [];
    const facts = [
      { kind: 'said', by: 'a@x.test', text: 'hi' },
      { kind: 'said', by: 'a@x.test', readBy: 'b@y.test', text: 'hi', edits: 3 },
      { kind: 'cursor', user: 'b@y.test', from: 0, to: 1 },
    ] as const;
    new Narrator((text) => said.push(text), false).step({ title: 'A writes', ms: 12.3, facts: [...facts] });
    expect(said.join('')).toBe(
      '\nA writes  (12 ms)\n    a@x.test: “hi”\n' +
        '    b@y.test reads: “hi”  (by a@x.test, signature verified, edited 3 times)\n    b@y.test: cursor 0 → 1\n',
    );
  });

  it('names for whom the content key was encrypted, and with what', () => {
    const keys = [{ recipient: 'b@y.test', alg: 'x25519', bytes: 80 }];
    expect(linesOf({ kind: 'sealed', by: 'a@x.test', payloadBytes: 99, keys })).toEqual([
      'a@x.test encrypted 99 bytes (AES-256-GCM); the content key, encrypted for',
      '  b@y.test with x25519, 80 bytes',
    ]);
  });

  it('draws progress over one line on a terminal, and once elsewhere', () => {
    const [live, plain]: string[][] = [[], []];
    const onTerminal = new Narrator((text) => live?.push(text), true);
    const inFile = new Narrator((text) => plain?.push(text), false);
    for (const done of [50, 100]) for (const one of [onTerminal, inFile]) one.progress('up', done, 100);
    expect(live).toHaveLength(3);
    expect(live?.every((text) => /^(\r|\n)/.test(text))).toBe(true);
    expect(plain).toHaveLength(1);
  });

  it('writes times as people read them', () => {
    expect([0.4, 999, 1_234].map(duration)).toEqual(['0 ms', '999 ms', '1.2 s']);
  });
});
