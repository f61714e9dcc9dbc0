import { isPlainText, textParam } from './params.js';

describe('texts of a request', () => {
  it('are taken once, and short', () => {
    expect(textParam({}, 'after', 3)).toBeUndefined();
    expect(textParam({ after: 'é😀' }, 'after', 3)).toBe('é😀');
    for (const after of ['', 'long', ['a', 'b']])
      expect(() => textParam({ after }, 'after', 3)).toThrow('after: must be given once');
  });

  it.each(['\0', 'a\nb', '\u007f', '\u0085', '\ud800', 'a\udc00'])('are plain: not %j', (text) => {
    expect(isPlainText(text)).toBe(false);
    expect(() => textParam({ after: text }, 'after', 3)).toThrow('plain text');
  });
});
