import { isUuidV7 } from '@iimp/protocol/ids';
import { ProblemError } from '@iimp/protocol/problem';

/** Parsed query: a parameter that is there twice is a list. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

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

/** A UUIDv7 (profile §1); anything else is `invalid_request`. */
export function idParam(value: unknown, name = 'id'): string {
  if (isUuidV7(value)) return value;
  throw new ProblemError('invalid_request', `${name}: not a lower-case UUIDv7`);
}

/** `before` and `limit` of the lists (proto/openapi/client.yaml). */
export function pageParams(query: Query): { limit: number; before?: string } {
  const limit = integerParam(query, 'limit', { min: 1, max: 1_000, otherwise: 100 });
  return query['before'] === undefined ? { limit } : { limit, before: idParam(query['before'], 'before') };
}
