import type { LoadResult } from './load.js';
import { compared, halved } from './telemetry.js';

const round = (perSecond: number, standalone: number, postgres: number): LoadResult => ({
  ...{ load: 'T-on', shape: 'standalone', perSecond },
  outcome: { sent: 1_000, received: 1_000, receiptsExpected: 1_000, seconds: 1, retries: 0, errors: [] },
  usage: { cpuSeconds: { standalone, postgres, driver: 7, bench: 9 }, peakMiB: {} },
});

it('compares a round with telemetry with the round without beside it', () => {
  expect(compared(round(950, 1.1, 1), round(1_000, 1, 1)).outcome.figures).toEqual({
    cpuAgainstOff: expect.closeTo(1.05),
    ownCpuAgainstOff: expect.closeTo(1.1),
    rateAgainstOff: expect.closeTo(0.95),
  });
});

it('gives each world half of what serves both, and no share of what serves one', () => {
  const result = round(1_000, 1, 2);
  const ofACluster = { ...result, usage: { ...result.usage, cpuSeconds: { api: 1, broker: 3, postgres: 2 } } };
  expect(halved(ofACluster).usage.cpuSeconds).toEqual({ api: 1, broker: 1.5, postgres: 2 });
  expect(halved(result).usage.cpuSeconds).toEqual(result.usage.cpuSeconds);
});
