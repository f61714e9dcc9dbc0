import fc from 'fast-check';
import type { SrvRecord } from './dns.js';
import { orderTargets } from './srv-order.js';

const record = (target: string, priority: number, weight: number, port = 1): SrvRecord => ({
  target,
  port,
  priority,
  weight,
});
const hosts = (records: SrvRecord[], random: () => number) => orderTargets(records, random).map(({ host }) => host);

describe('orderTargets (RFC 2782)', () => {
  it('puts lower priorities first, whatever their weight', () => {
    const records = [record('c', 20, 65_535), record('a', 0, 0), record('b', 10, 1)];
    expect(hosts(records, Math.random)).toEqual(['a', 'b', 'c']);
  });

  it('draws by weight inside a priority', () => {
    const records = [record('a', 1, 10), record('b', 1, 30), record('zero', 1, 0)];
    // The running sums are zero 0, a 10, b 40; the number drawn is in 0…40.
    expect(hosts(records, () => 0)).toEqual(['zero', 'a', 'b']);
    expect(hosts(records, () => 1 / 41)[0]).toBe('a');
    expect(hosts(records, () => 10.5 / 41)[0]).toBe('a');
    expect(hosts(records, () => 11 / 41)[0]).toBe('b');
    expect(hosts(records, () => 0.999999)[0]).toBe('b');
  });

  it('meets the weights over many draws', () => {
    let state = 1;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const first = Array.from({ length: 4_000 }, () => hosts([record('a', 0, 1), record('b', 0, 3)], random)[0]);
    const share = first.filter((host) => host === 'b').length / first.length;
    // With numbers 0…4 drawn, `a` has 0 and 1, `b` has 2 to 4.
    expect(share).toBeGreaterThan(0.55);
    expect(share).toBeLessThan(0.65);
  });

  it('keeps every target once, priorities ascending', () => {
    const records = fc.array(
      fc.record({ target: fc.domain(), port: fc.nat(65_535), priority: fc.nat(3), weight: fc.nat(65_535) }),
    );
    const random = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    fc.assert(
      fc.property(records, random, (all, numbers) => {
        const priorities = new Map(all.map((each) => [`${each.target}:${each.port}`, each.priority]));
        const ordered = orderTargets(all, () => numbers.next().value);
        expect(ordered.map(({ host, port }) => `${host}:${port}`).sort()).toEqual(
          all.map(({ target, port }) => `${target}:${port}`).sort(),
        );
        if (priorities.size === all.length) {
          const order = ordered.map(({ host, port }) => priorities.get(`${host}:${port}`)!);
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
      }),
    );
  });
});
