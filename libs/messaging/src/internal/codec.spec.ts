import fc from 'fast-check';
import { decodeMessage, decodeReply, encodeMessage, encodeReply, MAX_BODY_BYTES } from './codec.js';

const resolved = {
  domain: 'org2.test',
  baseUrl: 'https://org2.test',
  documentJson: '{}',
  expiresAtMs: '1795000000000',
  keys: [{ keyId: 'k', publicKey: new Uint8Array(32) }],
};

describe('the codec', () => {
  it('brings every valid message back as it was', () => {
    const domains = fc.array(fc.string({ minLength: 1, maxLength: 253, unit: 'grapheme-ascii' }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(domains, (list) => {
        expect(decodeMessage('delivery.wake', encodeMessage('delivery.wake', { domains: list })).domains).toEqual(list);
      }),
    );
    const seq = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
    fc.assert(
      fc.property(
        fc.array(fc.record({ userId: fc.stringMatching(/^[a-z]{1,9}$/), seq }), { minLength: 1 }),
        (entries) => {
          const { entries: back } = decodeMessage('mailbox.grown', encodeMessage('mailbox.grown', { entries }));
          expect(back.map(({ userId, seq: last }) => ({ userId, seq: last }))).toEqual(entries);
        },
      ),
    );
  });

  it('never fails on bytes in any other way than by saying that they are invalid', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        try {
          decodeMessage('attachments.fetch', body);
          decodeReply('discovery.resolve', body);
        } catch (error) {
          expect(error).toMatchObject({ reason: 'invalid' });
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['an empty oneof', {}],
    ['a missing text in a oneof', { result: { case: 'resolved', value: { ...resolved, domain: '' } } }],
    ['a missing 64-bit number', { result: { case: 'resolved', value: { ...resolved, expiresAtMs: '0' } } }],
    ['too long a text', { result: { case: 'resolved', value: { ...resolved, baseUrl: 'x'.repeat(2049) } } }],
    ['a key without bytes', { result: { case: 'resolved', value: { ...resolved, keys: [{ keyId: 'k' }] } } }],
    [
      'too long bytes',
      { result: { case: 'resolved', value: { ...resolved, keys: [{ keyId: 'k', publicKey: new Uint8Array(33) }] } } },
    ],
    ['a target without port', { result: { case: 'resolved', value: { ...resolved, connect: [{ host: 'h' }] } } }],
    ['a problem without code', { result: { case: 'problem', value: { detail: 'what?' } } }],
    ['nonsense', { result: { case: 'resolved', value: 'x' } }],
  ])('refuses to answer with %s', (_what, reply) => {
    expect(() => encodeReply('discovery.resolve', reply as never)).toThrow(
      expect.objectContaining({ reason: 'invalid' }),
    );
  });

  it('accepts the largest answer that discovery can give', () => {
    const reply = encodeReply('discovery.resolve', {
      result: { case: 'resolved', value: { ...resolved, documentJson: '€'.repeat(131_072) } },
    });
    expect(reply.length).toBeLessThan(MAX_BODY_BYTES);
    expect(decodeReply('discovery.resolve', reply).result.case).toBe('resolved');
  });
});
