/** S and W: reads and writes while ever more is stored. */
import type { Bench, Load, LoadResult, PlanOf } from './load.js';
import { PAGE } from '../driver/reads.js';
import { databaseBytes, Filler } from './filler.js';
import { measured } from './measured.js';
import { runPairs } from './pairs.js';

/** Users whose mailboxes are polled. */
const READERS = 50;
/** With fewer messages their mailboxes have too few entries. */
const LEAST_STORED = 10_000;
/** Of each: one alone says little about a rate. */
const TIMES = 3;
/** Of the first sync, which is short: the p99 of one is that of its slowest page, and the median of five of those says little. */
const FIRST_TIMES = 15;

type What = PlanOf<'reads'>['what'];

/** `10k`, `1M`: so that the sizes of a load stand beside each other. */
export function label(stored: number): string {
  if (stored >= 1_000_000) return `${stored / 1_000_000}M`;
  return stored >= 1_000 ? `${stored / 1_000}k` : String(stored);
}

export function levelsOf(stored: number): number[] {
  const levels = [stored / 1_000, stored / 10, stored].map(Math.floor);
  return levels.filter((level) => level >= LEAST_STORED);
}

async function stored(bench: Bench): Promise<LoadResult[]> {
  const { target, sizes, say } = bench;
  const [one] = target.domains as [string];
  const readers = await target.accounts(one, 'f', READERS);
  const deep = await target.accounts(one, 'd', 1);
  const databaseUrl = target.databaseUrl(one);
  const filler = new Filler({ databaseUrl, domain: one, total: sizes.stored, deep: sizes.deep });
  const results: LoadResult[] = [];
  const read = (load: string, what: What): Promise<LoadResult> => {
    const [who, requests] = what === 'first' ? [deep, Math.ceil(sizes.deep / PAGE)] : [readers, sizes.reads];
    const plan = { kind: 'reads', readers: who, what, requests } as const;
    return measured(bench, { load, plan, expected: new Map() });
  };
  for (const level of levelsOf(sizes.stored)) {
    const begun = performance.now();
    await filler.fillTo(level);
    const mebibytes = (await databaseBytes(databaseUrl)) / 1_048_576;
    const seconds = (performance.now() - begun) / 1_000;
    say(`      ${label(level)} messages stored in ${seconds.toFixed(0)} s: ${mebibytes.toFixed(0)} MiB`);
    // The smallest comes first, and must not be the one with servers that are cold.
    const isFirstLevel = results.length === 0;
    if (isFirstLevel) await read('S-first', 'first');
    for (let time = 0; time < FIRST_TIMES; time++) results.push(await read(`S-first ${label(level)}`, 'first'));
    for (let time = 0; time < TIMES; time++) {
      results.push(await read(`S-idle ${label(level)}`, 'idle'));
      results.push(await read(`S-busy ${label(level)}`, 'busy'));
      const { pairs } = sizes;
      const messages = Math.ceil(sizes.messages / 2);
      const steady = isFirstLevel && time === 0;
      results.push(await runPairs(`W-across ${label(level)}`, bench, { pairs, messages, steady }));
      results.push(await runPairs(`W-local ${label(level)}`, bench, { pairs, messages, local: true, steady }));
    }
  }
  return results;
}

export const STORED: readonly Load[] = [
  {
    name: 'S',
    title: 'S and W: first sync, idle and busy polls, writes across and inside, at three sizes of what is stored',
    shapes: ['standalone', 'cluster', 'cluster-2'],
    usually: ['standalone'],
    needs: () => ({ key: 'S', domains: ['org1.test', 'org2.test'] }),
    run: stored,
  },
];
