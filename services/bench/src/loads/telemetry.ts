/**
 * T: what telemetry costs. Two worlds stand side by side, one with everything that an operator can switch on, one with nothing, and
 * both get the load of F1 at the same time: whatever else the machine does falls on both alike, which it does not in turns.
 */
import { Cleanup } from '@iimp/testbed/cleanup';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { until } from '@iimp/testbed/until';
import { Driver } from '../driver/driver.js';
import { ownCpuMs, serverCpuMs } from '../report/summary.js';
import { openTarget } from '../targets/open.js';
import type { Needs } from '../targets/target.js';
import { Collector } from '../watching/collector.js';
import { Scraper } from '../watching/scraper.js';
import type { Bench, Load, LoadResult } from './load.js';
import { runPairs } from './pairs.js';

const ROUNDS = 6;
/** As Prometheus does as we deploy it. */
const SCRAPE_MS = 15_000;
/** Spans are sent every five seconds. */
const SPANS_MS = 15_000;

const DOMAINS = ['org1.test', 'org2.test'] as const;
const WITHOUT = { IIMP_METRICS: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: '', IIMP_LOG_LEVEL: 'silent' };
/** Processes that serve both worlds. What they did for which cannot be told: each is said to have had half. */
const FOR_BOTH = ['broker', 's3'];

/** `T-off` and `T-on` of each round; those of `T-on` are told against the other of the same round. */
async function telemetry(bench: Bench): Promise<LoadResult[]> {
  const { target, sizes, say } = bench;
  const cleanup = new Cleanup();
  try {
    const collector = await Collector.start();
    cleanup.add('collector', () => collector.close());
    const on = await openTarget(target.shape, await needsWith(collector, cleanup));
    cleanup.add('world with telemetry', () => on.close());
    const scraper = new Scraper(on.healthUrls(), SCRAPE_MS);
    cleanup.add('scraper', () => scraper.close());
    const driver = await Driver.start();
    cleanup.add('driver', async () => driver.close());
    const run = async (load: string, world: Bench, steady: boolean): Promise<LoadResult> =>
      halved(await runPairs(load, world, { pairs: sizes.pairs, messages: Math.ceil(sizes.messages / 2), steady }));
    const results: LoadResult[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [without, withIt] = await Promise.all([
        run('T-off', bench, round === 0),
        run('T-on', { ...bench, target: on, driver }, round === 0),
      ]);
      await scraper.scrape();
      results.push(without, compared(withIt, without));
      const { cpuAgainstOff, ownCpuAgainstOff } = results.at(-1)?.outcome.figures as Record<string, number>;
      say(
        `      round ${round + 1}: CPU ${cpuAgainstOff?.toFixed(3)}, of services ${ownCpuAgainstOff?.toFixed(3)} times`,
      );
    }
    await until('spans came', async () => collector.spans > 0, { deadlineMs: SPANS_MS }).catch(() => undefined);
    return results.map((result) => witnessed(result, collector, scraper));
  } finally {
    await cleanup.close();
  }
}

/** As an operator has it who switches on what `deploy/observability` describes; the share of traces is the default. */
async function needsWith(collector: Collector, cleanup: Cleanup): Promise<Needs> {
  const ports = new Map<string, number>();
  for (const domain of DOMAINS) {
    const port = await reservePort();
    cleanup.add(`port ${port}`, () => releasePort(port));
    ports.set(domain, port);
  }
  return {
    key: 'T with telemetry',
    ...{ domains: DOMAINS, ownPostgres: true },
    env: { IIMP_METRICS: 'on', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    // The cluster's processes have listeners of their own, which win over this.
    envOf: (domain) => ({ IIMP_HEALTH_LISTEN: `127.0.0.1:${ports.get(domain)}` }),
  };
}

/** With half of what served both worlds. */
export function halved(result: LoadResult): LoadResult {
  const { usage } = result;
  const cpuSeconds = { ...usage.cpuSeconds };
  for (const kind of FOR_BOTH) if (cpuSeconds[kind] !== undefined) cpuSeconds[kind] /= 2;
  return { ...result, usage: { ...usage, cpuSeconds } };
}

/** With what it costs against a round without. */
export function compared(on: LoadResult, off: LoadResult): LoadResult {
  const figures = {
    ...on.outcome.figures,
    cpuAgainstOff: over(serverCpuMs(on), serverCpuMs(off)),
    ownCpuAgainstOff: over(ownCpuMs(on), ownCpuMs(off)),
    rateAgainstOff: over(on.perSecond, off.perSecond),
  };
  return { ...on, outcome: { ...on.outcome, figures } };
}

function over(one: number | undefined, other: number | undefined): number {
  return (one ?? NaN) / (other ?? NaN);
}

/** Telemetry that nobody got was not on. */
function witnessed(result: LoadResult, { spans }: Collector, { samples, errors }: Scraper): LoadResult {
  if (result.load !== 'T-on') return result;
  const missing = [...(spans === 0 ? ['no spans came'] : []), ...(samples === 0 ? ['no metrics came'] : []), ...errors];
  const figures = { ...result.outcome.figures, spans, samples };
  const discrepancies = [...(result.discrepancies ?? []), ...missing];
  return { ...result, outcome: { ...result.outcome, figures }, discrepancies };
}

export const TELEMETRY: readonly Load[] = [
  {
    name: 'T',
    title: 'F1 with telemetry and without, at the same time',
    shapes: ['standalone', 'cluster', 'cluster-2'],
    usually: ['standalone', 'cluster'],
    needs: () => ({ key: 'T', domains: DOMAINS, ownPostgres: true, env: WITHOUT }),
    run: telemetry,
  },
];
