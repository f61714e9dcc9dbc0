import fc from 'fast-check';
import { CODES, isCode } from '@iimp/protocol/codes';
import { ApiError, errorOf } from './errors.js';

describe('the error of an answer', () => {
  const refused = (status: number, body: string, headers: Record<string, string> = {}): Promise<ApiError> =>
    errorOf(new Response(body, { status, headers }));
  const TEMPORARY = [408, 425, 429];

  it('is judged by its status when it is no problem document', async () => {
    const body = fc.oneof(
      fc.constantFrom('', '<html>413 Request Entity Too Large</html>', 'null', '"no"', '[]', '{}', '{"code":7}'),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 400, max: 599 }), body, async (status, text) => {
        const error = await refused(status, text);
        expect(error).toMatchObject({ name: 'ApiError', status, code: 'unreadable' });
        expect(error.temporary).toBe(TEMPORARY.includes(status) || status >= 500);
      }),
    );
  });

  it('is judged by its code when it has one that is known, and else by its status', async () => {
    for (const [code, { status, temporary }] of Object.entries(CODES))
      expect([code, (await refused(status, JSON.stringify({ code }))).temporary]).toEqual([code, temporary]);
    expect(isCode('brand_new')).toBe(false);
    expect((await refused(422, '{"code":"brand_new"}')).temporary).toBe(false);
    expect((await refused(503, '{"code":"brand_new"}')).temporary).toBe(true);
  });

  it('says in how long another try makes sense', async () => {
    expect((await refused(429, '', { 'retry-after': '7' })).retryAfterMs).toBe(7_000);
    expect((await refused(429, '', { 'retry-after': 'soon' })).retryAfterMs).toBeUndefined();
  });
});
