/** Several rounds of one load on one target, as one line of the table: medians. */
import type { LoadResult } from '../loads/load.js';
import { median, round } from '../measure/latency.js';
import { NOT_OURS, NOT_SERVERS } from '../measure/processes.js';

export interface Line {
  load: string;
  shape: string;
  rounds: number;
  perSecond: number;
  p50: number | undefined;
  p99: number | undefined;
  p999: number | undefined;
  /** CPU milliseconds of all server processes for one message, which are seconds for a thousand; undefined without messages. */
  serverCpuMs: number | undefined;
  /** The same without Postgres, broker and S3. */
  ownCpuMs: number | undefined;
  /** The same by kind, the load itself included. */
  cpuMs: Record<string, number>;
  /** The most that a process of a kind took, MiB. */
  peakMiB: Record<string, number>;
  /** The most that a process of a kind took beyond what it had when the clock began, MiB. */
  grownMiB: Record<string, number>;
  walBytes: number | undefined;
  rows: number | undefined;
  figures: Record<string, number>;
  /** Rounds in which the books did not balance. */
  wrong: number;
}

/** One line for each load and shape, in the order of their first result. */
export function summarize(results: readonly LoadResult[]): Line[] {
  const groups = new Map<string, LoadResult[]>();
  for (const result of results) {
    const key = `${result.load} ${result.shape}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map(lineOf);
}

function lineOf(rounds: readonly LoadResult[]): Line {
  const { load, shape } = rounds[0] as LoadResult;
  const cpu = medians(rounds.map(cpuMsOf));
  const middle = (pick: (result: LoadResult) => number | undefined): number | undefined => {
    const values = rounds.flatMap((result) => pick(result) ?? []);
    return values.length > 0 ? round(median(values)) : undefined;
  };
  return {
    load,
    shape,
    rounds: rounds.length,
    perSecond: middle(({ perSecond }) => perSecond) as number,
    p50: middle(({ outcome }) => outcome.latencyMs?.p50),
    p99: middle(({ outcome }) => outcome.latencyMs?.p99),
    p999: middle(({ outcome }) => outcome.latencyMs?.p999),
    serverCpuMs: middle(serverCpuMs),
    ownCpuMs: middle(ownCpuMs),
    cpuMs: cpu,
    peakMiB: medians(rounds.map(({ usage }) => usage.peakMiB)),
    grownMiB: medians(rounds.map(({ usage }) => usage.grownMiB ?? {})),
    walBytes: middle(({ walBytesPerMessage }) => walBytesPerMessage),
    rows: middle(({ rowsPerMessage }) => rowsPerMessage),
    figures: medians(rounds.map(({ outcome }) => outcome.figures ?? {})),
    wrong: rounds.filter(({ discrepancies }) => (discrepancies ?? []).length > 0).length,
  };
}

/** CPU of all servers for one message, ms; undefined without messages. */
export function serverCpuMs(result: LoadResult): number | undefined {
  return sumOf(cpuMsOf(result), NOT_SERVERS);
}

/** The same without Postgres, broker and S3. */
export function ownCpuMs(result: LoadResult): number | undefined {
  return sumOf(cpuMsOf(result), NOT_OURS);
}

function cpuMsOf({ usage, outcome }: LoadResult): Record<string, number> {
  if (outcome.sent === 0) return {};
  const perMessage = Object.entries(usage.cpuSeconds).map(([kind, seconds]) => [
    kind,
    (seconds * 1_000) / outcome.sent,
  ]);
  return Object.fromEntries(perMessage) as Record<string, number>;
}

function sumOf(cpuMs: Readonly<Record<string, number>>, without: ReadonlySet<string>): number | undefined {
  const counted = Object.entries(cpuMs).filter(([kind]) => !without.has(kind));
  return counted.length === 0 ? undefined : counted.reduce((sum, [, ms]) => sum + ms, 0);
}

function medians(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = [...new Set(all.flatMap((one) => Object.keys(one)))];
  return Object.fromEntries(names.map((name) => [name, round(median(all.flatMap((one) => one[name] ?? [])))]));
}
