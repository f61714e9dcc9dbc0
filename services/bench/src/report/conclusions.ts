/** What a run means: against the targets, and against the run before it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@iimp/testbed/repository';
import type { LoadResult } from '../loads/load.js';
import type { Circumstances } from './machine.js';
import type { Line } from './summary.js';
import { table } from './table.js';
import { judge } from './targets.js';

/** Files with the results of runs, by date and commit. */
export const resultsFolder = (): string => join(repositoryRoot(), 'services/bench/results');

/** Targets as Markdown; those that the run tells nothing about are left out. */
export function targetTable(lines: readonly Line[]): string {
  const rows = judge(lines).flatMap(({ what, target, reached, met, floor }) =>
    reached === undefined
      ? []
      : [[what, target, number(reached), met ? 'yes' : '**no**', floor === undefined ? '' : number(floor)]],
  );
  return rows.length === 0
    ? 'No target can be judged by these loads.'
    : table(['what', 'target', 'reached', 'met', 'the floor'], rows);
}

interface Kept {
  where: Circumstances;
  lines: Line[];
  results: LoadResult[];
}

/** With those results of the same commit that are kept and were not measured again. */
export function withKept(
  { commit }: Circumstances,
  results: readonly LoadResult[],
  folder: string = resultsFolder(),
): LoadResult[] {
  const again = new Set(results.map(({ load, shape }) => `${load} ${shape}`));
  const [before] = keptIn(folder).filter(({ where }) => where.commit === commit);
  const kept = before?.results.filter(({ load, shape }) => !again.has(`${load} ${shape}`)) ?? [];
  return [...kept, ...results];
}

/** Rates and CPU against the newest results that are kept, of what both measured. Nothing where there are none. */
export function compareWithLast(
  where: Circumstances,
  lines: readonly Line[],
  folder: string = resultsFolder(),
): string[] {
  const [last] = keptIn(folder).filter(({ where: { date, commit } }) => date < where.date && commit !== where.commit);
  if (!last) return [];
  const rows = lines.flatMap((line) => {
    const before = last.lines.find(({ load, shape }) => load === line.load && shape === line.shape);
    if (!before || before.perSecond === 0) return [];
    const of = (now: number | undefined, then: number | undefined): string =>
      now === undefined || !then ? '' : number(now / then);
    return [
      [
        line.load,
        line.shape,
        of(line.perSecond, before.perSecond),
        of(line.p99, before.p99),
        of(line.serverCpuMs, before.serverCpuMs),
      ],
    ];
  });
  if (rows.length === 0) return [];
  const head = `Against commit \`${last.where.commit}\` of ${last.where.date.slice(0, 10)} (${last.where.cores} × ${last.where.cpu}): 1.00 is the same.`;
  return [`${head}\n\n${table(['load', 'on', 'messages/s', 'p99', 'server CPU'], rows)}`];
}

/** All results that are kept, the newest first by the date inside. */
function keptIn(folder: string): Kept[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const all = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Kept);
  return all.sort((a, b) => (a.where.date < b.where.date ? 1 : -1));
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
