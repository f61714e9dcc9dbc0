/**
 * T: what telemetry costs. Two worlds stand side by side, one with everything that an operator can switch on, one with nothing, and
 * the load of F1 goes to each in turn: what the machine does meanwhile falls on both. Each pair of rounds is compared by itself.
 */
import { Cleanup } from '@iimp/testbed/cleanup';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { until } from '@iimp/testbed/until';
import { ownCpuMs, serverCpuMs } from '../report/summary.js';
import { openTarget } from '../targets/open.js';
import type { Needs, Target } from '../targets/target.js';
import { Collector } from '../watching/collector.js';
import { Scraper } from '../watching/scraper.js';
import type { Bench, Load, LoadResult } from './load.js';
import { runPairs } from './pairs.js';

/** Even: each world goes first as often as the other. */
const ROUNDS = 6;
/** Three times as often as Prometheus does as we deploy it. */
const SCRAPE_MS = 5_000;
/** Spans are sent once a second. */
const SPANS_MS = 10_000;

const DOMAINS = ['org1.test', 'org2.test'] as const;
const WITHOUT = { IIMP_METRICS: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: '', IIMP_LOG_LEVEL: 'silent' };

/** `T-off` and `T-on` of each round; those of `T-on` are told against the other of the same round. */
async function telemetry(bench: Bench): Promise<LoadResult[]> {
  const { target: off, sizes, say } = bench;
  const cleanup = new Cleanup();
  try {
    const collector = await Collector.start();
    cleanup.add('collector', () => collector.close());
    const on = await openTarget(off.shape, await needsWith(collector, cleanup));
    cleanup.add('world with telemetry', () => on.close());
    const scraper = new Scraper(on.healthUrls(), SCRAPE_MS);
    cleanup.add('scraper', () => scraper.close());
    const run = async (load: string, target: Target, steady: boolean): Promise<LoadResult> =>
      runPairs(load, { ...bench, target }, { pairs: sizes.pairs, messages: Math.ceil(sizes.messages / 2), steady });
    const results: LoadResult[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const both = { off: undefined, on: undefined } as { off?: LoadResult; on?: LoadResult };
      for (const which of round % 2 === 0 ? (['off', 'on'] as const) : (['on', 'off'] as const)) {
        both[which] = await run(`T-${which}`, which === 'on' ? on : off, round === 0);
      }
      await scraper.scrape();
      const [without, withIt] = [both.off as LoadResult, compared(both.on as LoadResult, both.off as LoadResult)];
      results.push(without, withIt);
      const { cpuAgainstOff, ownCpuAgainstOff } = withIt.outcome.figures as Record<string, number>;
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
    domains: DOMAINS,
    env: { IIMP_METRICS: 'on', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    // The cluster's processes have listeners of their own, which win over this.
    envOf: (domain) => ({ IIMP_HEALTH_LISTEN: `127.0.0.1:${ports.get(domain)}` }),
  };
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
    title: 'F1 with telemetry and without, in turn',
    shapes: ['standalone', 'cluster', 'cluster-2'],
    usually: ['standalone', 'cluster'],
    needs: () => ({ key: 'T', domains: DOMAINS, env: WITHOUT }),
    run: telemetry,
  },
];
