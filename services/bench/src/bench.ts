#!/usr/bin/env node
import { loadavg } from 'node:os';
import { cleanUpOnSignals } from '@iimp/testbed/cleanup';
import { Command, Option } from 'commander';
import { ALL, chosen, loadsOf } from './chosen.js';
import { whyNot } from './ejabberd/nodes.js';
import { LOADS } from './loads/all.js';
import type { LoadResult } from './loads/load.js';
import { FULL, QUICK, resize } from './loads/sizes.js';
import { compareWithLast, targetTable, withKept } from './report/conclusions.js';
import { circumstances } from './report/machine.js';
import { summarize } from './report/summary.js';
import { writeResults } from './report/write.js';
import { type Run, runBeside, runShape } from './run.js';
import { SHAPES } from './targets/target.js';

interface Options {
  quick?: boolean;
  on?: string[];
  loads?: string[];
  rounds: string;
  size: string[];
  profile?: string;
  with?: string;
  write: boolean;
  add?: boolean;
}

const options = new Command('bench')
  .description('Puts load on whole organizations and measures. Nothing else may run on the machine meanwhile.')
  .option(
    '--quick',
    'small loads on the standalone, the cluster and the floor: only whether everything arrives is told',
  )
  .addOption(new Option('--on <shapes...>', 'what is put under load').choices(SHAPES))
  .addOption(
    new Option('--loads <names...>', `which loads; "${ALL}": each, wherever it can run`).choices([
      ...LOADS.map(({ name }) => name),
      ALL,
    ]),
  )
  .option(
    '--rounds <n>',
    'how often loads are repeated: F1 to F3, of which targets want medians, or those that --loads names one by one',
    '1',
  )
  .option('--size <name=value...>', `change a size: ${Object.keys(FULL).join(', ')}`, [])
  .addOption(new Option('--with <other>', 'measure another server beside, with the same loads').choices(['ejabberd']))
  .option('--profile <folder>', 'write CPU profiles of the server processes; for one load at a time')
  .option('--add', 'to the results of this commit that are kept, instead of replacing them')
  .option('--no-write', 'only print')
  .parse()
  .opts<Options>();

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** A smoke has to end, also on a busy machine: after this long nothing further begins, unless loads were named. */
const QUICK_MS = { start: 30_000, load: 50_000 };

/** All rounds. @returns the exit code: 1 when the books of some load do not balance */
async function bench(): Promise<number> {
  const { quick = false, profile } = options;
  const sizes = resize(quick ? QUICK : FULL, options.size);
  const isLate: Run['isLate'] = (what) => quick && !options.loads && performance.now() > QUICK_MS[what];
  const run: Run = { sizes, say, isQuick: quick, isLate, ...(profile === undefined ? {} : { profile }) };
  const missing = options.with === 'ejabberd' ? whyNot() : undefined;
  if (missing !== undefined) throw new Error(missing);
  const [busy = 0] = loadavg();
  const results: LoadResult[] = [];
  for (let round = 1; round <= Number(options.rounds); round++) {
    if (options.with === 'ejabberd') results.push(...(await runBeside(run, loadsOf(options, round))));
    for (const { shape, loads } of chosen(options, round)) results.push(...(await runShape(run, shape, loads)));
  }
  const wrong = results.filter(({ discrepancies }) => (discrepancies ?? []).length > 0);
  if (!quick) {
    const where = await circumstances(new Date(), busy);
    const all = options.add ? withKept(where, results) : results;
    const lines = summarize(all);
    const conclusions = [targetTable(lines), ...compareWithLast(where, lines)];
    say(`\n${conclusions.join('\n\n')}`);
    if (options.write && !profile && wrong.length === 0)
      say(`\nwritten: ${writeResults(where, { sizes, lines, results: all, conclusions })}`);
  }
  say(wrong.length === 0 ? '\nThe books of every load balance.' : `\nThe books do not balance: ${wrong.length} loads`);
  return wrong.length === 0 ? 0 : 1;
}

cleanUpOnSignals();
bench().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
