import { ProblemError, toProblem } from '@iimp/protocol/problem';

/** Bytes `start`…`end`, both included. */
export interface Range {
  start: number;
  end: number;
}

/**
 * What a `Range` field asks for of a thing of `size` bytes: a part, nothing that is there, or (`undefined`) all of it. What to do about a
 * malformed one is the caller's choice: RFC 9110 §14.2 lets it be ignored.
 */
export type RangeAnswer = Range | 'unsatisfiable' | 'malformed' | undefined;

/** More than any single range needs. */
const MAX_CHARACTERS = 1_000;
const UNIT = /^[A-Za-z][A-Za-z0-9-]*$/;
const ONE = /^(?:(\d{1,16})-(\d{0,16})|-(\d{1,16}))$/;

/** Reads a `Range` field (RFC 9110 §14), in time that grows with its length and no faster. Other units and lists of ranges get all of it. */
export function readRange(field: string | undefined, size: number): RangeAnswer {
  if (field === undefined) return undefined;
  if (field.length > MAX_CHARACTERS) return 'malformed';
  const equals = field.indexOf('=');
  const unit = field.slice(0, Math.max(0, equals)).trim();
  if (!UNIT.test(unit)) return 'malformed';
  if (unit.toLowerCase() !== 'bytes') return undefined;
  const parts = field.slice(equals + 1).split(',');
  const ranges = parts.map((part) => rangeOf(part.trim(), size));
  if (ranges.includes('malformed')) return 'malformed';
  return ranges.length === 1 ? ranges[0] : undefined;
}

function rangeOf(text: string, size: number): Exclude<RangeAnswer, undefined> {
  const [found, first, last, suffix] = ONE.exec(text) ?? [];
  if (found === undefined) return 'malformed';
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last ? Number(last) : Infinity;
  if (end < start) return 'malformed';
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(end, size - 1) };
}

/** The answer to a range of which nothing is there (RFC 9110 §15.5.17): the code is that of every bad request, status and size are HTTP's own. */
export function unsatisfiable(size: number): { status: 416; headers: Record<string, string>; body: Buffer } {
  const problem = toProblem(new ProblemError('invalid_request', 'Range: nothing of it is there'));
  return {
    status: 416,
    headers: {
      'content-range': `bytes */${size}`,
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
    },
    body: Buffer.from(JSON.stringify({ ...problem, status: 416 })),
  };
}
