/** Numbers and times for people. */
const UNITS: readonly [name: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** `3 d 4 h`, `5 min 2 s`, `0 s`: the two largest units of a span. */
export function span(ms: number): string {
  let rest = Math.max(0, Math.round(ms / 1_000) * 1_000);
  const from = UNITS.findIndex(([, size]) => rest >= size);
  if (from < 0) return '0 s';
  const parts: string[] = [];
  for (const [name, size] of UNITS.slice(from, from + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/** `12,345`; `1.2M` from a million on. */
export function count(value: number): string {
  if (value >= 1_000_000) return `${trim(value / 1_000_000, 1)}M`;
  return Math.round(value).toLocaleString('en-US');
}

/** Per second: `0`, `0.4`, `12.5`, `340`. */
export function rate(value: number): string {
  return value >= 100 ? count(value) : trim(value, value >= 10 ? 1 : 2);
}

/** `12:30:05`, with the date where it is another day. */
export function clock(at: number, now: number): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString('en-GB');
  if (date.toDateString() === new Date(now).toDateString()) return time;
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${time}`;
}

/** `in 5 s`, `now`. */
export function until(at: number, now: number): string {
  return at - now < 1_000 ? 'now' : `in ${span(at - now)}`;
}

export const ago = (at: number, now: number): string => (now - at < 1_000 ? 'just now' : `${span(now - at)} ago`);

/** `1 message`, `3 messages`. */
export const many = (value: number, one: string): string => `${count(value)} ${one}${value === 1 ? '' : 's'}`;

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
