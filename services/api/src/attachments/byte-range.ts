import { ProblemError } from '@iimp/protocol/problem';

/** Bytes `start`…`end`, both included. */
export interface Range {
  start: number;
  end: number;
}

/** What a `Range` field asks for of a thing of `size` bytes: a part, nothing that is there, or (`undefined`) all of it. */
export type RangeAnswer = Range | 'unsatisfiable' | undefined;

const ONE = /^(?:(\d{1,16})-(\d{0,16})|-(\d{1,16}))$/;

/**
 * Reads a `Range` field (RFC 9110 §14). Other units and lists of ranges are answered with all of it, as §14.2 allows; a range of bytes
 * that is none is `invalid_request`.
 */
export function readRange(field: string | undefined, size: number): RangeAnswer {
  const [, unit, set] = /^\s*([A-Za-z][A-Za-z0-9-]*)\s*=\s*(.*?)\s*$/.exec(field ?? '') ?? [];
  if (field === undefined || (unit !== undefined && unit.toLowerCase() !== 'bytes')) return undefined;
  const parts = set?.split(',').map((part) => part.trim()) ?? [];
  const matches = parts.map((part) => ONE.exec(part));
  const ranges = matches.map((match) => (match ? rangeOf(match, size) : refuse()));
  if (ranges.length === 0) refuse();
  return ranges.length === 1 ? ranges[0] : undefined;
}

function rangeOf([, first, last, suffix]: RegExpExecArray, size: number): Range | 'unsatisfiable' {
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' || last === undefined ? size - 1 : Number(last);
  if (last !== '' && end < start) refuse();
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(end, size - 1) };
}

function refuse(): never {
  throw new ProblemError('invalid_request', 'Range: not a range of bytes');
}
