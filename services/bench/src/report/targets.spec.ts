import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareWithLast, targetTable, withKept } from './conclusions.js';
import type { LoadResult } from '../loads/load.js';
import type { Line } from './summary.js';
import { judge } from './targets.js';

const line = (load: string, shape: string, perSecond: number, more: Partial<Line> = {}): Line => ({
  ...{ load, shape, rounds: 5, perSecond, p50: 1, p99: 10, p999: 20, serverCpuMs: 0.3, ownCpuMs: 0.2 },
  ...{ cpuMs: {}, peakMiB: {}, grownMiB: {}, walBytes: 0, rows: 0, figures: {}, wrong: 0 },
  ...more,
});
const verdict = (lines: Line[], what: string) => judge(lines).find((one) => one.what === what);

describe('targets', () => {
  it('are judged by ratios within one run', () => {
    const lines = [line('F1', 'standalone', 3_100), line('F1', 'ejabberd', 1_000), line('F1', 'floor', 5_000)];
    expect(verdict(lines, 'F1 standalone, against ejabberd')).toMatchObject({ reached: 3.1, met: true, floor: 5 });
    expect(verdict(lines, 'F1 standalone, against the floor')).toMatchObject({ reached: 0.62, met: false });
    expect(verdict(lines, "F2 standalone, against ejabberd's F1")?.met).toBeUndefined();
    const beside = 'D cluster, rate of destinations that are well, beside dead and slow ones against alone';
    const fair = [line('D-alone', 'cluster', 100), line('D', 'cluster', 93)];
    expect(verdict(fair, beside)).toMatchObject({ reached: 0.93, met: true });
  });

  it('have the floor of this machine beside them where they are milliseconds', () => {
    const lines = [line('F1', 'standalone', 1, { serverCpuMs: 0.36 }), line('F1', 'floor', 1, { serverCpuMs: 0.34 })];
    const what = 'F1 standalone, CPU of all servers with Postgres and broker, for a message';
    expect(verdict(lines, what)).toMatchObject({ reached: 0.36, met: false, floor: 0.34 });
  });

  it('take the smaller for better where they must', () => {
    const lines = [
      line('W-local 10k', 'standalone', 100, { p99: 10 }),
      line('W-local 10M', 'standalone', 95, { p99: 13 }),
    ];
    expect(verdict(lines, 'W-local standalone, rate at 10M stored against 10k')?.met).toBe(true);
    expect(verdict(lines, 'W-local standalone, p99 at 10M stored against 10k')).toMatchObject({
      reached: 1.3,
      met: false,
    });
  });

  it('look at our services only where memory counts', () => {
    const grownMiB = { api: 30, attachments: 70, postgres: 500, s3: 900, driver: 100 };
    const figures = { apiRssMiB: 90, brokerRssMiB: 150 };
    const lines = [line('A1', 'cluster', 1, { grownMiB }), line('M', 'cluster', 0, { figures })];
    const service = 'A1 cluster, memory of a service beyond what it had before';
    expect(verdict(lines, service)).toMatchObject({ reached: 70, met: false });
    expect(verdict(lines, 'M cluster, memory of the largest service at rest')).toMatchObject({
      reached: 90,
      met: true,
    });
  });

  it('hold the load with telemetry against the one without, round by round', () => {
    const figures = { cpuAgainstOff: 1.06, rateAgainstOff: 0.97 };
    const lines = [line('T-off', 'cluster', 100), line('T-on', 'cluster', 50, { figures })];
    expect(verdict(lines, 'T cluster, CPU of servers with telemetry against without')).toMatchObject({
      reached: 1.06,
      met: false,
    });
    expect(verdict(lines, 'T cluster, rate with telemetry against without')).toMatchObject({
      reached: 0.97,
      met: true,
    });
  });

  it('are shown as far as something was measured', () => {
    expect(targetTable([line('F4', 'floor', 1)])).toBe('No target can be judged by these loads.');
    const table = targetTable([line('R', 'cluster', 100), line('F1', 'cluster', 100)]);
    expect(table).toContain('| R cluster, against F1 | ≥ 2 times | 1.00 | **no** |  |');
  });
});

describe('the run before', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'iimp-results-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const where = {
    ...{ date: '2026-01-03T00:00:00.000Z', commit: 'new', cpu: 'a CPU', cores: 2, memoryGiB: 24 },
    ...{ kernel: '6', node: 'v24', postgres: '15', loadAverage: 0.1 },
  };
  const keep = (date: string, commit: string, perSecond: number): void => {
    const results = [
      { load: 'F1', shape: 'floor', perSecond },
      { load: 'F2', shape: 'floor', perSecond },
    ];
    const kept = { where: { ...where, date, commit }, lines: [line('F1', 'floor', perSecond)], results };
    writeFileSync(join(folder, `${commit}.json`), JSON.stringify(kept));
  };

  it('is the newest that is kept, and compared by ratios', () => {
    keep('2026-01-01T00:00:00.000Z', 'older', 1);
    keep('2026-01-02T00:00:00.000Z', 'old', 200);
    keep('2026-01-04T00:00:00.000Z', 'later', 1);
    const [text] = compareWithLast(where, [line('F1', 'floor', 300)], folder);
    expect(text).toContain('commit `old`');
    expect(text).toContain('| F1 | floor | 1.50 | 1.00 | 1.00 |');
  });

  it('of the same commit is added to, and measured again replaced', () => {
    keep('2026-01-01T00:00:00.000Z', 'new', 1);
    keep('2026-01-02T00:00:00.000Z', 'old', 2);
    const now = [{ load: 'F1', shape: 'floor', perSecond: 3 }] as LoadResult[];
    expect(withKept(where, now, folder)).toEqual([{ load: 'F2', shape: 'floor', perSecond: 1 }, ...now]);
    expect(compareWithLast(where, [line('F1', 'floor', 3)], folder)[0]).toContain('commit `old`');
  });

  it('may be missing', () => {
    expect(compareWithLast(where, [line('F1', 'floor', 300)], folder)).toEqual([]);
  });
});
