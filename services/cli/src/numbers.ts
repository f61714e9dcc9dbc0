import { InvalidArgumentError } from 'commander';
import { bytes as readBytes } from '@iimp/platform/config/values';
import { UsageError } from './usage-error.js';

/** A whole number from 1 on, as the value of an option. */
export function count(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('not a whole number');
  return Number(text);
}

/** A number of bytes: `1048576`, `500MiB`, `2GiB`. */
export function bytes(text: string): number {
  try {
    return readBytes(0)(text);
  } catch (error) {
    throw new UsageError(`${text}: ${(error as Error).message}`, { cause: error });
  }
}

/** A moment: `2026-11-26`, `2026-11-26T10:00:00Z`. */
export function moment(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('not a time like 2026-11-26 or 2026-11-26T10:00:00Z');
  return ms;
}
