import type { Circumstances } from './machine.js';
import type { Line } from './summary.js';

/** The results as Markdown. */
export function markdown(
  where: Circumstances,
  lines: readonly Line[],
  plot: string,
  conclusions: readonly string[] = [],
): string {
  const head = [
    `Measured ${where.date.slice(0, 10)} at commit \`${where.commit}\` on ${where.cores} × ${where.cpu}, ${where.memoryGiB} GiB, Linux ${where.kernel},`,
    `Node ${where.node}, PostgreSQL ${where.postgres} (cluster, floor). Load average before it began: ${where.loadAverage}.`,
    `Medians of \`n\` rounds. Server CPU is that of all server processes with Postgres, broker and S3; beside it without those.`,
  ];
  const rows = lines.map((line) => [
    line.load,
    line.shape,
    String(line.rounds),
    line.perSecond === 0 ? '' : count(line.perSecond),
    ...[line.p50, line.p99, line.p999].map(milliseconds),
    line.serverCpuMs === undefined ? '' : line.serverCpuMs.toFixed(3),
    line.ownCpuMs === undefined ? '' : line.ownCpuMs.toFixed(3),
    byKind(line.cpuMs, 2),
    byKind(line.peakMiB, 0),
    byKind(line.grownMiB, 0),
    line.walBytes === undefined ? '' : count(line.walBytes),
    line.rows?.toFixed(1) ?? '',
    [...(line.wrong > 0 ? [`**books wrong in ${line.wrong}**`] : []), ...figures(line.figures)].join(', '),
  ]);
  const columns = [
    ...[
      'load',
      'on',
      'n',
      'messages/s',
      'p50 ms',
      'p99 ms',
      'p99.9 ms',
      'server CPU ms/message',
      'without Postgres, broker, S3',
    ],
    ...[
      'CPU by kind, ms/message',
      'peak RSS of a process, MiB',
      'of that grown, MiB',
      'WAL bytes/message',
      'rows/message',
      'more',
    ],
  ];
  return [head.join('\n'), ...conclusions, `![messages a second](${plot})`, table(columns, rows)].join('\n\n');
}

/** A table as Markdown. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(1);
}

function byKind(values: Readonly<Record<string, number>>, digits: number): string {
  return Object.entries(values)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, value]) => `${kind} ${value.toFixed(digits)}`)
    .join(', ');
}

function figures(values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values).map(
    ([name, value]) => `${name} ${Math.abs(value) < 100 ? String(Math.round(value * 100) / 100) : count(value)}`,
  );
}

const BEGIN = '<!-- results: written by `npm run bench`, not by hand -->';
const END = '<!-- end of results -->';

/** A README with the results between its two marks replaced. Throws when it has no marks. */
export function withResults(readme: string, results: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the README has no place for results: ${BEGIN} … ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${results}\n\n${readme.slice(end)}`;
}
