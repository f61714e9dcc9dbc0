import type { LoadResult } from '../loads/load.js';
import { summarize } from './summary.js';

/** One result, for whoever watches. */
export function describeResult(result: LoadResult, title: string): string {
  const [line] = summarize([result]);
  if (!line) return '';
  const { p50, p99 } = line;
  const figures = Object.entries(line.figures).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  const cpu = Object.entries(line.cpuMs).map(([kind, ms]) => `${kind} ${ms.toFixed(3)}`);
  return [
    `  ${line.load.padEnd(3)} ${title}`,
    `      ${[...(line.perSecond > 0 ? [`${line.perSecond.toFixed(0)}/s`] : []), ...(p50 === undefined ? [] : [`p50 ${p50} ms, p99 ${p99} ms`]), ...figures].join('; ')}`,
    ...(line.serverCpuMs === undefined
      ? []
      : [`      CPU ms/message: ${line.serverCpuMs.toFixed(3)} in servers (${cpu.join(', ')})`]),
    ...(result.discrepancies ?? []).map((what) => `      WRONG: ${what}`),
  ].join('\n');
}
