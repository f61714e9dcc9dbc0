import { Reading } from './reading.js';

describe('Reading', () => {
  let now = 0;
  let reads: ((value: number | Error) => void)[] = [];
  const reading = (patienceMs = 1_000): Reading<number> =>
    new Reading({
      read: () =>
        new Promise((resolve, reject) => {
          reads.push((value) => (value instanceof Error ? reject(value) : resolve(value)));
        }),
      now: () => now,
      freshMs: 5_000,
      usableMs: 60_000,
      patienceMs,
    });
  beforeEach(() => {
    now = 0;
    reads = [];
  });

  it('reads once for all who ask at the same time, and not again while it is fresh', async () => {
    const one = reading();
    const asked = [one.get(), one.get(), one.get()];
    expect(reads).toHaveLength(1);
    reads[0]?.(7);
    expect(await Promise.all(asked)).toEqual([7, 7, 7]);
    now = 4_999;
    expect(await one.get()).toBe(7);
    expect(reads).toHaveLength(1);
    now = 5_000;
    const later = one.get();
    reads[1]?.(8);
    expect(await later).toBe(8);
  });

  it('gives what it has when a read hangs, and nothing once that is too old', async () => {
    const one = reading(1);
    const first = one.get();
    reads[0]?.(7);
    await first;
    now = 6_000;
    expect(await one.get()).toBe(7);
    now = 60_001;
    expect(await one.get()).toBeUndefined();
    expect(reads).toHaveLength(2);
  });

  it('survives a read that fails, and does not try again at once', async () => {
    const one = reading();
    const first = one.get();
    reads[0]?.(new Error('away'));
    expect(await first).toBeUndefined();
    now = 1_000;
    expect(await one.get()).toBeUndefined();
    expect(reads).toHaveLength(1);
  });
});
