import { ProblemError } from '@iimp/protocol/problem';
import { Gather } from './gather.js';

describe('Gather', () => {
  /** Runs that end when the test says so. */
  function gathering(together: (items: readonly number[]) => Promise<readonly (string | undefined)[]>, most = 3) {
    const runs: (readonly number[])[] = [];
    let release = (): void => undefined;
    const first = new Promise<void>((resolve) => (release = resolve));
    const gather = new Gather<number, string>(
      async (item) => {
        runs.push([item]);
        if (item === 0) await first;
        if (item < 0) throw new Error(`alone ${item}`);
        return `alone ${item}`;
      },
      (items) => {
        runs.push(items);
        return together(items);
      },
      { atOnce: 1, most },
    );
    return { gather, runs, release };
  }
  const all = async (items: readonly number[]): Promise<string[]> => items.map((item) => `together ${item}`);

  it('does a lone item at once, and what comes meanwhile together, so many at a time', async () => {
    const { gather, runs, release } = gathering(all);
    const results = [0, 1, 2, 3, 4].map((item) => gather.add(item));
    expect(runs).toEqual([[0]]);
    release();
    expect(await Promise.all(results)).toEqual(['alone 0', 'together 1', 'together 2', 'together 3', 'alone 4']);
    expect(runs).toEqual([[0], [1, 2, 3], [4]]);
  });

  it('does alone what got no result, and only what fails alone fails', async () => {
    const { gather, release } = gathering(async ([one]) => [`together ${one}`, undefined, undefined]);
    const results = [0, 1, 2, -3].map((item) => gather.add(item));
    release();
    expect(await Promise.allSettled(results)).toEqual([
      { status: 'fulfilled', value: 'alone 0' },
      { status: 'fulfilled', value: 'together 1' },
      { status: 'fulfilled', value: 'alone 2' },
      { status: 'rejected', reason: new Error('alone -3') },
    ]);
  });

  it('does each alone when one spoils all', async () => {
    const { gather, release } = gathering(async () => {
      throw new Error('spoilt');
    });
    const results = [0, 1, 2].map((item) => gather.add(item));
    release();
    expect(await Promise.all(results)).toEqual(['alone 0', 'alone 1', 'alone 2']);
  });

  it('fails all when the database is away, and goes on afterwards', async () => {
    const away = new ProblemError('unavailable', 'away');
    const { gather, runs, release } = gathering(async (items) => {
      if (items.includes(1)) throw away;
      return all(items);
    }, 2);
    const results = Promise.allSettled([0, 1, 2, 3, 4].map((item) => gather.add(item)));
    release();
    expect(await results).toEqual([
      { status: 'fulfilled', value: 'alone 0' },
      { status: 'rejected', reason: away },
      { status: 'rejected', reason: away },
      { status: 'fulfilled', value: 'together 3' },
      { status: 'fulfilled', value: 'together 4' },
    ]);
    expect(runs).toEqual([[0], [1, 2], [3, 4]]);
  });

  it('waits for others where it may, and then goes on at once', async () => {
    jest.useFakeTimers();
    try {
      const runs: (readonly number[])[] = [];
      const gather = new Gather<number, string>(
        async (item) => `alone ${item}`,
        async (items) => {
          runs.push(items);
          return all(items);
        },
        { atOnce: 1, most: 2, waitMs: 100 },
      );
      const results = [0, 1, 2].map((item) => gather.add(item));
      await jest.advanceTimersByTimeAsync(99);
      expect(runs).toEqual([]);
      await jest.advanceTimersByTimeAsync(1);
      expect(await Promise.all(results)).toEqual(['together 0', 'together 1', 'alone 2']);
      const later = gather.add(3);
      await jest.advanceTimersByTimeAsync(100);
      expect(await later).toBe('alone 3');
    } finally {
      jest.useRealTimers();
    }
  });
});
