import { v7 } from 'uuid';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * A new UUIDv7 (RFC 9562). Without `now` (milliseconds) the ids of one process are strictly increasing, even within a
 * millisecond; with it only the time inside is told.
 */
export function newId(now?: number): string {
  return now === undefined ? v7() : v7({ msecs: now });
}

/** Whether a value is a lower-case UUIDv7, version and variant bits checked (profile §1). */
export function isUuidV7(value: unknown): value is string {
  return typeof value === 'string' && UUID_V7.test(value);
}

/** Time inside a valid UUIDv7, milliseconds since the Unix epoch. */
export function uuidTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
