/** Round numbers for an axis from 0 to a little above `max`: three to five steps. */
export function ticks(max: number): number[] {
  const top = Math.max(max, 1);
  const power = 10 ** Math.floor(Math.log10(top / 4));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => top / size <= 4.5) ?? 10 * power;
  const count = Math.max(1, Math.ceil((top * 1.0001) / step));
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

/** Where runs of numbers are; null breaks a line. */
export function runs(values: readonly (number | null)[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  values.forEach((value, index) => {
    const last = found.at(-1);
    if (value === null) return;
    if (last && last[1] === index - 1) last[1] = index;
    else found.push([index, index]);
  });
  return found;
}

const WINDOWS_MS = [1, 2, 5].map((minutes) => minutes * 60_000);

/** How much time to show for what there is, `most` at the most: a young chart is not squeezed into its right end. */
export function windowOf(coveredMs: number, most: number): number {
  return WINDOWS_MS.find((size) => size >= coveredMs && size <= most) ?? most;
}
