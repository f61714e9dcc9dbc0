import fc from 'fast-check';
import { coalescerOf } from './coalesce.js';

describe('merging', () => {
  it('keeps every mailbox at its greatest number, whatever the order, and nothing above its bound', () => {
    const growth = fc.record({
      userId: fc.constantFrom('a', 'b', 'c', 'd'),
      seq: fc.integer({ min: 1, max: 2 ** 40 }).map(String),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(growth, { minLength: 1, maxLength: 5 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 5 }),
        (lists, bound) => {
          const coalescer = coalescerOf('mailbox.grown', bound);
          const kept = new Map<string, bigint>();
          let refused = 0;
          let expected = 0;
          for (const entries of lists) {
            refused += coalescer.add({ entries });
            for (const { userId, seq } of entries) {
              const older = kept.get(userId);
              if (older === undefined && kept.size === bound) expected += 1;
              else kept.set(userId, older !== undefined && older > BigInt(seq) ? older : BigInt(seq));
            }
          }
          expect(refused).toBe(expected);
          expect(coalescer.size).toBe(kept.size);
          const { message, count } = coalescer.take()!;
          expect(count).toBe(kept.size);
          expect(new Map(message.entries?.map(({ userId, seq }) => [userId, BigInt(seq ?? 0)]))).toEqual(kept);
          expect(coalescer.take()).toBeUndefined();
        },
      ),
    );
  });
});
