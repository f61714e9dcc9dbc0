import type { Setting } from '@iimp/platform/config/setting';
import { SETTINGS } from '@iimp/platform/config/settings';

const rows = Object.values(SETTINGS) as Setting[];

/** Every variable that a service reads, `…_FILE` of secrets included. */
export const KNOWN = new Set(rows.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name])));

/** Variables that look like ours and are not in the table of deploy/configuration.md. */
export function unknownVariables(environment: object): string[] {
  return Object.keys(environment).filter((name) => /^(IIMP|OTEL)_/.test(name) && !KNOWN.has(name));
}
