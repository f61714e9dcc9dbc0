import type { LoadResult } from '../loads/load.js';
import { svg } from './plot.js';
import { summarize } from './summary.js';
import { markdown, withResults } from './table.js';

const result = (perSecond: number, cpu: number): LoadResult => ({
  load: 'F1',
  shape: 'standalone',
  outcome: { sent: 1_000, received: 1_000, receiptsExpected: 1_000, seconds: 1, retries: 0, errors: [] },
  perSecond,
  usage: { cpuSeconds: { standalone: cpu, driver: 1 }, peakMiB: { standalone: 100 } },
  discrepancies: [],
});
const where = {
  ...{ date: '2026-01-02T03:04:05.000Z', commit: 'abc1234', cpu: 'a CPU', cores: 2, memoryGiB: 24 },
  ...{ kernel: '6', node: 'v24', postgres: '15', loadAverage: 0.1 },
};

describe('report', () => {
  it('takes medians of rounds, and the load itself is no server', () => {
    expect(summarize([result(100, 0.5), result(300, 0.3), result(200, 0.4)])).toMatchObject([
      { perSecond: 200, rounds: 3, serverCpuMs: 0.4, cpuMs: { standalone: 0.4, driver: 1 }, wrong: 0 },
    ]);
  });

  it('says where a table comes from, and replaces the one before it', () => {
    const table = markdown(where, summarize([result(1_234, 0.5)]), 'results/x.svg');
    expect(table).toContain('commit `abc1234` on 2 × a CPU');
    expect(table).toContain('| F1 | standalone | 1 | 1,234 |');
    const readme = '# x\n<!-- results: written by `npm run bench`, not by hand -->\nold\n<!-- end of results -->\nrest';
    const replaced = withResults(readme, table);
    expect([replaced.includes('old'), replaced.includes(table), replaced.endsWith('rest')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(() => withResults('# x', table)).toThrow('no place');
  });

  it('draws a bar for each line', () => {
    const drawn = svg(summarize([result(10, 1), { ...result(20, 1), shape: 'cluster' }]), 'a < b');
    expect(drawn.match(/<rect/g)).toHaveLength(3);
    expect(drawn).toContain('a &lt; b');
  });
});
