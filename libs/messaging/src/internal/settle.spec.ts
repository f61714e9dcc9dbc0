import fc from 'fast-check';
import { backoff, settle } from './settle.js';

describe('what is done with a delivery', () => {
  const policy = { maxAttempts: 3, retryBaseMs: 100, retryCapMs: 1_000, random: () => 1 };
  const failed = { status: 'failed', error: 'e' } as const;
  const invalid = { status: 'invalid', error: 'e' } as const;

  it('depends on kind, outcome and attempt', () => {
    expect(settle('job', 1, { status: 'done' }, policy)).toEqual({ act: 'ack' });
    expect(settle('job', 1, failed, policy)).toEqual({ act: 'retry', afterMs: 100 });
    expect(settle('job', 2, failed, policy)).toEqual({ act: 'retry', afterMs: 200 });
    expect(settle('job', 3, failed, policy)).toEqual({ act: 'quarantine', reason: 'failed', error: 'e' });
    expect(settle('job', 9, failed, policy)).toMatchObject({ act: 'quarantine' });
    expect(settle('job', 1, invalid, policy)).toEqual({ act: 'quarantine', reason: 'invalid', error: 'e' });
    expect(settle('fanout', 1, failed, policy)).toEqual({ act: 'ack' });
    expect(settle('fanout', 1, invalid, policy)).toMatchObject({ act: 'quarantine' });
    expect(settle('rpc', 1, failed, policy)).toEqual({ act: 'ack' });
    expect(settle('rpc', 1, invalid, policy)).toEqual({ act: 'ack' });
  });

  it('waits below base·2^(n-1) and below the cap', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), random, (n, chance) => {
        const wait = backoff(n, 100, 10_000, () => chance);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(10_000, 100 * 2 ** (n - 1)));
      }),
    );
  });
});
