import type { Line } from './summary.js';

const BAR = 16;
const GAP = 4;
const LABEL = 150;
const WIDTH = 560;
const COLOURS: Record<string, string> = {
  standalone: '#2563eb',
  cluster: '#0d9488',
  'cluster-2': '#65a30d',
  floor: '#9ca3af',
  ejabberd: '#d97706',
};

/** Files, memory, silence, reads: their numbers are of something else, and some would dwarf all others. */
const NOT_MESSAGES = /^(A|M|I|S)/;

/** Bars of messages a second, a group for each load. */
export function svg(all: readonly Line[], title: string): string {
  const shown = all.filter(({ load }) => !NOT_MESSAGES.test(load));
  const most = Math.max(1, ...shown.map(({ perSecond }) => perSecond));
  const groups = [...new Set(shown.map(({ load }) => load))];
  let y = 40;
  const bars = groups.flatMap((load) => {
    const of = shown.filter((line) => line.load === load);
    const drawn = of.map((line) => bar(line, (y += BAR + GAP) - BAR, most));
    y += 2 * GAP;
    return drawn;
  });
  const height = y + 20;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL + WIDTH + 90}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="10" y="22" font-size="14" fill="#111827">${escape(title)}</text>`,
    ...bars,
    '</svg>\n',
  ].join('\n');
}

function bar({ load, shape, perSecond }: Line, y: number, most: number): string {
  const width = Math.max(1, (perSecond / most) * WIDTH);
  const value = Math.round(perSecond).toLocaleString('en-US');
  return [
    `<text x="10" y="${y + 12}" fill="#111827">${escape(`${load} ${shape}`)}</text>`,
    `<rect x="${LABEL}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" fill="${COLOURS[shape] ?? '#6b7280'}"/>`,
    `<text x="${(LABEL + width + 6).toFixed(1)}" y="${y + 12}" fill="#111827">${value}</text>`,
  ].join('\n');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
