/** What is run where: loads that can share a start of the organizations do. */
import { Driver } from './driver/driver.js';
import { runEjabberd } from './ejabberd/loads.js';
import type { Load, LoadResult, Sizes } from './loads/load.js';
import { describeResult } from './report/progress.js';
import { openTarget } from './targets/open.js';
import type { Needs, Shape } from './targets/target.js';

export interface Run {
  sizes: Sizes;
  /** Folder for CPU profiles. */
  profile?: string;
  say(text: string): void;
  /** Only to see that everything works: a start is shared wherever it can be. */
  isQuick: boolean;
  /** Whether no further load shall begin, or (`start`) none that needs organizations to be started. */
  isLate(what: 'load' | 'start'): boolean;
}

interface Group {
  needs: Needs;
  loads: Load[];
}

const PAIR: Needs = { key: 'pair', domains: ['org1.test', 'org2.test'] };

/** Runs those loads that the shape is for. */
export async function runShape(run: Run, shape: Shape, loads: readonly Load[]): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  for (const group of await groupsOf(run, shape, loads)) {
    const names = group.loads.map(({ name }) => name).join(', ');
    if (run.isLate('start')) run.say(`\n${shape}: ${names} left out: there is no time left for it`);
    else results.push(...(await runGroup(run, shape, group)));
  }
  return results;
}

/** Runs those loads that XMPP has too. */
export async function runBeside(run: Run, loads: readonly Load[]): Promise<LoadResult[]> {
  run.say('\nejabberd: org1.test, org2.test');
  const driver = await Driver.start();
  const names = loads.map(({ name }) => name);
  const titleOf = (name: string): string => loads.find((load) => load.name === name)?.title ?? '';
  const onResult = (result: LoadResult): void => run.say(describeResult(result, titleOf(result.load)));
  try {
    return await runEjabberd(driver, run.sizes, names, onResult);
  } finally {
    driver.close();
  }
}

async function groupsOf({ sizes, isQuick }: Run, shape: Shape, loads: readonly Load[]): Promise<Group[]> {
  const groups = new Map<string, Group>();
  for (const load of loads.filter(({ shapes }) => shapes.includes(shape))) {
    const own = (await load.needs?.(sizes)) ?? PAIR;
    const needs = isQuick && own.isFresh ? PAIR : own;
    const group = groups.get(needs.key) ?? { needs, loads: [] };
    group.loads.push(load);
    groups.set(needs.key, group);
  }
  return [...groups.values()];
}

async function runGroup(run: Run, shape: Shape, { needs, loads }: Group): Promise<LoadResult[]> {
  const { sizes, say } = run;
  const { domains } = needs;
  say(`\n${shape}: ${domains.length > 2 ? `${domains.length} domains` : domains.join(', ')}`);
  const target = await openTarget(shape, needs, run.profile);
  const driver = await Driver.start();
  try {
    const results: LoadResult[] = [];
    for (const load of loads) {
      if (run.isLate('load')) {
        say(`  ${load.name} left out: there is no time left for it`);
        continue;
      }
      const measured = await load.run({ target, driver, sizes, say });
      for (const result of measured) say(describeResult(result, load.title));
      results.push(...measured);
    }
    return results;
  } finally {
    driver.close();
    await target.close();
  }
}
