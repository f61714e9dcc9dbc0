#!/usr/bin/env node
import { loadavg } from 'node:os';
import { cleanUpOnSignals } from '@iimp/testbed/cleanup';
import { Command, Option } from 'commander';
import { Driver } from './driver/driver.js';
import { runEjabberd } from './ejabberd/loads.js';
import { whyNot } from './ejabberd/nodes.js';
import { FULL, LOADS, QUICK } from './loads/all.js';
import type { Load, LoadResult, Sizes } from './loads/load.js';
import { circumstances } from './report/machine.js';
import { describeResult } from './report/progress.js';
import { writeResults } from './report/write.js';
import { openTarget } from './targets/open.js';
import { type Shape, SHAPES } from './targets/target.js';

interface Options {
  quick?: boolean;
  on?: string[];
  loads?: string[];
  rounds: string;
  size: string[];
  profile?: string;
  with?: string;
  write: boolean;
}

const options = new Command('bench')
  .description('Puts load on whole organizations and measures. Nothing else may run on the machine meanwhile.')
  .option(
    '--quick',
    'small loads on the standalone, the cluster and the floor: only whether everything arrives is told',
  )
  .addOption(new Option('--on <shapes...>', 'what is put under load').choices(SHAPES))
  .addOption(new Option('--loads <names...>', 'which loads').choices(LOADS.map(({ name }) => name)))
  .option('--rounds <n>', 'how often everything is repeated; tables show medians', '1')
  .option('--size <name=value...>', `change a size: ${Object.keys(FULL).join(', ')}`, [])
  .addOption(new Option('--with <other>', 'measure another server beside, with the same loads').choices(['ejabberd']))
  .option('--profile <folder>', 'write CPU profiles of the server processes; for one load at a time')
  .option('--no-write', 'only print')
  .parse()
  .opts<Options>();

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** All rounds. @returns the exit code: 1 when the books of some load do not balance */
async function bench(): Promise<number> {
  const sizes = resize(options.quick ? QUICK : FULL, options.size);
  const shapes: readonly Shape[] = (options.on as Shape[] | undefined) ?? (options.quick ? QUICK_SHAPES : SHAPES);
  const loads = LOADS.filter(({ name }) => (options.loads ?? (options.quick ? QUICK_LOADS : ALL)).includes(name));
  const missing = options.with === 'ejabberd' ? whyNot() : undefined;
  if (missing !== undefined) throw new Error(missing);
  const [busy = 0] = loadavg();
  const results: LoadResult[] = [];
  for (let round = 1; round <= Number(options.rounds); round++) {
    if (options.with === 'ejabberd') results.push(...(await runBeside(loads, sizes)));
    for (const shape of shapes) {
      if (isLate()) {
        say(`\n${shape} left out: there is no time left for it`);
        continue;
      }
      for (const group of byDomains(loads, shape, sizes)) results.push(...(await runOn(shape, group, sizes)));
    }
  }
  const wrong = results.filter(({ discrepancies }) => (discrepancies ?? []).length > 0);
  if (!options.quick && options.write && !options.profile && wrong.length === 0)
    say(`\nwritten: ${writeResults(await circumstances(new Date(), busy), sizes, results)}`);
  say(wrong.length === 0 ? '\nThe books of every load balance.' : `\nThe books do not balance: ${wrong.length} loads`);
  return wrong.length === 0 ? 0 : 1;
}

const ALL = LOADS.map(({ name }) => name);
const QUICK_SHAPES = ['floor', 'standalone', 'cluster'] as const;
/** After this long no further load begins: a smoke has to end, also on a busy machine. */
const QUICK_MS = 60_000;
const QUICK_LOADS = ['F1', 'F2', 'A1', 'I', 'F3', 'L'];

const isLate = (): boolean => options.quick === true && performance.now() > QUICK_MS;

interface Group {
  domains: readonly string[];
  loads: readonly Load[];
}

/** Loads that can share one start of the organizations. */
function byDomains(loads: readonly Load[], shape: Shape, sizes: Sizes): Group[] {
  const groups = new Map<string, { domains: string[]; loads: Load[] }>();
  for (const load of loads.filter(({ shapes }) => shapes.includes(shape))) {
    const domains = load.domains?.(sizes) ?? ['org1.test', 'org2.test'];
    const group = groups.get(domains.join()) ?? { domains, loads: [] };
    group.loads.push(load);
    groups.set(domains.join(), group);
  }
  return [...groups.values()];
}

async function runOn(shape: Shape, { domains, loads }: Group, sizes: Sizes): Promise<LoadResult[]> {
  say(`\n${shape}: ${domains.length === 2 ? domains.join(', ') : `${domains.length} domains`}`);
  const target = await openTarget(shape, domains, options.profile);
  const driver = await Driver.start();
  try {
    const results: LoadResult[] = [];
    for (const load of loads) {
      if (isLate()) {
        say(`  ${load.name} left out: there is no time left for it`);
        continue;
      }
      const result = await load.run({ target, driver, sizes });
      results.push(result);
      say(describeResult(result, load.title));
    }
    return results;
  } finally {
    driver.close();
    await target.close();
  }
}

async function runBeside(loads: readonly Load[], sizes: Sizes): Promise<LoadResult[]> {
  say('\nejabberd: org1.test, org2.test');
  const driver = await Driver.start();
  const names = loads.map(({ name }) => name);
  const titleOf = (name: string): string => loads.find((load) => load.name === name)?.title ?? '';
  try {
    return await runEjabberd(driver, sizes, names, (result) => say(describeResult(result, titleOf(result.load))));
  } finally {
    driver.close();
  }
}

function resize(sizes: Sizes, changes: readonly string[]): Sizes {
  const changed = changes.map((change) => {
    const [name = '', value = ''] = change.split('=');
    if (!(name in sizes) || !(Number(value) > 0)) throw new Error(`--size ${change}: not <name>=<number>`);
    return [name, Number(value)];
  });
  return { ...sizes, ...(Object.fromEntries(changed) as Partial<Sizes>) };
}

cleanUpOnSignals();
bench().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
