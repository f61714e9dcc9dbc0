import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@iimp/testbed/repository';
import type { LoadResult, Sizes } from '../loads/load.js';
import type { Circumstances } from './machine.js';
import { svg } from './plot.js';
import { summarize } from './summary.js';
import { markdown, withResults } from './table.js';

/** Keeps the results: as JSON, as a plot, and as the table in the README. @returns the JSON file */
export function writeResults(where: Circumstances, sizes: Sizes, results: readonly LoadResult[]): string {
  const bench = join(repositoryRoot(), 'services/bench');
  const folder = join(bench, 'results');
  mkdirSync(folder, { recursive: true });
  const name = `${where.date.slice(0, 10)}-${where.commit}`;
  const lines = summarize(results);
  const json = join(folder, `${name}.json`);
  writeFileSync(json, `${JSON.stringify({ where, sizes, lines, results }, null, 2)}\n`);
  writeFileSync(join(folder, `${name}.svg`), svg(lines, `messages a second, ${name}`));
  const readme = join(bench, 'README.md');
  writeFileSync(readme, withResults(readFileSync(readme, 'utf8'), markdown(where, lines, `results/${name}.svg`)));
  format([json, readme]);
  return json;
}

/** As the repository's check wants files to be. */
function format(files: readonly string[]): void {
  const prettier = join(repositoryRoot(), 'node_modules/.bin/prettier');
  if (existsSync(prettier)) execFileSync(prettier, ['--log-level', 'warn', '--write', ...files], { stdio: 'inherit' });
}
