import { integerParam, type Query } from '@iimp/platform/http/params';
import { isUuidV7 } from '@iimp/protocol/ids';
import { ProblemError } from '@iimp/protocol/problem';

/** A UUIDv7 (profile §1); anything else is `invalid_request`. */
export function idParam(value: unknown, name = 'id'): string {
  if (isUuidV7(value)) return value;
  throw new ProblemError('invalid_request', `${name}: not a lower-case UUIDv7`);
}

/** `sha256` of an attachment, where it is given: lower-case hexadecimal; anything else is `invalid_request`. */
export function sha256Param({ sha256 }: Query): { sha256?: string } {
  if (sha256 === undefined) return {};
  if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)) return { sha256 };
  throw new ProblemError('invalid_request', 'sha256: not a lower-case hexadecimal SHA-256');
}

/** `before` and `limit` of the lists (proto/openapi/client.yaml). */
export function pageParams(query: Query): { limit: number; before?: string } {
  const limit = integerParam(query, 'limit', { min: 1, max: 1_000, otherwise: 100 });
  return query['before'] === undefined ? { limit } : { limit, before: idParam(query['before'], 'before') };
}
