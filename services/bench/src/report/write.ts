import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@iimp/testbed/repository';
import type { LoadResult, Sizes } from '../loads/load.js';
import { resultsFolder } from './conclusions.js';
import type { Circumstances } from './machine.js';
import { svg } from './plot.js';
import type { Line } from './summary.js';
import { markdown, withResults } from './table.js';

export interface Report {
  sizes: Sizes;
  lines: readonly Line[];
  results: readonly LoadResult[];
  /** Markdown that stands before the table. */
  conclusions: readonly string[];
}

/** Keeps the results: as JSON, as a plot, and as the tables in the README. @returns the JSON file */
export function writeResults(where: Circumstances, { sizes, lines, results, conclusions }: Report): string {
  const folder = resultsFolder();
  mkdirSync(folder, { recursive: true });
  const name = `${where.date.slice(0, 10)}-${where.commit}`;
  const json = join(folder, `${name}.json`);
  writeFileSync(json, `${JSON.stringify({ where, sizes, lines, results }, null, 2)}\n`);
  writeFileSync(join(folder, `${name}.svg`), svg(lines, `messages a second, ${name}`));
  const readme = join(folder, '../README.md');
  const text = markdown(where, lines, `results/${name}.svg`, conclusions);
  writeFileSync(readme, withResults(readFileSync(readme, 'utf8'), text));
  format([json, readme]);
  return json;
}

/** As the repository's check wants files to be. */
function format(files: readonly string[]): void {
  const prettier = join(repositoryRoot(), 'node_modules/.bin/prettier');
  if (existsSync(prettier)) execFileSync(prettier, ['--log-level', 'warn', '--write', ...files], { stdio: 'inherit' });
}
