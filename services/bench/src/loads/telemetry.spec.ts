import type { LoadResult } from './load.js';
import { compared } from './telemetry.js';

it('compares a round with telemetry with the round without beside it', () => {
  const round = (perSecond: number, standalone: number, postgres: number): LoadResult => ({
    ...{ load: 'T-on', shape: 'standalone', perSecond },
    outcome: { sent: 1_000, received: 1_000, receiptsExpected: 1_000, seconds: 1, retries: 0, errors: [] },
    usage: { cpuSeconds: { standalone, postgres, driver: 7, bench: 9 }, peakMiB: {} },
  });
  expect(compared(round(950, 1.1, 1), round(1_000, 1, 1)).outcome.figures).toEqual({
    cpuAgainstOff: expect.closeTo(1.05),
    ownCpuAgainstOff: expect.closeTo(1.1),
    rateAgainstOff: expect.closeTo(0.95),
  });
});
