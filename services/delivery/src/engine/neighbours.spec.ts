import fc from 'fast-check';
import { VirtualClock } from '../simulation/virtual-clock.js';
import { Neighbours } from './neighbours.js';

const DOMAINS = Array.from({ length: 2_000 }, (_, turn) => `d${turn}.example`);

/** Workers that hear each other at once, unless told not to. */
class Office {
  readonly clock = new VirtualClock(1_000_000);
  readonly workers = new Map<string, Neighbours>();
  readonly deaf = new Set<string>();

  constructor(names: readonly string[]) {
    for (const name of names) this.hire(name);
  }

  hire(name: string): Neighbours {
    const here = (worker: string, leaves: boolean): void => {
      for (const [listener, neighbours] of this.workers) {
        if (!this.deaf.has(listener) && !this.deaf.has(worker)) neighbours.heard(worker, leaves);
      }
    };
    const wake = { wake: () => undefined, here };
    const worker = new Neighbours({ worker: name, clock: this.clock, random: () => 0.5, wake });
    this.workers.set(name, worker);
    worker.start();
    return worker;
  }

  /** Those who think that it is theirs. */
  owners(domain: string): string[] {
    return [...this.workers].filter(([, worker]) => worker.owns(domain)).map(([name]) => name);
  }

  pass(ms: number): Promise<void> {
    return this.clock.run(this.clock.now() + ms);
  }
}

describe('workers that hear of each other', () => {
  it('agree on one of them for every destination, whatever their names', async () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(names, fc.array(fc.domain(), { maxLength: 20 }), async (workers, domains) => {
        const office = new Office(workers);
        await office.pass(100);
        for (const domain of domains) expect(office.owners(domain)).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });

  it('have shares of about the same size', async () => {
    const office = new Office(['host-1-a1', 'host-1-a2', 'host-2-a1', 'host-2-a2']);
    await office.pass(100);
    for (const [, worker] of office.workers) {
      const share = DOMAINS.filter((domain) => worker.owns(domain)).length / DOMAINS.length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.3);
    }
  });

  it('give to one that comes only what becomes its own', async () => {
    const office = new Office(['a', 'b', 'c']);
    await office.pass(100);
    const before = new Map(DOMAINS.map((domain) => [domain, office.owners(domain)[0]]));
    office.hire('d');
    await office.pass(100);
    const moved = DOMAINS.filter((domain) => office.owners(domain)[0] !== before.get(domain));
    expect(moved.length).toBeGreaterThan(DOMAINS.length / 8);
    for (const domain of moved) expect(office.owners(domain)).toEqual(['d']);
  });

  it('take over at once from one that leaves, and from one that falls silent after seconds', async () => {
    const office = new Office(['a', 'b', 'c']);
    await office.pass(100);
    const first = office.workers.get('a') as Neighbours;
    first.stop();
    for (const domain of DOMAINS) expect(office.owners(domain)).not.toContain('a');
    for (const domain of DOMAINS) expect(office.owners(domain)).toHaveLength(1);
    office.deaf.add('b');
    await office.pass(10_000);
    const third = office.workers.get('c') as Neighbours;
    expect(third.count).toBe(1);
    expect(DOMAINS.every((domain) => third.owns(domain))).toBe(true);
    office.deaf.delete('b');
    await office.pass(5_000);
    expect(third.count).toBe(2);
  });
});
