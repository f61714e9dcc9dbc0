import { ProblemError } from '@iimp/protocol/problem';

/** Parsed query: a parameter that is there twice is a list. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Control characters, and halves of surrogate pairs. */
const NOT_PLAIN = /[\p{Cc}\p{Cs}]/u;

/** Whether a text is without control characters and lone surrogates: Postgres takes neither NUL nor those. */
export const isPlainText = (text: string): boolean => !NOT_PLAIN.test(text);

/** A whole number in decimal digits; anything else is `invalid_request`. */
export function integerParam(
  query: Query,
  name: string,
  { min, max, otherwise }: { min: number; max: number; otherwise: number },
): number {
  const text = query[name];
  if (text === undefined) return otherwise;
  const value = typeof text === 'string' && /^[0-9]{1,16}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new ProblemError('invalid_request', `${name}: must be a whole number from ${min} to ${max}`);
}

/** A plain text of at most `max` characters, or undefined; an empty one, or several, are `invalid_request`. */
export function textParam(query: Query, name: string, max: number): string | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  if (typeof text === 'string' && text.length > 0 && text.length <= max && isPlainText(text)) return text;
  throw new ProblemError('invalid_request', `${name}: must be given once, with 1 to ${max} characters of plain text`);
}
