import { ProblemError } from '@iimp/protocol/problem';

/** Header fields as Node gives them: lower-case names, several lines of one name as a list or joined. */
export type HttpFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a signature base may hold: it is ASCII, and a line break in a value would forge a line of it (RFC 9421 §2.5). */
const SAFE = /^[\t\x20-\x7e]*$/;

/** Every refusal of this package: `invalid_signature`, with a detail that names the part. */
export function refuse(detail: string): never {
  throw new ProblemError('invalid_signature', detail);
}

/** A value that may stand in a signature base, as it is. */
export function safeText(value: string, what: string): string {
  return SAFE.test(value) ? value : refuse(`${what}: characters that a signature cannot cover`);
}

/**
 * Value of a field as a signature covers it (RFC 9421 §2.1): lines trimmed and joined by a comma and a space; undefined
 * when there is none. Throws `invalid_signature` for characters that a signature cannot cover.
 */
export function fieldValue(fields: HttpFields, name: string): string | undefined {
  // The name may come from a peer: `constructor` is no field.
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'string') return safeText(value, name).trim();
  return value.map((line) => safeText(line, name).trim()).join(', ');
}
