import fc from 'fast-check';
import { ConversationQueue } from './conversation-queue.js';

const one = (): number => 1;

describe('the queue of the writer', () => {
  it('gives nothing of a key that is being written, and all of it in order after that', () => {
    const queue = new ConversationQueue<string>();
    for (const entry of ['a1', 'b1', 'a2', 'c1']) queue.push(entry[0]!, entry);
    expect(queue.take(1, one)).toEqual(['a1']);
    expect(queue.take(10, one)).toEqual(['b1', 'c1']);
    expect(queue.hasReady).toBe(false);
    queue.push('a', 'a3');
    expect(queue.take(10, one)).toEqual([]);
    queue.done(['a', 'a']);
    expect(queue.take(10, one)).toEqual(['a2', 'a3']);
    queue.done(['b', 'c', 'a']);
    expect([queue.size, queue.hasReady]).toEqual([0, false]);
  });

  it('leaves room for others beside a long conversation, and keys for the next batch', () => {
    const queue = new ConversationQueue<string>();
    for (let i = 0; i < 100; i++) queue.push('long', `long ${i}`);
    for (let i = 0; i < 10; i++) for (let k = 0; k < 10; k++) queue.push(`k${k}`, `k${k} ${i}`);
    const first = queue.take(80, one);
    expect(first).toHaveLength(80);
    expect(first.filter((entry) => entry.startsWith('long'))).toHaveLength(10);
    expect(new Set(first.map((entry) => entry.split(' ')[0])).size).toBe(8);
    expect(queue.take(80, one)).toHaveLength(30);
    queue.done(['long']);
    expect(queue.take(80, one)).toHaveLength(80);
  });

  it('takes what is too heavy alone', () => {
    const queue = new ConversationQueue<number>();
    for (const weight of [3, 50, 2, 2]) queue.push(`k${weight}`, weight);
    const weigh = (entry: number): number => entry;
    expect(queue.take(16, weigh)).toEqual([3, 2, 2]);
    queue.push('k9', 9);
    expect(queue.take(16, weigh)).toEqual([50]);
    expect(queue.take(16, weigh)).toEqual([9]);
  });

  it('lets ordinary entries wait for one heavy one, not for all, and heavy ones for one batch', () => {
    const queue = new ConversationQueue<string>();
    const weigh = (entry: string): number => (entry.startsWith('heavy') ? 16 : 1);
    for (const entry of ['heavy1', 'heavy2', 'heavy3', 'a', 'b']) queue.push(entry, entry);
    expect(queue.take(16, weigh)).toEqual(['heavy1']);
    expect(queue.take(16, weigh)).toEqual(['a', 'b']);
    queue.push('c', 'c');
    expect(queue.take(16, weigh)).toEqual(['heavy2']);
    expect(queue.take(16, weigh)).toEqual(['c']);
    queue.push('heavy4', 'heavy4');
    expect(queue.take(16, weigh)).toEqual(['heavy3']);
    expect(queue.take(16, weigh)).toEqual(['heavy4']);
  });

  it('loses nothing and keeps order, however it is used', () => {
    const action = fc.oneof(
      fc.record({ push: fc.nat(4) }),
      fc.record({ take: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ done: fc.nat(3) }),
      fc.record({ withdraw: fc.nat(4) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const queue = new ConversationQueue<{ key: string; n: number }>();
        const batches: { key: string; n: number }[][] = [];
        const seen = new Map<string, number[]>();
        let pushed = 0;
        const withdrawn: number[] = [];
        const take = (limit: number): number => {
          const batch = queue.take(limit, ({ n }) => (n % 3 === 0 ? 4 : 1));
          if (batch.length > 0) batches.push(batch);
          const writing = new Set(batches.slice(0, -1).flatMap((other) => other.map(({ key }) => key)));
          for (const { key, n } of batch) {
            expect(writing.has(key)).toBe(false);
            seen.set(key, [...(seen.get(key) ?? []), n]);
          }
          return batch.length;
        };
        const done = (index: number): void => {
          const [batch] = batches.splice(index % Math.max(1, batches.length), 1);
          queue.done((batch ?? []).map(({ key }) => key));
        };
        for (const one of actions) {
          if ('push' in one) queue.push(`k${one.push}`, { key: `k${one.push}`, n: pushed++ });
          else if ('take' in one) take(one.take);
          else if ('done' in one) done(one.done);
          else withdrawn.push(...queue.withdraw(`k${one.withdraw}`, ({ n }) => n % 2 === 0).map(({ n }) => n));
        }
        while (batches.length > 0) done(0);
        while (take(5) > 0) done(0);
        expect([...withdrawn, ...[...seen.values()].flat()].sort((a, b) => a - b)).toEqual(
          Array.from({ length: pushed }, (_, n) => n),
        );
        for (const numbers of seen.values()) expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        expect(queue.size).toBe(0);
      }),
    );
  });
});
