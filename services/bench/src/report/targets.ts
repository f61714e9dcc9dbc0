/** The targets of the benchmark, and whether the medians of a run reach them. */
import { round } from '../measure/latency.js';
import type { Line } from './summary.js';

export interface Judged {
  what: string;
  /** As text: `≥ 3.0`. */
  target: string;
  /** Undefined where a run did not measure it. */
  reached: number | undefined;
  met: boolean | undefined;
  /** What the floor reaches, where the target is held against another server or is of this machine: more is beyond it. */
  floor: number | undefined;
}

interface Target {
  what: string;
  bound: ['≥' | '≤', number];
  unit?: string;
  /** @returns undefined where something is missing */
  reached(of: Lookup): number | undefined;
  /** The same of the floor. */
  floor?: (of: Lookup) => number | undefined;
}

/** A line by load and shape. */
type Lookup = (load: string, shape: string) => Line | undefined;
type Pick = (line: Line) => number | undefined;

const rate: Pick = ({ perSecond }) => perSecond;
const p99: Pick = (line) => line.p99;
const p50: Pick = (line) => line.p50;

/** One number over another. */
function ratio(of: Lookup, [load, shape]: Place, [otherLoad, otherShape]: Place, pick: Pick): number | undefined {
  const [one, other] = [of(load, shape), of(otherLoad, otherShape)].map((line) => line && pick(line));
  return one === undefined || !other ? undefined : one / other;
}
type Place = readonly [load: string, shape: string];

const OURS = ['standalone', 'cluster'] as const;
/** Processes that are no services of ours. */
const FOREIGN = new Set(['postgres', 'broker', 's3', 'driver', 'bench', 'floor', 'ejabberd']);

const against = (load: string, other: string, bounds: readonly [number, number]): Target[] =>
  OURS.map((shape, turn) => ({
    what: `${load} ${shape}, against ejabberd${load === 'F1' ? '' : `'s ${other}`}`,
    bound: ['≥', bounds[turn] as number],
    reached: (of) => ratio(of, [load, shape], [other, 'ejabberd'], rate),
    floor: (of) => ratio(of, [load, 'floor'], [other, 'ejabberd'], rate),
  }));

const latency = (name: string, pick: Pick): Target[] =>
  OURS.map((shape) => ({
    what: `F3 ${name} ${shape}, against ejabberd`,
    bound: ['≤', 1],
    reached: (of) => ratio(of, ['F3', shape], ['F3', 'ejabberd'], pick),
    floor: (of) => ratio(of, ['F3', 'floor'], ['F3', 'ejabberd'], pick),
  }));

/** At the largest size against the smallest, where there are two. */
const stored = (load: string): Target[] =>
  OURS.flatMap((shape): Target[] => [
    { what: `${load} ${shape}, rate at 10M stored against 10k`, bound: ['≥', 0.9], reached: grows(load, shape, rate) },
    { what: `${load} ${shape}, p99 at 10M stored against 10k`, bound: ['≤', 1.2], reached: grows(load, shape, p99) },
  ]);
const grows = (load: string, shape: string, pick: Pick) => (of: Lookup) =>
  ratio(of, [`${load} 10M`, shape], [`${load} 10k`, shape], pick);

const each = (make: (shape: (typeof OURS)[number]) => Target): Target[] => OURS.map(make);

const TARGETS: readonly Target[] = [
  ...against('F1', 'F1', [3, 2]),
  ...against('F2', 'F1', [5, 3.5]),
  {
    what: 'F1 standalone, against the floor',
    bound: ['≥', 0.75],
    reached: (of) => ratio(of, ['F1', 'standalone'], ['F1', 'floor'], rate),
  },
  ...(
    [
      ['standalone', 0.33],
      ['cluster', 0.5],
    ] as const
  ).map(([shape, most]): Target => ({
    what: `F1 ${shape}, CPU of all servers with Postgres and broker, for a message`,
    ...{ bound: ['≤', most], unit: 'ms' },
    reached: (of) => of('F1', shape)?.serverCpuMs,
    // Milliseconds are those of this machine.
    floor: (of) => of('F1', 'floor')?.serverCpuMs,
  })),
  ...latency('p50', p50),
  ...latency('p99', p99),
  ...['S-first', 'S-idle', 'S-busy', 'W-across', 'W-local'].flatMap(stored),
  ...each((shape) => ({
    what: `D ${shape}, rate of destinations that are well, beside dead and slow ones against alone`,
    bound: ['≥', 0.9],
    reached: (of) => ratio(of, ['D', shape], ['D-alone', shape], rate),
  })),
  ...each((shape) => ({
    what: `R ${shape}, against F1`,
    bound: ['≥', 2],
    reached: (of) => ratio(of, ['R', shape], ['F1', shape], rate),
  })),
  ...each((shape) => ({
    what: `A1 ${shape}, against a plain copy`,
    bound: ['≥', 0.6],
    reached: (of) => ratio(of, ['A1', shape], ['A1', 'floor'], rate),
  })),
  ...each((shape) => ({
    what: `A1 ${shape}, memory of a service beyond what it had before`,
    ...{ bound: ['≤', 64], unit: 'MiB' },
    reached: (of) => most(of('A1', shape)?.grownMiB, (kind) => kind),
  })),
  ...(
    [
      ['standalone', 220],
      ['cluster', 95],
    ] as const
  ).map(([shape, bound]): Target => ({
    what: `M ${shape}, memory of ${shape === 'cluster' ? 'the largest service' : 'the process'} at rest`,
    ...{ bound: ['≤', bound], unit: 'MiB' },
    reached: (of) => most(of('M', shape)?.figures, (name) => name.replace(/RssMiB$/, '')),
  })),
  ...each((shape) => ({
    what: `T ${shape}, CPU of servers with telemetry against without`,
    bound: ['≤', 1.05],
    reached: (of) => of('T-on', shape)?.figures['cpuAgainstOff'],
  })),
  ...each((shape) => ({
    what: `T ${shape}, rate with telemetry against without`,
    bound: ['≥', 0.95],
    reached: (of) => of('T-on', shape)?.figures['rateAgainstOff'],
  })),
  ...(['standalone', 'cluster', 'cluster-2'] as const).map((shape): Target => ({
    what: `E ${shape}, from sending to the event, p50`,
    ...{ bound: ['≤', 100], unit: 'ms' },
    reached: (of) => of('E', shape)?.p50,
  })),
];

/** Every target that these lines tell something about. */
export function judge(lines: readonly Line[]): Judged[] {
  const of: Lookup = (load, shape) => lines.find((line) => line.load === load && line.shape === shape);
  return TARGETS.map(({ what, bound: [sign, value], unit, reached: measure, floor }) => {
    const rounded = (measured: number | undefined): number | undefined =>
      measured === undefined ? undefined : round(measured);
    const reached = rounded(measure(of));
    const met = reached === undefined ? undefined : sign === '≥' ? reached >= value : reached <= value;
    return {
      what,
      target: `${sign} ${value}${unit === undefined ? ' times' : ` ${unit}`}`,
      reached,
      met,
      floor: rounded(floor?.(of)),
    };
  });
}

/** The greatest of our services' values. */
function most(
  values: Readonly<Record<string, number>> | undefined,
  kindOf: (name: string) => string,
): number | undefined {
  const ours = Object.entries(values ?? {}).filter(([name]) => !FOREIGN.has(kindOf(name)));
  return ours.length === 0 ? undefined : Math.max(...ours.map(([, value]) => value));
}
