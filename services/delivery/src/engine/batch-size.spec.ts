import fc from 'fast-check';
import { BatchSize } from './batch-size.js';

/** A peer that refuses more than so many bytes; messages of one size. Answers how many posts were refused in `posts`. */
function against(
  limit: number,
  messageBytes: number,
  posts: number,
  size: BatchSize,
): { refused: number; best: number } {
  let refused = 0;
  let best = 0;
  for (let i = 0; i < posts; i++) {
    const { messages, bytes } = size.limit;
    const count = Math.max(1, Math.min(messages, Math.floor(bytes / messageBytes)));
    const sent = { messages: count, bytes: count * messageBytes };
    if (sent.bytes > limit && count > 1) {
      refused++;
      size.tooLarge(sent);
    } else {
      best = Math.max(best, sent.bytes);
      size.succeeded(sent);
    }
  }
  return { refused, best };
}

describe('batch size', () => {
  it('stays within the bounds, and above nothing, whatever happens', () => {
    const event = fc.record({
      kind: fc.constantFrom('ok', 'large', 'late'),
      messages: fc.integer({ min: 1, max: 500 }),
      bytes: fc.nat(1e7),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 1e7 }),
        fc.array(event),
        (messages, bytes, events) => {
          const size = new BatchSize({ messages, bytes });
          for (const sent of events) {
            if (sent.kind === 'ok') size.succeeded(sent);
            else if (sent.kind === 'large') size.tooLarge(sent);
            else size.timedOut(sent);
            expect(size.limit.messages).toBeGreaterThanOrEqual(1);
            expect(size.limit.messages).toBeLessThanOrEqual(messages);
            expect(size.limit.bytes).toBeGreaterThanOrEqual(1);
            expect(size.limit.bytes).toBeLessThanOrEqual(bytes);
          }
        },
      ),
      // One byte was refused, none passed: half of the gap is none.
      { examples: [[1, 1, ['large', 'ok'].map((kind, i) => ({ kind, messages: 1, bytes: 1 - i }))]] },
    );
  });

  it('finds the size that a peer takes with few refusals, and stays there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2_000, max: 1_000_000 }),
        fc.integer({ min: 200, max: 2_000 }),
        (limit, messageBytes) => {
          const size = new BatchSize({ messages: 1_000_000, bytes: 1_048_576 });
          const learning = against(limit, messageBytes, 60, size);
          expect(learning.refused).toBeLessThanOrEqual(25);
          const later = against(limit, messageBytes, 100, size);
          expect(later.refused).toBeLessThanOrEqual(2);
          expect(later.best).toBeGreaterThan(Math.min(limit * 0.7, limit - 2 * messageBytes) - 1);
        },
      ),
    );
  });

  it('halves on a time-out and doubles on full success', () => {
    const size = new BatchSize({ messages: 100, bytes: 1e6 });
    expect(size.limit.messages).toBe(32);
    size.succeeded({ messages: 32, bytes: 1_000 });
    size.succeeded({ messages: 64, bytes: 2_000 });
    expect(size.limit.messages).toBe(100);
    size.succeeded({ messages: 3, bytes: 10 });
    expect(size.limit.messages).toBe(100);
    size.timedOut({ messages: 100, bytes: 3_000 });
    expect(size.limit.messages).toBe(50);
    size.succeeded({ messages: 49, bytes: 1_000 });
    expect(size.limit.messages).toBe(50);
    size.succeeded({ messages: 50, bytes: 1_000 });
    expect(size.limit.messages).toBe(100);
  });

  it('always comes down to one message', () => {
    const size = new BatchSize({ messages: 100, bytes: 1e6 });
    for (let sent = { ...size.limit }; sent.messages > 1; sent = { ...size.limit }) size.tooLarge(sent);
    expect(size.limit.messages).toBe(1);
  });

  it('follows the document of the peer', () => {
    const size = new BatchSize({ messages: 100, bytes: 1e6 });
    size.bound({ messages: 7, bytes: 5_000 });
    expect(size.limit).toEqual({ messages: 7, bytes: 5_000 });
    size.bound({ messages: 0, bytes: 0 });
    expect(size.limit).toEqual({ messages: 1, bytes: 1 });
  });

  it('tries a refused size again after a long time', () => {
    const size = new BatchSize({ messages: 1_000, bytes: 100_000 });
    size.tooLarge({ messages: 100, bytes: 100_000 });
    against(50_000, 100, 480, size);
    expect(size.limit.bytes).toBeLessThanOrEqual(50_000);
    against(100_000, 100, 60, size);
    expect(size.limit.bytes).toBeGreaterThan(90_000);
  });
});
