import { MAX_ADDRESS_CHARACTERS, MAX_DOMAIN_CHARACTERS } from './limits.js';
import { ProblemError } from './problem.js';

export interface Address {
  local: string;
  domain: string;
  /** `local@domain` */
  address: string;
}

const LOCAL = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** URL parsers take a host whose last label looks like this for an IPv4 address. */
const IPV4_LABEL = /^(?:[0-9]+|0x[0-9a-f]*)$/;

/** Whether a text is a lower-case domain of LDH labels, and no IPv4 address (profile §1). */
export function isDomain(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_DOMAIN_CHARACTERS) return false;
  const labels = value.split('.');
  return labels.every((label) => LABEL.test(label)) && !IPV4_LABEL.test(labels[labels.length - 1]!);
}

function split(value: unknown): Address | undefined {
  if (typeof value !== 'string' || value.length > MAX_ADDRESS_CHARACTERS) return undefined;
  const at = value.indexOf('@');
  const local = value.slice(0, at);
  const domain = value.slice(at + 1);
  return at > 0 && LOCAL.test(local) && isDomain(domain) ? { local, domain, address: value } : undefined;
}

/** Whether a text is a user's address in its lower-case form (profile §1). */
export function isAddress(value: unknown): value is string {
  return split(value) !== undefined;
}

/** Reads `local@domain` in any case; throws `invalid_request`. */
export function parseAddress(value: string): Address {
  // Other letters than ASCII have no place in an address, so none may become one by lower-casing (K, the Kelvin sign).
  const parsed = typeof value === 'string' ? split(asciiLowerCase(value)) : undefined;
  if (!parsed) throw new ProblemError('invalid_request', 'not a valid address');
  return parsed;
}

/** Lower-cases A to Z alone. */
export function asciiLowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

/** Domain of an address that is known to be valid. */
export function domainOf(address: string): string {
  return address.slice(address.indexOf('@') + 1);
}
